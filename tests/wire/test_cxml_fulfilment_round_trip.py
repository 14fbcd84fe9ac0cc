"""Ship notices, receipts, invoices and remittances: read(write(d)) == d, and what is written is valid, for any d."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fondaco.documents import (
    Carrier,
    Charge,
    Classification,
    Contact,
    Document,
    Envelope,
    Fulfillment,
    GoodsReceipt,
    Invoice,
    InvoiceCharge,
    InvoiceLine,
    InvoiceOperation,
    InvoicePortion,
    InvoicePurpose,
    InvoiceSummary,
    Message,
    OrderOperation,
    OrderReference,
    Package,
    PaymentTerm,
    ReceiptKind,
    ReceiptLine,
    ReceiptPortion,
    Remittance,
    RemittanceLine,
    ShipLine,
    ShipmentKind,
    ShipNotice,
    ShipPortion,
    TaxDetail,
)
from fondaco.wire import LocalError
from fondaco.wire.cxml import read, write_noting
from tests.wire.test_cxml_round_trip import (
    accounts,
    amounts,
    bases,
    contacts,
    days,
    details,
    envelopes,
    extrinsics,
    files,
    moments,
    money,
    none_or,
    numbers,
    places,
    quantities,
    text,
    token,
    tuples,
    word,
)

some = lambda strategy: st.lists(strategy, min_size=1, max_size=2).map(tuple)  # noqa: E731
signed = amounts | quantities
plain = {"comments": text, "extrinsics": extrinsics}
part_ids = {"supplier_part_id": text, "supplier_part_auxiliary_id": text, "buyer_part_id": text}
pairs = tuples(st.tuples(text, text), 2)
orders = st.builds(OrderReference, word, text, none_or(moments)) | st.builds(OrderReference, text, word)
taxes = st.builds(Charge, money, text, tuples(details, 2))

packages = st.builds(Package, text, text, text, text)
ship_lines = st.builds(
    ShipLine,
    line_number=numbers,
    quantity=signed,
    unit=word,
    ship_line_number=none_or(numbers),
    description=text,
    ordered_quantity=none_or(quantities),
    serial_numbers=tuples(word),
    lot_number=text,
    expires_on=none_or(days),
    packages=tuples(packages, 2),
    **part_ids,
    **plain,
)
carriers = st.builds(
    Carrier,
    tuples(st.tuples(text, word), 2),
    tuples(word, 2),
    st.sampled_from(["", "air", "motor", "custom"]),
    text,
)
notices = st.builds(
    ShipNotice,
    number=word,
    noticed_at=moments,
    operation=st.sampled_from(OrderOperation),
    kind=none_or(st.sampled_from(ShipmentKind)),
    shipped_at=none_or(moments),
    delivery_at=none_or(moments),
    portions=tuples(st.builds(ShipPortion, orders, tuples(ship_lines, 2), **plain), 2),
    carriers=tuples(carriers, 2),
    packages=tuples(packages, 1),
    contacts=contacts,
    delivery_terms=text,
    changes_payload_id=text,
    attachments=files,
    fulfillment=none_or(st.sampled_from(Fulfillment)),
    service_level=text,
    **plain,
)

receipt_lines = st.builds(
    ReceiptLine,
    line_number=numbers,
    quantity=signed,
    unit=word,
    kind=st.sampled_from(ReceiptKind),
    receipt_line_number=numbers,
    description=text,
    unit_price=money,
    received=money,
    shipment_number=text,
    shipment_line_number=none_or(numbers),
    complete=st.booleans(),
    **part_ids,
    **plain,
)
receipt_portions = st.builds(ReceiptPortion, orders, some(receipt_lines), st.booleans())
receipts = st.builds(
    GoodsReceipt,
    number=word,
    received_at=moments,
    operation=st.sampled_from([OrderOperation.NEW, OrderOperation.DELETE]),
    portions=some(receipt_portions),
    total=money,
    shipment_number=text,
    changes_payload_id=text,
    **plain,
)

handling = none_or(st.builds(Charge, money, text))
charges = tuples(st.builds(InvoiceCharge, money, st.booleans(), text, text, st.none(), none_or(taxes)), 2)
discounts = st.tuples(none_or(money), none_or(amounts)).map(lambda both: both if both[0] is not None else (None, None))
totals = {"tax": none_or(taxes), "gross": none_or(money), "net": none_or(money)}
line_shipping = none_or(st.builds(Charge, money, tracking_domain=text, tracking_id=text))


def with_discount(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """A discount is an amount, and a percentage beside it: never a percentage alone."""
    return st.builds(
        lambda one, both: attrs.evolve(one, discount=both[0], discount_percent=both[1]), strategy, discounts
    )


invoiced = {
    "line_number": numbers,
    "order_line_number": none_or(numbers),
    "description": text,
    "language": st.sampled_from(["it", "en"]),
    "classifications": tuples(st.builds(Classification, text, text), 2),
    "charges": charges,
    "parent_line_number": none_or(numbers),
    "distributions": tuples(accounts, 2),
    **part_ids,
    **totals,
    **plain,
}
goods = with_discount(
    st.builds(
        InvoiceLine,
        quantity=signed,
        unit=word,
        unit_price=money,
        price_basis=none_or(bases),
        manufacturer_part_id=text,
        manufacturer_name=text,
        subtotal=none_or(money),
        shipping=line_shipping,
        special_handling=handling,
        shipment_number=text,
        **invoiced,
    )
)
priced = st.builds(dict, unit=word, unit_price=money, price_basis=none_or(bases)) | st.just({})
services = with_discount(
    st.builds(
        lambda line, price: attrs.evolve(line, **price),
        st.builds(InvoiceLine, quantity=none_or(signed), subtotal=money, service=st.just(value=True), **invoiced),
        priced,
    )
)
agreements = st.builds(
    InvoicePortion, none_or(st.builds(OrderReference, word, text, none_or(moments))), word, text
) | st.builds(InvoicePortion, none_or(orders), text, word)
about = agreements | st.builds(InvoicePortion, orders)
with_lines = st.builds(lambda one, lines: attrs.evolve(one, lines=lines), about, some(goods | services))
whole = st.builds(
    lambda one, header: attrs.evolve(one, header=header),
    about,
    with_discount(
        st.builds(
            InvoiceSummary,
            subtotal=money,
            special_handling=handling,
            shipping=line_shipping,
            comments=text,
            **totals,
        )
    ),
)
summaries = with_discount(
    st.builds(
        InvoiceSummary,
        subtotal=money,
        tax=taxes,
        special_handling=handling,
        shipping=none_or(st.builds(Charge, money)),
        charges=charges,
        gross=none_or(money),
        net=money,
        deposit=none_or(money),
        due=none_or(money),
    )
)
shippers = st.builds(
    lambda one, other: (attrs.evolve(one, role="shipFrom"), attrs.evolve(other, role="shipTo")),
    st.builds(Contact, name=text, address=none_or(places)),
    st.builds(Contact, name=text, email=text, identifiers=tuples(st.tuples(text, text), 1)),
) | st.just(())
terms = st.builds(PaymentTerm, numbers, none_or(amounts)) | st.builds(PaymentTerm, numbers, st.none(), money)
periods = st.tuples(days, days) | st.just((None, None))
invoices = st.builds(
    lambda one, more, both: attrs.evolve(one, contacts=one.contacts + more, period_from=both[0], period_to=both[1]),
    st.builds(
        Invoice,
        number=word,
        invoiced_at=moments,
        purpose=st.sampled_from(InvoicePurpose),
        operation=st.sampled_from(InvoiceOperation),
        summary_only=st.booleans(),
        portions=some(with_lines) | some(whole),
        summary=summaries,
        corrects_number=text,
        corrects_payload_id=text,
        corrects_on=none_or(days),
        contacts=contacts,
        payment_terms=tuples(terms, 2),
        payment_references=pairs,
        supplier_order_number=text,
        shipment_number=text,
        tax_in_line=st.booleans(),
        special_handling_in_line=st.booleans(),
        shipping_in_line=st.booleans(),
        discount_in_line=st.booleans(),
        accounting_in_line=st.booleans(),
        price_adjustment_in_line=st.booleans(),
        attachments=files,
        **plain,
    ),
    shippers,
    periods,
)

paid = {"gross": money, "discount": none_or(money), "adjustment": none_or(money), "net": money}
paid_invoices = st.builds(
    RemittanceLine,
    invoice_number=text,
    line_number=numbers,
    invoice_payload_id=word,
    invoiced_on=none_or(days),
    order_number=text,
    **paid,
    **plain,
) | st.builds(RemittanceLine, invoice_number=text, line_number=numbers, order_number=word, **paid)
remittances = st.builds(
    Remittance,
    number=word,
    paid_at=moments,
    method=st.sampled_from(["ach", "wire", "other"]) | word,
    reference=text,
    lines=tuples(paid_invoices, 2),
    contacts=some(st.builds(Contact, token, text, text, address=none_or(places), identifiers=pairs)),
    voided=st.booleans(),
    **paid,
    **plain,
)
documents = st.one_of(notices, receipts, invoices, remittances)
slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.large_base_example]


@settings(max_examples=200, deadline=None, suppress_health_check=slow)
@given(body=documents, envelope=envelopes)
def test_what_is_written_is_valid_and_read_back_as_it_was(dtd_dir: Path, body: Document, envelope: Envelope) -> None:
    message = Message(body, envelope, envelope.payload_id, envelope.timestamp)

    written = write_noting(message, dtd_dir=dtd_dir)

    assert written.losses == ()
    assert read(written.data).message == message


charged = none_or(st.builds(Charge, money, text, tuples(st.builds(TaxDetail, text, money), 1), text, text))
some_goods = st.builds(
    InvoiceLine,
    line_number=numbers,
    quantity=signed,
    unit=word,
    unit_price=money,
    shipping=charged,
    special_handling=charged,
    discount_percent=none_or(amounts),
    charges=tuples(st.builds(InvoiceCharge, money, rate=none_or(amounts)), 1),
)
some_services = st.builds(
    InvoiceLine,
    line_number=numbers,
    service=st.just(value=True),
    subtotal=money,
    unit=text,
    price_basis=none_or(bases),
    manufacturer_part_id=text,
    manufacturer_name=text,
    shipment_number=text,
    shipping=charged,
    special_handling=charged,
)
some_totals = st.builds(
    InvoiceSummary, money, taxes, charged, charged, charges, none_or(money), none_or(amounts), net=money, comments=text
)
anything = st.one_of(
    st.builds(attrs.evolve, notices, packages=tuples(packages), carriers=tuples(st.builds(Carrier, route=text), 1)),
    st.builds(
        attrs.evolve,
        receipts,
        operation=st.sampled_from(OrderOperation),
        portions=some(st.builds(ReceiptPortion, orders, some(receipt_lines), extrinsics=extrinsics)),
    ),
    st.builds(
        attrs.evolve,
        invoices,
        period_from=none_or(days),
        payment_terms=tuples(st.builds(PaymentTerm, numbers, none_or(amounts), none_or(money)), 1),
        portions=some(st.builds(InvoicePortion, orders, lines=some(some_goods | some_services)))
        | some(st.builds(InvoicePortion, orders, lines=tuples(some_goods, 1), header=some_totals)),
        summary=some_totals,
    ),
    st.builds(
        attrs.evolve,
        remittances,
        lines=some(
            st.builds(RemittanceLine, text, none_or(numbers), order_number=word, invoiced_on=none_or(days), **paid)
        ),
    ),
)


@settings(max_examples=200, deadline=None, suppress_health_check=slow)
@given(body=anything, envelope=envelopes)
def test_what_cannot_be_said_is_reported_or_refused_and_never_dropped(
    dtd_dir: Path, body: Document, envelope: Envelope
) -> None:
    message = Message(body, envelope, envelope.payload_id, envelope.timestamp)

    with suppress(LocalError):
        written = write_noting(message, dtd_dir=dtd_dir)
        assert written.findings or read(written.data).message == message
