"""What the costliest messages that we could think of cost each reader, as a ratio to the promise of 1 s of CPU per MB.

The shapes are those of ``tests/wire/attacks.py``. One JSON line a reader: its worst shape, in seconds per MB.
"""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import suppress
from pathlib import Path
from time import process_time

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from fondaco.wire.errors import RemoteError  # noqa: E402
from tests.wire.attacks import READERS, golden, large  # noqa: E402

PROMISE = 1.0  # seconds of CPU per MB


def per_megabyte(name: str, size: int) -> tuple[float, str]:
    """The worst shape of about ``size`` bytes: seconds per MB, and its name."""
    reader = READERS[name]
    reader.read(golden(reader))
    worst = (0.0, "")
    for what, make in large(reader, size):
        data = make()
        start = process_time()
        with suppress(RemoteError):
            reader.read(data)
        worst = max(worst, ((process_time() - start) * 1e6 / len(data), what))
    return worst


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--full", action="store_true", help="messages of 4 MB instead of 400 kB")
    size = 4_000_000 if options.parse_args().full else 400_000
    for name in READERS:
        took, what = per_megabyte(name, size)
        line = {"name": f"wire.attack.{name}", "value": round(took, 3), "unit": "s/MB", "reference": PROMISE}
        print(json.dumps({**line, "ratio": round(took / PROMISE, 2), "worst": what}), flush=True)


if __name__ == "__main__":
    main()
