#!/usr/bin/env python3
"""The public corpus as our readers see it, a table by class: ``tools/corpus_table.py [FOLDER]`` prints it as Markdown.

It looks for the corpus beside the checkout or where FONDACO_CORPUS points. *Read*: a document was built. *Type right*:
what the message is was told as its index tells it. *With errors*: read, with at least one finding of that level.
"""

from __future__ import annotations

import csv
import os
import sys
from collections import Counter, defaultdict
from pathlib import Path

from fondaco.wire.check import Result, check

ROOT = Path(__file__).resolve().parents[1]
COLUMNS = ("documents", "well-formed", "valid under a DTD", "read", "type right", "with errors", "not a type of ours")
# Of the 294 documents that these are from, as measured with gkrhee/cxml-ruby 1.0 (unknown elements raise).
RUBY = "159 of 294 (54 %)"


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0] if arguments else os.environ.get("FONDACO_CORPUS") or ROOT.parent / "shared" / "corpus")
    if not (folder / "cxml" / "INDEX.csv").is_file():
        print(f"No corpus at {folder}.", file=sys.stderr)
        return 2
    print(table(folder), end="")
    return 0


def table(folder: Path) -> str:
    """Both tables: the cXML documents by class, and the others by folder."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    with (folder / "cxml" / "INDEX.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            result = check((folder / "cxml" / row["file"]).read_bytes(), row["file"])
            for name in (row["class"], "all"):
                counts[name].update(counted(row, result))
    classes = [*sorted(set(counts) - {"all"}), "all"]
    lines = [f"| class | {' | '.join(COLUMNS)} |", "| --- |" + " ---: |" * len(COLUMNS)]
    lines += [f"| {name} | {' | '.join(str(counts[name][column]) for column in COLUMNS)} |" for name in classes]
    whole = counts["all"]
    read = f"Read: {whole['read']} of {whole['documents']} ({round(100 * whole['read'] / whole['documents'])} %)."
    lines += [
        "",
        f"{read} Of the others {whole['broken']} are not well-formed, {whole['not a type of ours']} of a type not "
        f"spoken here, and {whole['no message']} no message: without Request, Message or Response, of another root, or "
        f"with entities. The strictest Ruby library accepts {RUBY} of the larger collection that these are from.",
        "",
        "| other documents | read as | type |",
        "| --- | --- | --- |",
        *others(folder / "other"),
    ]
    return "\n".join(lines) + "\n"


def counted(row: dict[str, str], result: Result) -> dict[str, int]:
    """What one document adds to each column. An answer is indexed by what is in it, or as a Response."""
    right = result["type"] == row["type"] or (row["type"] == "Response" and result["type"].endswith("Response"))
    errors = any(one["level"] == "error" for one in result["findings"])
    return {
        "documents": 1,
        "well-formed": row["wellformed"] == "yes",
        "valid under a DTD": bool(row["valid_under"]),
        "read": result["readable"],
        "type right": bool(result["type"]) and (right or row["type"] == "Other"),
        "with errors": result["readable"] and errors,
        "not a type of ours": bool(result["type"]) and not result["readable"],
        "broken": row["wellformed"] != "yes" and not result["readable"],
        "no message": row["wellformed"] == "yes" and not result["type"],
    }


def others(folder: Path) -> list[str]:
    """The documents of other protocols that are spoken here, one a line; schemas and licences are none."""
    lines = []
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".xml", ".html") and not {"xsd", "peppol_poacc"} & set(path.parts):
            result = check(path.read_bytes(), path.name)
            kind = result["type"] if result["readable"] else "not read"
            name = path.relative_to(folder).as_posix()
            lines.append(f"| {name} | {result['protocol'] or 'no protocol'} | {kind} |")
    return lines


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
