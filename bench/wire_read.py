"""Reading and writing cXML against a bare parse of the same bytes, measured in turn in one run, in CPU time.

``read`` is what production calls, guards and limits included; the reference is ``etree.fromstring`` with the hardened
parser and nothing else, or a peer that reads the same message. ``write`` validates under the DTD where
``FONDACO_CXML_DTD_DIR`` points at one; its reference is reading what it wrote. Prints a JSON line per measurement:
name, value and reference in microseconds, and a ratio.
"""

from __future__ import annotations

import argparse
import json
import os
import tracemalloc
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from time import process_time

from _peers import readers
from lxml import etree

from fondaco.documents import (
    Address,
    Classification,
    Contact,
    Credential,
    Envelope,
    Message,
    Money,
    OrderLine,
    Person,
    PurchaseOrder,
)
from fondaco.wire.cxml import Limits, read, write

HARDENED = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
WHEN = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
PLACE = Address(
    name="Officine Sant'Elmo S.r.l.",
    address_id="GE-01",
    deliver_to=("Magazzino 2",),
    street=("Via del Molo 12",),
    city="Genova",
    state="GE",
    postal_code="16126",
    country="IT",
)


def order(lines: int) -> Message:
    """An order of so many lines, each with what a punched-out line carries: about 750 bytes."""
    items = tuple(
        OrderLine(
            line_number=number,
            supplier_part_id=f"FND-{number:06}",
            quantity=Decimal(number % 9 + 1),
            unit_price=Money(Decimal(number) / 4 + Decimal("0.95"), "EUR"),
            supplier_part_auxiliary_id=f"offer-{number:08x}",
            description=f"Gel pen, blue, 0.7 mm, box of {number % 12 + 1}, refillable",
            language="en",
            unit="EA",
            classifications=(Classification("UNSPSC", "44121704"),),
            manufacturer_part_id=f"GP-{number}",
            manufacturer_name="Stilo & Figli",
            requested_on=date(2026, 12, 1),
            extrinsics=(("CostCenter", "4410"),),
        )
        for number in range(1, lines + 1)
    )
    body = PurchaseOrder(
        number="PO-2026-000001",
        lines=items,
        ordered_at=WHEN,
        total=Money(Decimal("1234.50"), "EUR"),
        ship_to=PLACE,
        bill_to=PLACE,
        person=Person("anna.rossi@example.com", "Anna Rossi"),
        contacts=(Contact("endUser", "Anna Rossi", "anna.rossi@example.com"),),
    )
    us, them = Credential("NetworkID", "sant-elmo"), Credential("NetworkID", "store")
    envelope = Envelope(us, (us,), (them,), "bench", "20261123.1@bench", WHEN, language="en")
    return Message(body, envelope)


def side_by_side(one: Callable[[], object], other: Callable[[], object], seconds: float) -> tuple[float, float]:
    """The best time of each in microseconds; they take turns, so that a busy machine hurts both alike."""
    one(), other()
    bests = [float("inf"), float("inf")]
    until = process_time() + seconds
    while process_time() < until:
        for place, call in enumerate((one, other)):
            start = process_time()
            call()
            bests[place] = min(bests[place], process_time() - start)
    return bests[0] * 1e6, bests[1] * 1e6


def report(name: str, value: float, unit: str, reference: float) -> None:
    line = {"name": name, "value": round(value, 1), "unit": unit, "reference": round(reference, 1)}
    print(json.dumps({**line, "ratio": round(value / reference, 2)}), flush=True)


def small(lines: int, seconds: float, dtd_dir: str) -> None:
    message = order(lines)
    data = write(message)
    took, bare = side_by_side(lambda: read(data), lambda: etree.fromstring(data, HARDENED), seconds)
    report(f"wire.cxml.read.order_{lines}", took, "us", bare)
    took, reading = side_by_side(lambda: write(message, dtd_dir=dtd_dir), lambda: read(data), seconds)
    report(f"wire.cxml.write.order_{lines}", took, "us", reading)


def against_peers(lines: int, seconds: float) -> None:
    data = write(order(lines))
    for name, reader in readers():
        took, theirs = side_by_side(lambda: read(data), lambda reader=reader: reader(data), seconds)  # type: ignore[misc]
        report(f"wire.cxml.read.order_{lines}.peer.{name}", took, "us", theirs)


def large(lines: int) -> None:
    data = write(order(lines))
    limits = Limits(lines=max(lines, 10_000), size=max(len(data), 10_000_000))
    took, bare = side_by_side(lambda: read(data, limits=limits), lambda: etree.fromstring(data, HARDENED), 3.0)
    report(f"wire.cxml.read.order_{lines}", took, "us", bare)
    tracemalloc.start()
    kept = read(data, limits=limits)
    grown, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept.message is not None
    report(f"wire.cxml.read.order_{lines}.memory", grown / 1024, "KiB", len(data) / 1024)


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--full", action="store_true", help="longer, and a larger order")
    chosen = options.parse_args()
    for lines in (3, 205):
        small(lines, 10.0 if chosen.full else 2.0, os.environ.get("FONDACO_CXML_DTD_DIR", ""))
    against_peers(205, 4.0 if chosen.full else 1.5)
    large(10_000)
    if chosen.full:
        large(12_000)


if __name__ == "__main__":
    main()
