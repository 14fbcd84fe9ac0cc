"""What suppliers would say to a request's lines, by the safeguards that they told us of.

Nothing is asked of anybody here: price and stock are known where a later slice asked a machine, and says so through
:func:`register_known`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from attrs import frozen
from django.utils import timezone

from fondaco.buying.requests.models import ChargeKind, PurchaseRequest, RequestCharge, RequestLine
from fondaco.buying.requests.sums import charge_on, lines_of_charge
from fondaco.buying.shopping.quotes import in_coins
from fondaco.buying.suppliers.models import KnownSafeguards, Supplier
from fondaco.buying.suppliers.replay import LineFacts, Replayed, Rules, replay
from fondaco.clock.workdays import add_working_days

ZERO = Decimal(0)


@frozen
class Known:
    """What a supplier's machine said of a line lately: the net unit price in the line's currency, and how many there
    are; None where it said nothing.
    """

    price: Decimal | None = None
    available: Decimal | None = None


# By key of its row, what is known of each of these lines at a moment.
Knowing = Callable[[Sequence[RequestLine], datetime], Mapping[int, Known]]

_knowing: list[Knowing] = []


def register_known(knowing: Knowing) -> None:
    """Let ``knowing(lines, now)`` say what was heard of lines. Called from ``buying.handlers``, once is enough."""
    if knowing not in _knowing:
        _knowing.append(knowing)


@frozen
class Judgement:
    """What one supplier would say to the order that ``lines`` would make, by what it ``told`` us."""

    supplier: Supplier
    told: KnownSafeguards
    lines: tuple[RequestLine, ...]
    replayed: Replayed

    @property
    def against(self) -> bool:
        return bool(self.replayed.refused) or self.replayed.refused_whole is not None


def judgements(request: PurchaseRequest, lines: Iterable[RequestLine], *, now: datetime) -> list[Judgement]:
    """For each order that ``lines`` would make, where the supplier told us of safeguards. At most two statements,
    and what whoever registered needs.
    """
    lines = [line for line in lines if line.included and line.supplier_id is not None and line.quantity is not None]
    told = _told(lines)
    lines = [line for line in lines if line.supplier_id in told]
    if not lines:
        return []
    known = {pk: one for knowing in _knowing for pk, one in knowing(lines, now).items()}
    orders: dict[tuple[int | None, int | None, str], list[RequestLine]] = {}
    for line in lines:
        place = line.deliver_to_id or request.deliver_to_id
        orders.setdefault((line.supplier_id, place, line.currency), []).append(line)
    suppliers = [supplier for supplier, _place, _currency in orders]
    charges = list(request.charges.all())
    return [
        _judgement(
            told[mine[0].supplier_id],
            mine,
            known,
            # How freight parts among several orders of one supplier, nobody said.
            shipping=_freight(mine, charges) if suppliers.count(key[0]) == 1 else None,
            request=request,
            now=now,
        )
        for key, mine in orders.items()
    ]


def _told(lines: Sequence[RequestLine]) -> dict[int | None, KnownSafeguards]:
    """By supplier, what it told us; without a statement where the lines were read together with it."""
    suppliers = [line.supplier if RequestLine.supplier.is_cached(line) else None for line in lines]
    known = [one for one in suppliers if one is not None and Supplier.safeguards.related.is_cached(one)]
    if len(known) == len(lines):
        return {one.pk: one.safeguards for one in known if hasattr(one, "safeguards")}
    rows = KnownSafeguards.objects.filter(supplier__in={line.supplier_id for line in lines}).select_related("supplier")
    return {one.supplier_id: one for one in rows}


def would_refuse(request: PurchaseRequest, lines: Sequence[RequestLine], *, now: datetime) -> dict[str, str]:
    """The keys of the lines that would be refused if they were ordered now, each with the code of the reason."""
    found: dict[str, str] = {}
    for one in judgements(request, lines, now=now):
        whole = one.replayed.refused_whole
        if whole is not None:
            found |= {line.key: whole.code.value for line in one.lines}
        found |= {key: finding.code.value for key, finding in one.replayed.refused.items()}
    return found


def _judgement(
    told: KnownSafeguards,
    lines: Sequence[RequestLine],
    known: Mapping[int, Known],
    *,
    shipping: Decimal | None,
    request: PurchaseRequest,
    now: datetime,
) -> Judgement:
    rules = _rules(told, lines[0].currency)
    today, country = timezone.localdate(now), request.legal_entity.country
    facts = [_facts(line, known.get(line.pk, Known()), today=today, country=country, now=now) for line in lines]
    return Judgement(told.supplier, told, tuple(lines), replay(rules, facts, shipping=shipping))


def _rules(told: KnownSafeguards, currency: str) -> Rules:
    """The amounts are in the supplier's currency: of an order in another they say nothing."""
    ours = told.supplier.currency == currency
    return Rules(
        percent=told.price_percent,
        amount=told.price_amount if ours else None,
        short=told.quantity_rule,
        shipping=told.shipping_above if ours else None,
        delivery_days=told.delivery_days,
        seller=told.seller_kind,
    )


def _facts(line: RequestLine, known: Known, *, today: date, country: str, now: datetime) -> LineFacts:
    assert line.quantity is not None
    earliest = latest = line.lead_time_days
    if earliest is not None:
        # Whether a supplier counts working days is nowhere said: it is at least so many days, at most so many of those.
        latest = (add_working_days(today, earliest, country) - today).days
    return LineFacts(
        key=line.key,
        article=f"{line.supplier_part_id}\n{line.supplier_part_auxiliary_id}",
        quantity=line.quantity,
        ordered=line.unit_price or ZERO,
        now=known.price,
        available=known.available,
        earliest_days=earliest,
        latest_days=latest,
        held=line.hold_expires_at is not None and line.hold_expires_at > now,
    )


def _freight(lines: Sequence[RequestLine], charges: Iterable[RequestCharge]) -> Decimal | None:
    """What the cart said that shipping costs; None where it said nothing."""
    line = lines[0]
    mine = [
        one
        for one in charges
        if one.kind == ChargeKind.FREIGHT and one.supplier_id == line.supplier_id and one.currency == line.currency
    ]
    if not mine:
        return None
    return in_coins(sum((charge_on(one, lines_of_charge(one, lines)) for one in mine), ZERO), line.currency)
