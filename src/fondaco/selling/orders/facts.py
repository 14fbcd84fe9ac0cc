"""What judging an order needs to know of the store: settings, offers, what was promised, what is owed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from attrs import frozen
from django.db.models import F, QuerySet, Sum

from fondaco import rows
from fondaco.clock.workdays import add_working_days
from fondaco.documents import PurchaseOrder
from fondaco.selling.accounts.models import Connection, Safeguards, SellerKind, Store
from fondaco.selling.catalog import queries as catalog
from fondaco.selling.catalog.models import Fulfilment, Offer
from fondaco.selling.catalog.ordered import offers_ordered
from fondaco.selling.integration.models import GroupSettings
from fondaco.selling.integration.operations import asking_settings, settings_of
from fondaco.selling.orders.acceptance import NONE, Guards, Held, OfferFacts, Promises, Short
from fondaco.selling.orders.allotment import Tariff
from fondaco.selling.orders.models import LinePortion, PortionState, SalesOrder
from fondaco.selling.orders.states import STANDING
from fondaco.selling.payments.models import PaymentMethod
from fondaco.selling.payments.queries import asking_default, usable
from fondaco.selling.shopping.cart import split_key
from fondaco.selling.shopping.holds import holds_named
from fondaco.selling.shopping.models import Hold

PORTION = "portion:"  # in the keys of promises that an order before made; a hold's key has no colon
_CREDIT = 7_201_412  # any number that nothing else in this database locks on


_STORE: rows.Question[Store] = rows.Question(lambda: Store.objects.all())
_SAFEGUARDS: rows.Question[Safeguards] = rows.Question(
    lambda group: Safeguards.objects.filter(group_id=group), group=int
)
_OWED: rows.Question[tuple[Decimal]] = rows.Question(
    lambda account, since: (
        _open_orders(account, since)
        .order_by()
        .values("account_id")
        .annotate(owing=Sum(F("accepted_total") + F("later_total") + F("shipping")))
        .values_list("owing")
    ),
    account=int,
    since=datetime,
)


@frozen
class Rules:
    """A group's settings, its safeguards, and what the store charges for shipping."""

    guards: Guards
    settings: GroupSettings
    tariff: Tariff | None


def rules_of(connection: Connection, *, today: date) -> tuple[Rules, PaymentMethod | None]:
    """And what the account pays with. Four statements, sent at once."""
    group_id = connection.group_id
    changed, store = asking_settings(group_id), _STORE.asking()
    safeguards, method = _SAFEGUARDS.asking(group=group_id), asking_default(connection.account_id)
    rows.together(changed, store, safeguards, method)
    (set_to,), settings = safeguards.found, changed.first or GroupSettings(group_id=group_id)
    tariff = Tariff(store.first.shipping_flat, store.first.shipping_free_from) if store.first else None
    return Rules(_guards(set_to, settings), settings, tariff), usable(method.first, today)


def guards_of(group_id: int) -> Guards:
    """Two statements."""
    return _guards(Safeguards.objects.get(group_id=group_id), settings_of(group_id))


def _guards(set_to: Safeguards, settings: GroupSettings) -> Guards:
    return Guards(
        percent=set_to.price_percent,
        amount=set_to.price_amount,
        short=Short(set_to.quantity_short),
        store_only=set_to.seller_kind == SellerKind.STORE_FULFILLED,
        shipping=set_to.shipping_above,
        delivery_days=set_to.delivery_days,
        backorders=settings.backorders,
        minimum=settings.minimum_order,
    )


def offers_of(order: PurchaseOrder, *, customer: int, today: date) -> Mapping[str, Sequence[OfferFacts]]:
    """Every offer of the parts that the order names, withdrawn ones too, at the customer's prices, by part id.

    Parts that only others may buy are not there. Three statements.
    """
    parts = {line.supplier_part_id for line in order.lines if 0 < len(line.supplier_part_id) <= 20}
    found = offers_ordered(parts, customer=customer, on=today) if parts else {}
    return {part: [offer_facts(one, today) for one in offers] for part, offers in found.items()}


def offer_facts(offer: Offer, today: date) -> OfferFacts:
    expected = offer.restock_on
    return OfferFacts(
        offer_id=offer.pk,
        part_id=offer.item.part_id,
        auxiliary_id=offer.key,
        active=offer.sold,
        currency=offer.currency,
        unit=offer.item.unit,
        tiers=tuple(catalog.price_steps(offer)),
        minimum=offer.min_quantity,
        maximum=offer.max_quantity,
        arrives_on=add_working_days(today, offer.lead_time_days),
        later_on=add_working_days(expected, offer.lead_time_days) if expected and expected >= today else None,
        seller_id=offer.seller_id,
        by_store=offer.fulfilment == Fulfilment.STORE,
    )


def holds_of(order: PurchaseOrder, *, account_id: int) -> dict[str, Hold]:
    """The holds that the order's lines name, locked in the order of their keys; at most one statement."""
    keys = {split_key(line.supplier_part_auxiliary_id)[1] for line in order.lines} - {""}
    return holds_named(keys, account_id=account_id) if keys else {}


def promises_of(holds: Mapping[str, Hold], standing: SalesOrder | None, *, is_test: bool, now: datetime) -> Promises:
    """Holds as they stand now, and what an order that is being changed has; the latter in one statement.

    A hold that was made in a test promises nothing to a serious order, and the reverse.
    """
    return Promises(
        holds={
            key: Held(
                key=key,
                offer_id=hold.offer_id,
                quantity=hold.quantity,
                unit_price=hold.unit_price,
                reserved=hold.reserved,
                good=hold.good_at(now) and hold.is_test == is_test,
            )
            for key, hold in holds.items()
        },
        standing=_standing(standing) if standing else {},
    )


def _standing(order: SalesOrder) -> dict[int, list[Held]]:
    """What is set aside for the order, at the prices that were agreed, by offer."""
    found: dict[int, list[Held]] = {}
    for portion in accepted_portions(order):
        offer_id, quantity = portion.line.offer_id, portion.quantity
        assert offer_id is not None
        assert quantity is not None
        assert portion.unit_price is not None
        key = f"{PORTION}{portion.pk}"
        found.setdefault(offer_id, []).append(Held(key, offer_id, quantity, portion.unit_price, quantity))
    return found


def accepted_portions(order: SalesOrder) -> list[LinePortion]:
    """Of goods, in the order of the lines. One statement."""
    goods = LinePortion.objects.filter(line__order=order, line__offer__isnull=False, state=PortionState.ACCEPTED)
    return list(goods.select_related("line").order_by("line__position", "position"))


def reserved_for(order: SalesOrder) -> dict[int, Decimal]:
    """How much of each offer is set aside for the order; nothing for a trial. One statement at most."""
    if order.is_test:
        return {}
    aside: dict[int, Decimal] = {}
    for portion in accepted_portions(order):
        assert portion.line.offer_id is not None
        aside[portion.line.offer_id] = aside.get(portion.line.offer_id, NONE) + (portion.quantity or NONE)
    return aside


def owed_under_lock(
    account_id: int, method: PaymentMethod, due: Decimal, *, now: datetime, but: SalesOrder | None
) -> Decimal:
    """What the account owes, with a lock until this transaction ends: no two orders spend the same credit.

    An order that is small against the limit need not wait for others of its kind: five hundred at once, each of less
    than a five-thousandth of the limit, cannot use up the tenth of it that is free, and a database takes fewer
    connections than that. Two statements, or four where it is small.
    """
    limit, days = method.credit_limit or NONE, method.terms_days or 0
    if due * 5000 < limit:
        rows.later(_HERE, _credit_lock(account_id, alone=False))
        owed = owed_by(account_id, terms_days=days, now=now, but=but)
        if limit - owed >= limit / 10:
            rows.later(_DONE)
            return owed
        rows.together(_BACK)  # to before the lock, which is given up by that: whoever goes on has to be alone
    rows.later(_credit_lock(account_id, alone=True))
    return owed_by(account_id, terms_days=days, now=now, but=but)


_HERE, _DONE = rows.Write("SAVEPOINT credit", []), rows.Write("RELEASE SAVEPOINT credit", [])
_BACK = rows.Write("ROLLBACK TO SAVEPOINT credit", [])


def _credit_lock(account_id: int, *, alone: bool) -> rows.Write:
    kind = "" if alone else "_shared"
    return rows.Write(f"SELECT pg_advisory_xact_lock{kind}(%s, %s)", [_CREDIT, account_id % 2**31])


def owed_by(account_id: int, *, terms_days: int, now: datetime, but: SalesOrder | None = None) -> Decimal:
    """What the account's standing orders of the last ``terms_days`` come to, net, trials aside. One statement.

    Until there are invoices, an order counts as open for as long as its terms run.
    """
    since = now - timedelta(days=terms_days)
    if but is None:
        found = _OWED.first(account=account_id, since=since)
        return found[0] if found else NONE
    others = _open_orders(account_id, since).exclude(pk=but.pk)
    sums = others.aggregate(a=Sum("accepted_total"), b=Sum("later_total"), c=Sum("shipping"))
    return sum((one for one in sums.values() if one is not None), NONE)


def _open_orders(account_id: int, since: datetime) -> QuerySet[SalesOrder]:
    return SalesOrder.objects.filter(
        account_id=account_id, is_test=False, state__in=sorted(STANDING), received_at__gte=since
    )
