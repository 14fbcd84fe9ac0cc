"""Every suite, each under the settings it is about, and a line at the end that adds them up.

Run by `make test`. Arguments after `--` go to every pytest; `--only NAME` runs one suite.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

# The rooms that speak to nobody run without Django. The rooms that both sites use run once under each.
SHARED = ["tests/web", "tests/audit", "tests/people", "tests/clock", "tests/bridge"]
# Every address of the store asked for everything of somebody else's: as long as many others together.
MATRIX = ["tests/selling/test_isolation.py", "tests/selling/test_isolation_of_messages.py"]
SUITES: list[tuple[str, str | None, list[str]]] = [
    ("store", "selling", [*SHARED, "tests/selling", *[f"--ignore={path}" for path in MATRIX]]),
    ("nobody else's", "selling", MATRIX),
    ("pure", None, ["tests/documents", "tests/wire", "tests/architecture", "tests/host"]),
    ("desk", "buying", ["tests/buying"]),
    ("rooms at the desk", "buying", SHARED),
    ("house", None, ["tests/journeys", "tests/together"]),
]
# What runs beside what, two at a time, the longest first. Whatever looks at the audit trail being sealed keeps away
# from the matrix, whose transactions of minutes hold the whole server's horizon back. The house has the cores alone.
PHASES = (("store", "desk", "rooms at the desk"), ("pure", "nobody else's"), ("house",))
COVERED = {
    "pure": ["fondaco.documents", "fondaco.wire"],
    "store": ["fondaco.bridge"],
    "rooms at the desk": ["fondaco.bridge"],
}
_COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped)")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", action="append", choices=[name for name, _, _ in SUITES])
    parser.add_argument("rest", nargs="*")
    options = parser.parse_args()
    os.environ.setdefault("FONDACO_VAR", str(ROOT / "var" / "test"))
    stop_server = _start_server()
    totals = {"passed": 0, "failed": 0, "skipped": 0}
    red, began = [], time.monotonic()
    for coverage in ROOT.glob(".coverage*"):
        coverage.unlink()
    chosen = [suite for suite in SUITES if not options.only or suite[0] in options.only]
    try:
        runs = []
        for phase in PHASES:
            beside = [suite for suite in chosen if suite[0] in phase]
            with ThreadPoolExecutor(2) as pool:
                done = pool.map(lambda suite: _pytest(*suite, options.rest), beside)
                runs += zip(beside, done, strict=True)
        for (name, _, _), (code, counts) in runs:
            for word, number in counts.items():
                totals[word] += number
            if code:
                red.append(name)
    finally:
        stop_server()
    if not options.only and not _covered():
        red.append("coverage")
    minutes, seconds = divmod(int(time.monotonic() - began), 60)
    print(f"\n{minutes} min {seconds} s" + (f"; red: {', '.join(red)}" if red else ""))
    print(f"{totals['passed']} passed, {totals['failed']} failed, {totals['skipped']} skipped")
    return 1 if red or not totals["passed"] else 0


def _pytest(name: str, site: str | None, paths: list[str], rest: list[str]) -> tuple[int, dict[str, int]]:
    """Run one suite; its exit code and what its last line counts. Its output appears whole, when it is over."""
    line = [sys.executable, "-m", "pytest", *paths, "-rs"]
    line += [f"--ds=fondaco.settings.{site}"] if site else ["-p", "no:django"]
    env = dict(os.environ)
    if name in COVERED:
        line += ["--cov-report=", "--cov-branch", *[f"--cov={package}" for package in COVERED[name]]]
        env["COVERAGE_FILE"] = str(ROOT / f".coverage.{name.replace(' ', '-')}")
    # Suites side by side must not share a test database.
    env["FONDACO_TEST_SUFFIX"] = "_" + re.sub(r"\W+", "_", name)
    print(f"{name}: running {', '.join(paths)} ...", flush=True)
    began = time.monotonic()
    done = subprocess.run([*line, *rest], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=False)
    print(f"\n== {name}, {time.monotonic() - began:.0f} s ==\n{done.stdout}", flush=True)
    last = next((row for row in reversed(done.stdout.splitlines()) if _COUNT.search(row)), "")
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for number, word in _COUNT.findall(last):
        counts["failed" if word.startswith("error") else word] += int(number)
    return done.returncode, counts


def _start_server():  # type: ignore[no-untyped-def]
    """One embedded server for all suites; each would otherwise start and stop its own."""
    if os.environ.get("FONDACO_DATABASE_URL"):
        return lambda: None
    from fondaco.host.postgres import EmbeddedServer

    server = EmbeddedServer(Path(os.environ["FONDACO_VAR"]).absolute())
    return server.forget if server.start(durable=False) else (lambda: None)


def _covered() -> bool:
    """Every branch of documents, wire and bridge, or the run is red and the lines are named."""
    coverage = [sys.executable, "-m", "coverage"]
    subprocess.run([*coverage, "combine", "--quiet"], cwd=ROOT, check=False)
    print("\n== branches of documents, wire and bridge ==", flush=True)
    return (
        subprocess.run(
            [*coverage, "report", "--skip-covered", "--show-missing", "--fail-under=100", "--omit=*/migrations/*"],
            cwd=ROOT,
            check=False,
        ).returncode
        == 0
    )


if __name__ == "__main__":
    if not shutil.which("git"):
        print("git was not found; the architecture tests need it.", file=sys.stderr)
    sys.exit(main())
