"""Twenty bugs, one at a time: do the tests of the desk's lifecycles notice?

Ten are planted by hand (``planted.toml``: what somebody could get wrong), ten are mutants that a tool makes of the
modules that decide about money and states, drawn by a seed. Each is put into a copy of the sources; then the property
tests run (``WALKS``) and, where they stay green, the tests of the slices (``SLICES``). A bug that leaves both green has
survived. Prints a line for each and exits with 1 where more than one survives.

``make bugs``; ``BUGS="--seed 7 planted"`` for another draw, or only some of them.
"""

from __future__ import annotations

import argparse
import difflib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from cosmic_ray.ast import get_ast
from cosmic_ray.mutating import MutationVisitor, mutate_code
from cosmic_ray.plugins import get_operator, operator_names

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
DESK = "src/fondaco/buying/"
# What decides about money and states; the mutants are drawn from these.
DECIDING = (
    *(f"{DESK}approvals/{name}.py" for name in ("operations", "states")),
    *(f"{DESK}budgets/{name}.py" for name in ("operations",)),
    *(f"{DESK}requests/{name}.py" for name in ("sums", "operations", "states")),
    *(f"{DESK}release/{name}.py" for name in ("asking", "checking", "operations")),
    *(f"{DESK}standing/{name}.py" for name in ("cycles", "rhythm")),
    *(f"{DESK}orders/{name}.py" for name in ("operations", "answering", "confirmations", "expected", "encumbrances")),
)
# Mutants that say nothing: other words for the same types, or code that cannot run.
SILENT = (
    *("VariableInserter", "VariableReplacer", "ExceptionReplacer", "RemoveDecorator"),
    *("_BitOr", "_BitXor", "_BitAnd", "Shift", "Operator_Mod"),
)
WALKS = (
    *("tests/buying/orders/test_walks.py", "tests/buying/budgets"),
    *(f"tests/buying/requests/test_{name}.py" for name in ("filling", "revising", "holds", "sums")),
)
SLICES = tuple(f"tests/buying/{name}" for name in ("approvals", "release", "standing", "orders", "requests", "changes"))
SURVIVORS_ALLOWED = 1


@dataclass(frozen=True)
class Bug:
    """``code`` is the whole file at ``path`` with the bug in it."""

    name: str
    path: str
    code: str


def planted() -> list[Bug]:
    """Raises SystemExit for one that no longer fits the sources: a bug that is not there proves nothing."""
    found = []
    for one in tomllib.loads((HERE / "planted.toml").read_text())["bug"]:
        source = (ROOT / one["path"]).read_text()
        if source.count(one["right"]) != 1:
            raise SystemExit(
                f"{one['name']}: “{one['right']}” stands {source.count(one['right'])} times in {one['path']}"
            )
        found.append(Bug(one["name"], one["path"], source.replace(one["right"], one["wrong"])))
    return found


def mutants(many: int, seed: int) -> list[Bug]:
    """Drawn evenly over the modules, so that the longest one does not get them all."""
    draw = random.Random(seed)
    found: list[Bug] = []
    names = [name for name in sorted(operator_names()) if not any(word in name for word in SILENT)]
    places = {path: _places((ROOT / path).read_text(), names) for path in DECIDING if (ROOT / path).exists()}
    paths = sorted(path for path in places if places[path])
    while len(found) < many:
        path = paths[len(found) % len(paths)]
        name, occurrence = draw.choice(places[path])
        source = (ROOT / path).read_text()
        code = mutate_code(source, get_operator(name)(), occurrence)
        if code is not None and code != source and _runs(code) and not _only_types(source, code):
            found.append(Bug(f"{name.removeprefix('core/')} in {Path(path).relative_to(DESK)}", path, code))
    return found


def _places(source: str, names: list[str]) -> list[tuple[str, int]]:
    tree = get_ast(source)
    found = []
    for name in names:
        counter = _Counter(get_operator(name)())
        counter.walk(tree)
        found += [(name, number) for number in range(counter.found)]
    return found


class _Counter(MutationVisitor):
    def __init__(self, operator: object) -> None:
        super().__init__(-1, operator)
        self.found = 0

    def visit(self, node: object) -> object:
        self.found += sum(1 for _ in self.operator.mutation_positions(node))
        return node


def _runs(code: str) -> bool:
    """Whether it is Python at all: what every import trips over proves nothing about the tests."""
    try:
        compile(code, "a mutant", "exec")
    except SyntaxError:
        return False
    return True


def _only_types(source: str, code: str) -> bool:
    """Whether the change stands in a signature, an import or a decorator, where it says nothing while running."""
    changed = [line[1:].strip() for line in _changes(source, code) if line.startswith("+")]
    return all(line.startswith(("def ", "from ", "import ", "@", '"""', "#")) or "->" in line for line in changed)


def _changes(source: str, code: str) -> list[str]:
    lines = difflib.unified_diff(source.splitlines(), code.splitlines(), lineterm="", n=0)
    return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def caught_by(bug: Bug) -> str:
    """Which tests turn red with ``bug`` in the sources; empty where none do."""
    with tempfile.TemporaryDirectory(prefix="fondaco-bug-") as name:
        copy = Path(name) / "src"
        shutil.copytree(ROOT / "src", copy, ignore=shutil.ignore_patterns("__pycache__"))
        (Path(name) / bug.path).write_text(bug.code)
        for label, paths in (("the walks", WALKS), ("the slices' tests", SLICES)):
            if not _green([path for path in paths if (ROOT / path).exists()], copy):
                return label
    return ""


def _green(paths: list[str], sources: Path) -> bool:
    python = ROOT / ".venv" / "bin" / "python"
    line = [str(python), "-m", "pytest", "-x", *paths, "--ds=fondaco.settings.buying"]
    told = {"PYTHONPATH": str(sources), "FONDACO_VAR": str(ROOT / "var" / "bugs" / "run")}
    try:
        run = subprocess.run(line, cwd=ROOT, env={**os.environ, **told}, capture_output=True, timeout=1200, check=False)
    except subprocess.TimeoutExpired:
        return False
    return run.returncode == 0


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("kinds", nargs="*", choices=["planted", "mutants", []], help="only these (default: both)")
    options.add_argument("--seed", type=int, default=5, help="of the draw of mutants (default %(default)s)")
    options.add_argument("--many", type=int, default=10, help="mutants (default %(default)s)")
    options.add_argument("--list", action="store_true", help="only show them")
    chosen = options.parse_args()
    kinds = chosen.kinds or ["planted", "mutants"]
    bugs = planted() if "planted" in kinds else []
    bugs += mutants(chosen.many, chosen.seed) if "mutants" in kinds else []
    if not chosen.list and not _green([path for path in WALKS if (ROOT / path).exists()], ROOT / "src"):
        raise SystemExit("The tests are red without any bug: mend them first.")
    survived = 0
    for number, bug in enumerate(bugs, start=1):
        caught = "" if chosen.list else caught_by(bug)
        survived += not caught and not chosen.list
        said = "" if chosen.list else f": caught by {caught}" if caught else ": SURVIVED"
        print(f"{number:2} {bug.name}{said}", flush=True)
        if chosen.list or not caught:
            changes = _changes((ROOT / bug.path).read_text(), bug.code)
            print("\n".join(f"      {line}" for line in changes[:8]), flush=True)
    if not chosen.list:
        print(f"{len(bugs) - survived} of {len(bugs)} caught")
    return 1 if survived > SURVIVORS_ALLOWED else 0


if __name__ == "__main__":
    sys.exit(main())
