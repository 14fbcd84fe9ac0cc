"""Whatever the bytes: a document with findings, or one RemoteError with a reason, in bounded time."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from fondaco.wire import RemoteError
from fondaco.wire.oagis import fingerprint, masked, read, recognise

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
SAMPLES = [path.read_bytes() for path in sorted(CORPUS.glob("oagis[19]*/*/*.xml")) if "721" not in path.parts[-3]]
ODD = [
    b"",
    b"<",
    b">",
    b"/",
    b"&#0;",
    b"\xff",
    b'"',
    b"-1",
    b"NaN",
    b"1e9",
    b"9" * 40,
    b"<a/>",
    b"</DataArea>",
    b"\x00",
]


def taken(data: bytes) -> None:
    """Nothing but RemoteError may come out."""
    recognise(data)
    masked(data)
    for door in (read, fingerprint):
        with suppress(RemoteError):
            door(data)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(st.sampled_from(SAMPLES), st.data())
def test_a_damaged_message_is_read_or_refused(sample: bytes, data: st.DataObject) -> None:
    for _time in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(sample)))
        length = data.draw(st.sampled_from([0, 1, 5, 40, 400]))
        sample = sample[:place] + data.draw(st.sampled_from(ODD)) + sample[place + length :]

    taken(sample)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(st.sampled_from(SAMPLES), st.randoms(use_true_random=False))
def test_a_message_with_its_elements_shuffled_is_read(sample: bytes, chance: random.Random) -> None:
    root = etree.fromstring(sample)
    elements = list(root.iter())
    for element in chance.sample(elements, min(4, len(elements))):
        other = chance.choice(elements)
        if element not in other.iterancestors() and element is not root and element is not other:
            other.append(element)
        for name in element.keys():  # noqa: SIM118 - lxml takes quadratic time for the other
            element.set(name, chance.choice(["", "x", "-", "Fondaco", "Whole"]))

    taken(etree.tostring(root))


@pytest.mark.parametrize(
    "data",
    [
        b"<?xml version='1.0'?><!DOCTYPE a SYSTEM 'file:///etc/passwd'><ConfirmBOD><DataArea><BOD/></DataArea></ConfirmBOD>",
        b"<!DOCTYPE a [<!ENTITY x SYSTEM 'http://127.0.0.1:9/'>]><ConfirmBOD>&x;</ConfirmBOD>",
        b"<ConfirmBOD xmlns:xi='http://www.w3.org/2001/XInclude'><DataArea><BOD><xi:include href='/etc/passwd'/></BOD>"
        b"</DataArea></ConfirmBOD>",
        b"<ConfirmBOD><DataArea>" + b"<a>" * 300 + b"</a>" * 300 + b"<BOD/></DataArea></ConfirmBOD>",
    ],
)
def test_nothing_is_fetched_and_nothing_expanded(data: bytes) -> None:
    taken(data)

    assert b"root:" not in masked(data)


def _many(count: int, one: bytes) -> bytes:
    sample = (CORPUS / "oagis10" / "ProcessPurchaseOrder" / "three_lines.xml").read_bytes()
    head = sample.partition(b"<PurchaseOrderLine>")[0]
    tail = sample.rpartition(b"</PurchaseOrderLine>")[2]
    return head + one * count + tail


@pytest.mark.parametrize(
    "one",
    [
        b"<PurchaseOrderLine><Quantity>x</Quantity></PurchaseOrderLine>",
        b"<PurchaseOrderLine><Odd><Odder a='b'/></Odd></PurchaseOrderLine>",
        b"<Odd><Odder a='b'/></Odd>",
        b"<PurchaseOrderHeader><Tax><Amount currencyCode='EUR'>999999999999999</Amount></Tax></PurchaseOrderHeader>",
    ],
)
def test_a_long_message_costs_what_its_length_does(one: bytes) -> None:
    data = _many(9_999, one)

    started = time.process_time()
    message, _findings = read(data)

    assert message is not None
    # A second per megabyte is the promise; a run that measures coverage takes several times as long.
    assert time.process_time() - started < 6 * max(len(data) / 1_000_000, 1)


def test_taxes_without_end_are_not_added_up() -> None:
    tax = b"<Tax><Amount currencyCode='EUR'>999999999999999</Amount></Tax>"
    data = (CORPUS / "oagis10" / "ProcessPurchaseOrder" / "three_lines.xml").read_bytes()
    data = data.replace(b"<PurchaseOrderHeader>", b"<PurchaseOrderHeader>" + tax * 20_000).replace(b'"Total"', b'"t"')

    message, _findings = read(data)

    assert message is not None
