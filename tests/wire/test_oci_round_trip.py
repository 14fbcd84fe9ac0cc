"""read(write(d)) == d, reported losses aside, for carts and calls that nobody thought of.

OCI counts its lines, so a line without a number gets one; a price's basis is of the line's own unit; the controls that
a call always has come back as its parameters. None of this is a loss.
"""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from typing import Any

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fondaco.documents import (
    Attachment,
    Cart,
    CartLine,
    CatalogFunction,
    Classification,
    Credential,
    Envelope,
    ItemType,
    Message,
    Money,
    Person,
    PriceBasis,
    PunchOutSetup,
)
from fondaco.wire import LocalError, RemoteError, oci
from fondaco.wire.oci import CallSettings, CartSettings
from fondaco.wire.oci.settings import LONGTEXTS

LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"))
words = st.lists(st.text(LETTERS, min_size=1, max_size=15), min_size=1, max_size=6).map(" ".join)
text = st.one_of(st.just(""), words, st.sampled_from(["<b>&amp;]]>", "a\nb", "'\"", "é €", "x" * 300, "&#34;"]))
token = st.text("abcXYZ0189-_./", min_size=1, max_size=12)
maybe = st.just("") | token
numbers = st.integers(1, 10**9).map(lambda number: Decimal(number).scaleb(-3))
prices = st.one_of(numbers, st.decimals(Decimal("-99999"), Decimal("99999"), places=6))
none_or = lambda strategy: st.none() | strategy  # noqa: E731
bases = st.builds(
    PriceBasis,
    st.sampled_from([Decimal(text) for text in ("1", "10", "144", "0.5", "100000", "0.0000007")]),
    st.sampled_from(["", "PCE", "EA"]),
    st.sampled_from([Decimal(1), Decimal(50)]),
)
classifications = st.lists(
    st.builds(Classification, st.sampled_from(["UNSPSC", "ECLASS-5.1", "MATGROUP", "", "SupplierPartID"]), token),
    max_size=3,
).map(lambda found: tuple(sorted(found, key=lambda one: one.domain == "MATGROUP")))
extrinsics = st.lists(
    st.tuples(
        st.sampled_from(["CUST_FIELD1", "CUST_FIELD5", "MANUFACTCODE", "GTIN", "gtin", "UNIT", "a b", "EXT_CATEGORY"])
        | token,
        st.just("") | words,
    ),
    max_size=4,
).map(tuple)
attachments = st.lists(st.builds(Attachment, st.sampled_from(["https://x.example/a", "cid:a"]), text), max_size=2).map(
    tuple
)


def line(number: int) -> st.SearchStrategy[CartLine]:
    return st.builds(
        CartLine,
        line_number=st.just(number),
        supplier_part_id=maybe,
        quantity=numbers,
        unit_price=none_or(st.builds(Money, prices, st.sampled_from(["EUR", "JPY"]))),
        price_basis=none_or(bases),
        supplier_part_auxiliary_id=maybe | st.just("x" * 50),
        buyer_part_id=maybe,
        description=words | st.sampled_from(["a\nb", "x" * 300, "<b>&amp;"]),
        short_name=text,
        unit=st.sampled_from(["PCE", "KGM", "M"]),
        classifications=classifications,
        manufacturer_part_id=maybe,
        manufacturer_name=text,
        url=maybe,
        lead_time_days=none_or(st.integers(0, 10**6)),
        supplier_id=maybe,
        supplier_id_domain=st.sampled_from(["", "VENDOR", "DUNS"]),
        service=st.booleans(),
        item_type=none_or(st.sampled_from(ItemType)),
        parent_line_number=none_or(st.integers(0, 4)),
        contract_number=maybe,
        contract_line=maybe,
        quote_number=maybe,
        quote_line=maybe,
        comments=text,
        attachments=attachments,
        extrinsics=extrinsics,
    )


carts = st.integers(0, 3).flatmap(
    lambda count: st.builds(
        Cart,
        buyer_cookie=text,
        lines=st.tuples(*(line(number) for number in range(1, count + 1))),
        total=none_or(st.builds(Money, numbers, st.just("EUR"))),
        extrinsics=extrinsics,
    )
)
agreed = st.builds(
    CartSettings,
    decimals=st.integers(0, 3),
    longtext=st.sampled_from(LONGTEXTS),
    index_base=st.sampled_from([0, 1]),
    emit_empty_fields=st.booleans(),
    standard_only=st.booleans(),
    charset=st.just("utf-8"),
    fields=st.sampled_from([(), (("a b", "CUST_FIELD1"),)]),
)
calls = st.builds(
    PunchOutSetup,
    buyer_cookie=text,
    return_url=st.just("https://desk.example/r?a=b&c=%20"),
    person=st.builds(
        Person, st.sampled_from(["", "a@b.example", "a"]), text, st.sampled_from(["", "a", "a@b.example"])
    ),
    function=st.sampled_from(CatalogFunction),
    selected_part_id=maybe,
    selected_part_auxiliary_id=token,
    selected_quantity=none_or(numbers),
    search_text=words,
    vendor=maybe,
    return_target=maybe,
    extrinsics=st.lists(st.tuples(token | st.sampled_from(["~okcode", "USERNAME"]), token), max_size=4).map(tuple),
)
many = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def said(value: Any) -> Any:
    """As OCI says it: a price of each and an order of classifications."""
    if isinstance(value, CartLine):
        basis = value.price_basis
        price = value.price_each if basis is None or basis.quantity > 0 else value.unit_price
        domain = value.supplier_id_domain or ("VENDOR" if value.supplier_id else "")
        return attrs.evolve(value, unit_price=price, price_basis=None, supplier_id_domain=domain)
    return value


def differences(one: Any, two: Any, path: str) -> set[str]:
    """The paths where ``one`` says something that ``two`` does not."""
    if one == two or one in (None, "", ()):
        return set()
    if isinstance(one, tuple) and isinstance(two, tuple) and len(one) == len(two):
        pairs = enumerate(zip(one, two, strict=True), 1)
        return set().union(*(differences(said(left), said(right), f"{path}[{n}]") for n, (left, right) in pairs))
    if attrs.has(type(one)) and type(one) is type(two) and not isinstance(one, Money):
        found: set[str] = set()
        for field in attrs.fields(type(one)):
            found |= differences(getattr(one, field.name), getattr(two, field.name), f"{path}.{field.name}")
        return found
    return {path}


def reported(path: str, losses: set[str]) -> bool:
    """Whether a loss was reported there, above it or within it."""
    return any(path.startswith(one) or one.startswith(path) for one in losses)


@many
@given(carts, agreed)
def test_a_cart_comes_back_as_it_went(cart: Cart, agreed: CartSettings) -> None:
    try:
        form = oci.write_cart(cart, hook_url="https://desk.example/r", settings=agreed)
    except LocalError as refused:
        # A million for seven ten-millionths of a piece has no place in OCI's eleven digits, and that is said.
        if refused.code != "oci.too_large":
            raise
        return
    read = oci.read_cart(oci.fields_of(oci.encoded(form)), settings=agreed).message
    page = oci.read(
        oci.write_noting(Message(cart), hook_url="https://desk.example/r", settings=agreed).data, cart=agreed
    )

    assert read is not None
    assert page.message == read
    losses = {one.path for one in form.findings if one.code == "lost"}
    # What is more is more: nothing comes back that was not said.
    assert {one for one in differences(cart, read.body, "Cart") if not reported(one, losses)} == set()
    assert all(line.extras == () for line in read.body.lines)  # type: ignore[union-attr]


@many
@given(calls, st.sampled_from(["", "user"]), st.sampled_from(["GET", "POST"]), maybe)
def test_a_call_comes_back_as_it_went(setup: PunchOutSetup, person: str, method: str, language: str) -> None:
    message = Message(setup, Envelope(sender=Credential("OCI", "acme", "p&w=ü"), language=language))
    agreed = CallSettings(person_parameter=person, method=method)
    form = oci.write_call(message, catalog_url="https://store.example/oci?x=1", settings=agreed)
    read = oci.read_call(oci.fields_of(oci.encoded(form)), settings=agreed)
    page = oci.read(
        oci.write_noting(message, catalog_url="https://store.example/oci?x=1", settings=agreed).data, call=agreed
    )

    assert page.message is not None
    assert read.message is not None
    back = read.message.body
    assert isinstance(back, PunchOutSetup)
    assert page.message.envelope == read.message.envelope
    losses = {one.path for one in form.findings}
    kept = tuple(
        pair for place, pair in enumerate(setup.extrinsics, 1) if f"Message.body.extrinsics[{place}]" not in losses
    )
    assert set(kept) <= set(back.extrinsics)
    compared = attrs.evolve(back, extrinsics=setup.extrinsics, return_target=setup.return_target)
    assert {one for one in differences(setup, compared, "Message.body") if not reported(one, losses)} == set()
    assert read.message.envelope is not None
    if language:
        assert read.message.envelope.language == language
    assert setup.return_target in ("", back.return_target) or "returntarget" in {
        name.lower() for name, _ in setup.extrinsics
    }


field_names = st.sampled_from(
    [
        "NEW_ITEM-UNIT[1]",
        "NEW_ITEM-PRICE[1]",
        "NEW_ITEM-PRICE[2]",
        "NEW_ITEM-LONGTEXT_1:132[]",
        "new_item-QUANTITY[0]",
        "~xmlDocument",
        "HOOK_URL",
        "USERNAME",
        "FUNCTION",
    ]
)


@many
@given(st.lists(st.tuples(field_names | st.text(max_size=30), st.text(max_size=40)), max_size=12))
def test_any_fields_are_a_document_or_a_refusal(fields: list[tuple[str, str]]) -> None:
    for read in (oci.read_cart, oci.read_call):
        try:
            reading = read(fields)
        except RemoteError:
            continue
        assert reading.message is not None


@many
@given(
    st.binary(max_size=200) | st.text("<>=\"'/ finputorame&#;-!", max_size=200).map(str.encode),
    st.sampled_from([b"", b"<form>", b"NEW_ITEM-UNIT[1]=", b"<BusinessDocument>", b"HTTP/1.1 200 "]),
)
def test_any_bytes_are_a_document_or_a_refusal(data: bytes, start: bytes) -> None:
    oci.recognise(start + data)
    with suppress(RemoteError):
        assert oci.read(start + data).message is not None
