"""How suppliers' machines are asked: by OCI VALIDATE, product by product, or by a question to a store like ours.

Each question goes through the bridge and stands in its journal, with what was answered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from time import monotonic
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from fondaco.bridge import exchange, languages
from fondaco.bridge.exchange import Answered, Problem
from fondaco.bridge.oci import VALIDATED_AT
from fondaco.bridge.site import this_site
from fondaco.bridge.transport import Transport
from fondaco.buying.shopping.prices import Asked, Priced, Unanswered
from fondaco.buying.shopping.quotes import held_until, price_of
from fondaco.buying.suppliers.models import Supplier
from fondaco.buying.suppliers.trouble import problem_of
from fondaco.buying.suppliers.trying import not_written
from fondaco.documents import (
    AvailabilityAnswer,
    AvailabilityLine,
    AvailabilityQuestion,
    AvailabilityRequest,
    Cart,
    CartLine,
    CatalogFunction,
    PunchOutSetup,
)
from fondaco.wire import LocalError
from fondaco.wire.availability import MOST_LINES, PATH

TOGETHER = 90.0  # seconds for all the questions to one supplier
EACH = 20.0
# Several names for "one of it", which suppliers mix: UN/ECE Rec 20 and older ones.
_ONE = frozenset({"EA", "C62", "H87", "PCE", "PC", "PCS", "EACH", "ST"})


def validates(supplier: Supplier) -> bool:
    """Whether its catalogue can be asked by OCI VALIDATE."""
    partner = supplier.partner
    return partner is not None and partner.active and partner.shops_by_oci and bool(partner.setup_url)


def ask_by_validate(
    *, supplier: Supplier, asked: Sequence[Asked], about: str, now: datetime, transport: Transport | None
) -> Mapping[str, Priced]:
    """One call for each product, for OCI knows no question about several. Raises Unanswered."""
    partner, until = supplier.connection, monotonic() + TOGETHER
    found = {}
    for one in asked:
        left = until - monotonic()
        if left <= 1:
            raise Unanswered(_too_slow())
        product = one.supplier_part_auxiliary_id or one.supplier_part_id
        setup = PunchOutSetup(
            buyer_cookie="",
            return_url=this_site().base_url + VALIDATED_AT,
            function=CatalogFunction.VALIDATE,
            selected_part_auxiliary_id=product,
            selected_quantity=one.quantity,
        )
        try:
            answered = exchange.ask(
                partner=partner, body=setup, url=partner.setup_url, about=about, now=now, transport=transport,
                timeout=min(EACH, left), protocol=languages.VALIDATE, document_type="Validation",
            )  # fmt: skip
        except LocalError as trouble:
            raise Unanswered(not_written(trouble)) from trouble
        cart = _body_of(answered)
        if not isinstance(cart, Cart):
            raise Unanswered(_other_answer())
        found[one.key] = _validated(one, cart, hold_field=supplier.hold_field)
    return found


def _validated(asked: Asked, cart: Cart, *, hold_field: str) -> Priced:
    """What the form says; nothing in it: the product is gone. Another product than was asked about is no answer."""
    if not cart.lines:
        return Priced(asked.key, found=False)
    line = _line_of(asked, cart.lines)
    price = price_of(line)
    if price is None or not same_unit(line.unit, asked.unit):
        raise Unanswered(_other_answer())
    return Priced(
        key=asked.key,
        found=True,
        unit_price=price.amount,
        currency=price.currency,
        lead_time_days=line.lead_time_days,
        hold_expires_at=held_until(line, name=hold_field),
        supplier_part_auxiliary_id=line.supplier_part_auxiliary_id,
    )


def _line_of(asked: Asked, lines: Sequence[CartLine]) -> CartLine:
    wanted = asked.supplier_part_id.strip()
    mine = [line for line in lines if not wanted or line.supplier_part_id.strip() in ("", wanted)]
    # Some catalogues answer for one, however many were asked about: such a price is not lower than for many.
    counted = [line for line in mine if line.quantity == asked.quantity] or mine
    if len(counted) != 1:
        raise Unanswered(_other_answer())
    return counted[0]


def tells_availability(supplier: Supplier) -> bool:
    """Whether its store can be asked for price and availability."""
    partner = supplier.partner
    return partner is not None and partner.active and bool(partner.order_url)


def availability_url(supplier: Supplier) -> str:
    """Where such a store takes the question: at the origin that takes its orders."""
    address = urlsplit(supplier.connection.order_url)
    return f"{address.scheme}://{address.netloc}{PATH}"


def ask_by_availability(
    *, supplier: Supplier, asked: Sequence[Asked], about: str, now: datetime, transport: Transport | None
) -> Mapping[str, Priced]:
    """All in one question, or in as few as its format allows. Raises Unanswered."""
    found: dict[str, Priced] = {}
    for start in range(0, len(asked), MOST_LINES):
        found |= _told(supplier, asked[start : start + MOST_LINES], about=about, now=now, transport=transport)
    return found


def _told(
    supplier: Supplier, asked: Sequence[Asked], *, about: str, now: datetime, transport: Transport | None
) -> dict[str, Priced]:
    question = AvailabilityRequest(
        tuple(
            AvailabilityQuestion(one.key, one.supplier_part_id, one.supplier_part_auxiliary_id, one.quantity, one.unit)
            for one in asked
        )
    )
    try:
        answered = exchange.ask(
            partner=supplier.connection, body=question, url=availability_url(supplier), about=about, now=now,
            transport=transport, timeout=EACH, protocol=languages.AVAILABILITY,
        )  # fmt: skip
    except LocalError as trouble:
        raise Unanswered(not_written(trouble)) from trouble
    answer = _body_of(answered)
    if not isinstance(answer, AvailabilityAnswer):
        raise Unanswered(_other_answer())
    said = {line.key: line for line in answer.lines}
    if said.keys() != {one.key for one in asked}:
        raise Unanswered(_other_answer())
    return {one.key: _priced(one, said[one.key]) for one in asked}


def _priced(asked: Asked, said: AvailabilityLine) -> Priced:
    if not said.found or said.unit_price is None:
        return Priced(asked.key, found=False)
    if not same_unit(said.unit, asked.unit):
        raise Unanswered(_other_answer())
    return Priced(
        key=asked.key,
        found=True,
        unit_price=said.unit_price.amount,
        currency=said.unit_price.currency,
        available=said.available,
        lead_time_days=said.lead_time_days,
        hold_expires_at=said.hold_expires_at,
        supplier_part_auxiliary_id=said.supplier_part_auxiliary_id,
    )


def same_unit(one: str, other: str) -> bool:
    """Whether a price for the one is a price for the other; an empty one says nothing."""
    left, right = one.strip().upper(), other.strip().upper()
    return not left or not right or left == right or (left in _ONE and right in _ONE)


def _body_of(answered: Answered) -> object:
    """The answer itself. Raises Unanswered where there is none."""
    problem = problem_of(answered)
    if problem is not None:
        raise Unanswered(problem)
    return answered.message.body if answered.message is not None else None


def _too_slow() -> Problem:
    return Problem(
        "too_slow",
        _("The supplier answers too slowly for so many articles."),
        _("It is asked again by itself. If it stays so, ask its people whether their system is slow."),
    )


def _other_answer() -> Problem:
    return Problem(
        "other_answer",
        _("What came back is not an answer about these articles, in these units."),
        _("Look at the message, and show it to the supplier's people."),
    )
