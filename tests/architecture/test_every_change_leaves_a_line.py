"""Rule 9 of the house: every change leaves a line. Read from the source: whatever is atomic at the store writes one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from attrs import define, field

ROOT = Path(__file__).resolve().parents[2] / "src"
ROOMS = ("fondaco/selling", "fondaco/buying", "fondaco/people")

# What changes rows and leaves no line, and why that is right.
WITHOUT = {
    "fondaco.buying.company.importing.try_file": "undoes everything that it does",
    "fondaco.buying.release.asking.claim": "counts a try; what comes of it has its line",
    "fondaco.people.limits.allow": "counts tries, to be forgotten within the hour",
    "fondaco.selling.catalog.agreements.turn_the_day": "tells the index what day it is",
    "fondaco.selling.catalog.search.indexer.update": "moves what is in the tables into the index",
    "fondaco.selling.integration.operations.note_milestone": "its row says when and by what",
}


@define
class Function:
    atomic: bool = False
    writes: bool = False
    calls: set[str] = field(factory=set)


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if not {"migrations", "management", "generator"} & set(path.parts):
                yield ".".join(path.relative_to(ROOT).with_suffix("").parts), ast.parse(path.read_text())


def _names(tree: ast.Module, module: str) -> dict[str, str]:
    """What each name of a module stands for: an imported module or function, or one of its own."""
    found = {node.name: f"{module}.{node.name}" for node in tree.body if isinstance(node, Node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
    return found


Node = ast.FunctionDef | ast.ClassDef


def _atomic(node: Node) -> bool:
    inside = [item.context_expr for one in ast.walk(node) if isinstance(one, ast.With) for item in one.items]
    return any("transaction.atomic" in ast.unparse(one) for one in [*node.decorator_list, *inside])


def _read(node: Node, names: dict[str, str]) -> Function:
    found = Function(atomic=_atomic(node))
    for one in ast.walk(node):
        # Functions handed on count as called: views and jobs take them so.
        if isinstance(one, ast.Name | ast.Attribute):
            first, _, rest = ast.unparse(one).partition(".")
            whole = ".".join(filter(None, (names.get(first, ""), rest)))
            found.calls.add(whole)
            found.writes |= whole in {"fondaco.audit.write", "fondaco.audit.write_many"}
    return found


def functions() -> dict[str, Function]:
    found = {
        f"{module}.{node.name}": _read(node, _names(tree, module))
        for module, tree in _modules()
        for node in tree.body
        if isinstance(node, Node)
    }
    writing = -1
    while (count := sum(one.writes for one in found.values())) != writing:
        writing = count
        for one in found.values():
            one.writes |= any(found[name].writes for name in one.calls if name in found)
    return found


def test_whatever_is_atomic_at_the_store_leaves_a_line() -> None:
    silent = {name for name, one in functions().items() if one.atomic and not one.writes and "._" not in name}

    assert silent == set(WITHOUT)


def test_enough_is_looked_at() -> None:
    """The reading above would find nothing wrong in what it does not see."""
    found = functions()

    assert sum(one.atomic and one.writes for one in found.values()) > 30
    assert found["fondaco.people.second_factor.reset"].writes
    assert not found["fondaco.people.limits.allow"].writes
