"""What a tree says as bytes, however it was laid out: what a digest is made of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element

_BLANKS = re.compile(rb">\s+|\s+<")


def canonical(root: _Element) -> bytes:
    """The canonical form of ``root`` (Canonical XML 1.0), white space between elements and round texts aside.

    Canonical XML has none for a namespace that is a relative URI; such a tree is taken as it stands.
    """
    try:
        form = etree.tostring(root, method="c14n", with_comments=False)
    except etree.C14NError:
        form = etree.tostring(root, encoding="utf-8", xml_declaration=False)
    return _BLANKS.sub(lambda found: found[0].strip(), form)
