"""Fuzzes every reader in turn and prints a JSON line for each: inputs, inputs per second, and what was found.

``python fuzz/run.py [--seconds 600] [TARGET …]``. Needs atheris: ``make fuzz`` makes the environment for it. Inputs
that break something are kept under ``var/fuzz``; each becomes a sample in ``tests/corpus/fuzzed`` with the mend.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "src"))

from targets import SAMPLES, TARGETS  # noqa: E402  after the path to our own sources

KEPT = HERE.parent / "var" / "fuzz"
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]{2,40}")


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)} (default: all)")
    options.add_argument("--seconds", type=int, default=600, help="for each target (default %(default)s)")
    chosen = options.parse_args()
    found = 0
    for name in chosen.targets or TARGETS:
        result = fuzz(name, chosen.seconds)
        found += len(result["found"])  # type: ignore[arg-type]
        print(json.dumps(result), flush=True)
    return 1 if found else 0


def fuzz(name: str, seconds: int) -> dict[str, object]:
    corpus, broken = KEPT / name, KEPT / "found" / name
    corpus.mkdir(parents=True, exist_ok=True)
    broken.mkdir(parents=True, exist_ok=True)
    known = set(broken.iterdir())
    _seed(name, corpus)
    command = [
        *(sys.executable, str(HERE / "one.py"), name, str(corpus), f"-dict={_dictionary(name)}"),
        *(f"-max_total_time={seconds}", "-max_len=32768", "-timeout=30", "-rss_limit_mb=2048"),
        *("-print_final_stats=1", f"-artifact_prefix={broken}/", "-verbosity=1"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    (KEPT / f"{name}.log").write_text(done.stdout + done.stderr)
    stats = dict(re.findall(r"stat::(\w+):\s+(\d+)", done.stderr))
    features = re.findall(r"cov: (\d+) ft: (\d+)", done.stderr)
    return {
        "target": name,
        "inputs": int(stats.get("number_of_executed_units", 0)),
        "per_second": int(stats.get("average_exec_per_sec", 0)),
        "edges": int(features[-1][0]) if features else 0,
        "new_inputs_kept": int(stats.get("new_units_added", 0)),
        "found": sorted(path.name for path in set(broken.iterdir()) - known),
        "said": _said(done.stderr),
    }


def _said(text: str) -> str:
    """The exception that ended the run, if one did."""
    said = re.findall(r"Uncaught Python exception: ===\n(?:.*\n)*?(\w[\w.]*(?:Error|Exception|Interrupt)?:.*)\n", text)
    return str(said[-1])[:300] if said else ""


def _seed(name: str, corpus: Path) -> None:
    for folder in (*TARGETS[name].seeds, f"fuzzed/{name}"):
        for path in sorted((SAMPLES / folder).rglob("*.*")):
            if path.is_file():
                (corpus / f"{path.parent.name}-{path.name}").write_bytes(path.read_bytes())


def _dictionary(name: str) -> Path:
    """Every word that a sample or the readers' own tables know, for libFuzzer to put in."""
    words: set[str] = set()
    for folder in TARGETS[name].seeds:
        for path in (SAMPLES / folder).rglob("*.*"):
            words.update(_WORD.findall(path.read_text(errors="replace")))
    for path in (HERE.parent / "src" / "fondaco" / "wire").rglob("*.py"):
        words.update(_WORD.findall(" ".join(re.findall(r'"([^"\n]{3,80})"', path.read_text()))))
    target = KEPT / f"{name}.dict"
    target.write_text("".join(f'"{word}"\n' for word in sorted(words)[:4000]))
    return target


if __name__ == "__main__":
    sys.exit(main())
