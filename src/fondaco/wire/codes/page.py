"""The tables as a page of the documentation."""

from __future__ import annotations

from fondaco.wire.codes import availability, cif, cxml, local, oagis, oagis721, oci, oracle, xml

_ABOUT = """# Findings and refusals

What reading and writing can remark on. A *finding* goes with a document that was read all the same: an **error** may
make a receiver refuse it or a part of it, a **warning** was understood though it is off the specification, a **note**
is merely worth knowing. A *refusal* means that there is no document. The codes are stable; the words are for people,
in English and Italian. This page is printed by `python -m fondaco.wire.codes`.
"""
_TABLES = (
    ("Any protocol", xml),
    ("Profiles", local),
    ("cXML", cxml),
    ("OCI", oci),
    ("OAGIS", oagis),
    ("OAGIS 7.2.1", oagis721),
    ("Oracle XML", oracle),
    ("CIF", cif),
    ("Price and availability", availability),
)


def markdown() -> str:
    """The whole page."""
    lines = [_ABOUT]
    for title, table in _TABLES:
        lines += [f"## {title}: findings\n", "| code | level | expected | what to do |", "|---|---|---|---|"]
        lines += [
            f"| `{code}` | {one.level.value} | {one.expected} | {one.remedy} |" for code, one in table.CODES.items()
        ]
        lines.append("")
        refusals = getattr(table, "REFUSALS", {})
        if refusals:
            lines += [f"## {title}: refusals\n", "| code | cXML Status | words |", "|---|---|---|"]
            lines += [f"| `{code}` | {one.status} | {one.words} |" for code, one in refusals.items()]
            lines.append("")
    return "\n".join(lines)
