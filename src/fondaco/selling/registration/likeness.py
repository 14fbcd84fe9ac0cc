"""Whether two companies are called much the same, legal forms, punctuation and accents apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

# Legal forms, as one word each once points are gone, and words that tell companies little apart.
_FORM_WORDS = """
spa srl srls snc sas sapa scarl scrl scpa soc coop cooperativa societa gmbh ag kg ohg ug mbh co ltd limited llc llp plc
inc corp corporation sa sarl sasu eurl sl slu bv nv ab as oy aps kft zrt sro doo ood ead lda sp zoo the di e and und et
& company holding group gruppo
"""
_FORMS = frozenset(_FORM_WORDS.split())
_NEAR = 0.88  # of 1: Lanterna Meccanica and Lanterna Mecanica are near, Lanterna Meccanica and Lanterna Elettrica not


def bare(name: str) -> str:
    """The words by which people know a company; all of them where nothing else is left."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = re.sub(r"[^\w\s&]", " ", re.sub(r"[.'’]", "", plain)).split()
    return " ".join(word for word in words if word not in _FORMS) or " ".join(words)


def alike(name: str, others: Iterable[str]) -> list[str]:
    """Those of ``others`` that could be taken for ``name``, in their order."""
    wanted = bare(name)
    judge = SequenceMatcher(autojunk=False)
    judge.set_seq2(wanted)
    return [other for other in others if _near(judge, wanted, bare(other))]


def _near(judge: SequenceMatcher[str], wanted: str, other: str) -> bool:
    if wanted == other:
        return bool(wanted)
    judge.set_seq1(other)
    # The cheap bounds first: most names are nothing like it.
    return judge.real_quick_ratio() >= _NEAR and judge.quick_ratio() >= _NEAR and judge.ratio() >= _NEAR
