"""All measurements, in one go: `make bench`. Prints one JSON object a line: name, value, unit, reference, ratio.

A ratio is measured side by side with its reference in this very run; absolute figures depend on the machine.
Each measurement is a program of its own beside this one; `--full` runs them at their larger sizes.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
_SECONDS_IN_ALL = 300


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="larger sizes; takes longer than five minutes")
    parser.add_argument("names", nargs="*", help="only these, as in bench/NAME.py")
    options = parser.parse_args()
    programs = [path for path in sorted(HERE.glob("*.py")) if path.name != "run.py" and not path.name.startswith("_")]
    failed = []
    for program in programs:
        if options.names and program.stem not in options.names:
            continue
        line = [sys.executable, str(program), *(["--full"] if options.full else [])]
        try:
            code = subprocess.run(line, check=False, timeout=None if options.full else _SECONDS_IN_ALL / 3).returncode
        except subprocess.TimeoutExpired:
            code = -1
        if code:
            failed.append(program.name)
    if failed:
        print(f"did not finish: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
