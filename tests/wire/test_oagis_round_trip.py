"""read(write(d)) == d, the losses that were reported aside, and what is written in release 10 is valid.

Documents nobody thought of: every field of every class is made up from its type, so that a new field is in them too.
"""

from __future__ import annotations

import types
import typing
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fondaco.documents as documents
from fondaco.documents import (
    Cart,
    Credential,
    Envelope,
    Invoice,
    InvoiceLine,
    InvoicePortion,
    InvoiceSummary,
    Message,
    Money,
    OrderConfirmation,
    OrderReference,
    PunchOutSetup,
    PunchOutSetupAnswer,
    PurchaseOrder,
    ShipNotice,
    ShipPortion,
    Status,
    StatusUpdate,
)
from fondaco.documents.punchout import CatalogFunction
from fondaco.wire.oagis import read, write_noting
from tests.wire.losing import settled, without

# Text without what XML cannot carry and without white space at its ends, which reading forgives.
LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"), exclude_characters="\ufffe\uffff")
words = st.lists(st.text(LETTERS, min_size=1, max_size=8), min_size=1, max_size=3).map(" ".join)
text = st.one_of(st.just(""), words, st.sampled_from(["<b>&amp;]]>", "a\n\tb", "'\"", "é €", "UNSPSC", "Fondaco"]))
numbers = st.decimals(Decimal("-999999999999999"), Decimal("999999999999999"), places=8) | st.decimals(-9, 9, places=2)
FROM, TO = datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2100-01-01")
moments = st.builds(
    lambda value, minutes: value.replace(tzinfo=timezone(timedelta(minutes=minutes))),
    st.datetimes(FROM, TO),
    st.just(0) | st.integers(-1439, 1439),
)
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: text,
    int: st.integers(0, 999_999_999),
    bool: st.booleans(),
    bytes: st.binary(max_size=9),
    Decimal: numbers,
    date: st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    datetime: moments,
}


def made(kind: Any) -> st.SearchStrategy[Any]:
    """Whatever the annotation ``kind`` allows."""
    if kind in OWN:
        return OWN[kind]
    if kind in PLAIN:
        return PLAIN[kind]
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        if inner[-1] is Ellipsis:
            return st.lists(made(inner[0]), max_size=2).map(tuple)
        return st.tuples(*map(made, inner))
    if origin in (types.UnionType, typing.Union):
        return st.one_of(*(st.none() if one is types.NoneType else made(one) for one in inner))
    if issubclass(kind, Enum):
        return st.sampled_from(kind)
    return st.deferred(lambda: built(kind))


def built(kind: type, **fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    attrs.resolve_types(kind, {**vars(documents), "CatalogFunction": CatalogFunction, **HOMES})
    fields = {
        field.name: fixed[field.name] if field.name in fixed else made(field.type) for field in attrs.fields(kind)
    }
    # Most fields stay unsaid, each in its turn: what is full of everything takes long to make and shows no more.
    required = {field.name for field in attrs.fields(kind) if field.default is attrs.NOTHING}

    @st.composite
    def some(draw: st.DrawFn) -> Any:
        names = [name for name in fields if name not in required]
        chosen = set(draw(st.lists(st.sampled_from(names), unique=True, max_size=8))) if names else set()
        return kind(**{name: draw(strategy) for name, strategy in fields.items() if name in required | chosen})

    return some()


HOMES = {"date": date, "datetime": datetime, "Decimal": Decimal, "Any": Any}
OWN: dict[Any, st.SearchStrategy[Any]] = {
    Money: st.builds(Money, numbers, st.sampled_from(["EUR", "USD", "JPY"])),
}
OWN[OrderReference] = st.builds(OrderReference, words, text, st.none() | moments)
OWN[Status] = st.builds(Status, st.integers(100, 599), text, text)


def parted(kind: type) -> st.SearchStrategy[Any]:
    """Portions of an order each; those without lines stand in the header and so come first."""
    return (
        st.lists(built(kind), max_size=3, unique_by=lambda one: one.order)
        .map(lambda found: sorted(found, key=lambda one: bool(one.lines)))
        .map(tuple)
    )


def charged(summary: Any) -> Any:
    """The same, its charges in the schema's order: allowances come after them."""
    return attrs.evolve(summary, charges=tuple(sorted(summary.charges, key=lambda one: one.allowance)))


OWN[InvoiceLine] = built(InvoiceLine).map(charged)
OWN[InvoiceSummary] = built(InvoiceSummary).map(charged)
BODIES: dict[type, st.SearchStrategy[Any]] = {
    PurchaseOrder: built(PurchaseOrder),
    OrderConfirmation: built(OrderConfirmation),
    ShipNotice: built(ShipNotice, portions=parted(ShipPortion)),
    Invoice: built(Invoice, portions=parted(InvoicePortion)),
    StatusUpdate: built(StatusUpdate, status_code=st.integers(100, 999)),
    PunchOutSetup: built(PunchOutSetup),
    PunchOutSetupAnswer: built(PunchOutSetupAnswer),
    Cart: built(Cart),
}
AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
AROUND = Envelope(Credential("OAGIS", "lanterna"), payload_id="po-1@lanterna.example", timestamp=AT)


@pytest.mark.parametrize("release", ["10", "9"])
@pytest.mark.parametrize("kind", BODIES, ids=lambda kind: kind.__name__)
def test_what_is_written_is_read_again_but_for_the_reported_losses(
    kind: type, release: str, oagis_schemas: str
) -> None:
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(BODIES[kind])
    def check(body: Any) -> None:
        written = write_noting(Message(body, AROUND), release=release, schema_dir=oagis_schemas)

        message, _findings = read(written.data)

        assert message is not None
        assert settled(message.body) == settled(without(body, written.losses))

    check()
