"""The public corpus, posted to the store as if its senders were customers of it.

What makes a document a stranger's is substituted in its bytes (credentials, return origin, the person's e-mail);
everything else stays as it was captured. ``python -m tests.selling.real_documents`` is how the table in
``docs/protocol/real-documents.md`` was written: see :func:`table`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from attrs import field, frozen

from tests.selling import making

CLASSES = ("captured-real", "vendor-doc")
TYPES = ("PunchOutSetupRequest", "OrderRequest")

_EMAIL = re.compile(rb"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z]{2,}(?=\s*<)")
_RETURN = re.compile(rb"(<BrowserFormPost>\s*<URL[^>]*>\s*)https?://[^/<?\s]+", re.IGNORECASE)
_CREDENTIAL = re.compile(rb'<Credential\b[^>]*domain\s*=\s*"[^"]*"[^>]*>\s*<Identity[^>]*>[^<]*</Identity>')
_SECRET = re.compile(rb"<SharedSecret>[^<]*</SharedSecret>")


@frozen
class RealDocument:
    name: str
    kind: str
    origin: str
    content: bytes = field(repr=False)

    def email(self) -> str:
        plain = re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")
        return f"{plain[:60].strip('-')}@buyer.example.com"

    def substituted(self, *, identity: str, secret: str) -> bytes:
        """The bytes with the sender, the return origin and the person put in."""
        data = self.content
        head, sender, rest = data.partition(b"<Sender>")
        who, end, rest = rest.partition(b"</Sender>")
        ours = b'<Credential domain="NetworkID"><Identity>' + identity.encode() + b"</Identity>"
        who = _CREDENTIAL.sub(ours, who)
        who = _SECRET.sub(b"<SharedSecret>" + secret.encode() + b"</SharedSecret>", who)
        data = head + sender + who + end + rest
        data = _RETURN.sub(rb"\g<1>" + making.ORIGIN.encode(), data)
        return _EMAIL.sub(self.email().encode(), data)


def documents(corpus: Path) -> list[RealDocument]:
    """The setups and orders of real systems and of vendors' guides."""
    with (corpus / "cxml" / "INDEX.csv").open(newline="") as index:
        rows = [row for row in csv.DictReader(index) if row["class"] in CLASSES and row["type"] in TYPES]
    return [
        RealDocument(row["file"], row["type"], row["class"], (corpus / "cxml" / row["file"]).read_bytes())
        for row in rows
    ]


def table(rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, its first row the heads."""
    head, *body = [list(row) for row in rows]
    lines = [head, ["---"] * len(head), *body]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"
