"""What the search page shows: rows, facets with their addresses, and what is chosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _

from fondaco.selling.catalog import queries
from fondaco.selling.catalog.models import Category, Item, Offer, Seller
from fondaco.selling.catalog.policy import Policy, Verdict
from fondaco.selling.catalog.search.port import LAST_PAGE, PRICE_BANDS, Count, Query, Results, Sort
from fondaco.web.formatting import format_money

_MOST_BRANDS = 40


@dataclass(frozen=True, slots=True)
class Row:
    """One item in the list, with the offer that is put in the cart from here and what the buyer's policy says of it.

    ``listed`` is the list price of the least quantity where another was agreed with the customer.
    """

    item: Item
    offer: Offer
    steps: list[queries.Step]
    others: int
    arrives_on: date
    verdict: Verdict | None = None
    listed: Decimal | None = None

    @property
    def price(self) -> Decimal:
        return self.steps[0].unit_price

    @property
    def per_content(self) -> Decimal:
        return queries.per_content(self.item, self.price)

    @property
    def agreed(self) -> bool:
        return queries.is_agreed(self.offer, self.offer.min_quantity)

    @property
    def blocked(self) -> bool:
        return self.verdict is not None and self.verdict.blocked

    @property
    def there(self) -> bool:
        """Whether the least quantity can be had from stock."""
        return self.offer.available >= self.offer.min_quantity

    @property
    def addable(self) -> bool:
        return self.offer.available > 0 and not self.blocked


@dataclass(frozen=True, slots=True)
class Option:
    label: str
    count: int
    url: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """Something chosen, and the address without it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Facet:
    title: str
    options: list[Option]
    closed: bool = False


def row_of(item: Item, offer: Offer, policy: Policy, today: date, *, others: int = 0) -> Row:
    steps = queries.price_steps(offer)
    listed = queries.list_price(offer, offer.min_quantity)
    return Row(
        item=item,
        offer=offer,
        steps=steps,
        others=others,
        arrives_on=queries.arrives_on(offer, today),
        verdict=policy.of(offer),
        listed=listed if listed != steps[0].unit_price else None,
    )


def rows(items: Sequence[Item], sellers: tuple[str, ...], policy: Policy, today: date) -> list[Row]:
    """``items`` with the best offer of each that may be bought, of the chosen sellers where some are chosen."""
    found = []
    for item in items:
        offers = policy.allowed_first(queries.ranked(item.offers.all()))
        chosen = [offer for offer in offers if offer.seller.code in sellers] or offers
        if chosen:
            found.append(row_of(item, chosen[0], policy, today, others=len(offers) - 1))
    return found


def page_of(query: Query, total: int) -> Page[int]:
    """The page as Django's paginator sees it; tantivy has fetched its rows already."""
    reachable = min(total, LAST_PAGE * query.page_size)
    return Paginator(range(reachable), query.page_size).get_page(query.page)


class Addresses:
    """Addresses like the present one, with something changed; every change goes back to the first page."""

    def __init__(self, parameters: QueryDict) -> None:
        self._parameters = parameters

    def with_(self, **changes: object) -> str:
        copy = self._parameters.copy()
        copy.pop("page", None)
        for name, value in changes.items():
            values = value if isinstance(value, list) else [value]
            copy.setlist(name, [str(one) for one in values if one not in (None, "")])
        return "?" + copy.urlencode()

    def toggled(self, name: str, value: str) -> str:
        values = self._parameters.getlist(name)
        return self.with_(**{name: [v for v in values if v != value] if value in values else [*values, value]})


def facets(query: Query, results: Results, at: Addresses, *, front: bool) -> list[Facet]:
    """The column beside the hits; the front page shows categories above it. Two statements."""
    counted = results.facets
    names = {row.code: row.name for row in Category.objects.filter(code__in=[c.value for c in counted.category])}
    sellers = {row.code: row.name for row in Seller.objects.all()}
    shown = [
        Facet(
            _("Category"),
            [Option(names.get(c.value, c.value), c.count, at.with_(category=c.value)) for c in counted.category],
        ),
        Facet(
            _("Availability"),
            [Option(_("In stock"), counted.in_stock, at.with_(stock="" if query.in_stock else "1"), query.in_stock)],
        ),
        Facet(_("Price, net"), _bands(query, counted.price, at)),
        Facet(_("Seller"), _choices("seller", counted.seller, query.sellers, sellers, at)),
        Facet(_("Brand"), _choices("brand", counted.brand[:_MOST_BRANDS], query.brands, {}, at)),
    ]
    return [facet for facet in shown[1 if front else 0 :] if facet.options]


def _choices(
    name: str, counts: Iterable[Count], chosen: tuple[str, ...], labels: dict[str, str], at: Addresses
) -> list[Option]:
    return [Option(labels.get(c.value, c.value), c.count, at.toggled(name, c.value), c.value in chosen) for c in counts]


def _bands(query: Query, counts: Iterable[Count], at: Addresses) -> list[Option]:
    options = []
    for (low, high), count in zip(PRICE_BANDS, counts, strict=False):
        chosen = query.price_from == low and query.price_to == high
        url = at.with_(price_from="" if chosen else low, price_to="" if chosen or high is None else high)
        if count.count or chosen:
            options.append(Option(band_label(low, high, query.language), count.count, url, chosen))
    return options


def band_label(low: Decimal | int | None, high: Decimal | int | None, language: str) -> str:
    def money(amount: Decimal | int) -> str:
        text = format_money(Decimal(amount), "EUR", language)
        return text.replace(".00", "").replace(",00", "")

    if not low:
        return _("up to %(price)s") % {"price": money(high or 0)}
    if high is None:
        return _("from %(price)s") % {"price": money(low)}
    return _("%(low)s to %(high)s") % {"low": money(low), "high": money(high)}


def chips(query: Query, path: Sequence[Category], at: Addresses) -> list[Chip]:
    """What narrows the hits, each with the way to take it off. One statement where sellers are chosen."""
    found = []
    if query.category:
        label = path[-1].name if path else query.category
        found.append(Chip(label, at.with_(category=path[-2].code if len(path) > 1 else "")))
    if query.in_stock:
        found.append(Chip(_("In stock"), at.with_(stock="")))
    if query.price_from is not None or query.price_to is not None:
        label = band_label(query.price_from, query.price_to, query.language)
        found.append(Chip(label, at.with_(price_from="", price_to="")))
    if query.sellers:
        names = dict(Seller.objects.filter(code__in=query.sellers).values_list("code", "name"))
        found += [Chip(names.get(code, code), at.toggled("seller", code)) for code in query.sellers]
    found += [Chip(brand, at.toggled("brand", brand)) for brand in query.brands]
    return found


def sorts(query: Query) -> list[tuple[str, str, bool]]:
    """Value, words and whether chosen."""
    words = {
        Sort.RELEVANCE: _("Best match"),
        Sort.PRICE_UP: _("Price, lowest first"),
        Sort.PRICE_DOWN: _("Price, highest first"),
        Sort.DELIVERY: _("Soonest delivery"),
    }
    return [(sort.value, text, sort is query.sort) for sort, text in words.items()]


def departments(results: Results) -> list[Option]:
    """The first thing one sees: where to start. One statement."""
    names = {row.code: row.name for row in Category.objects.filter(level="segment")}
    return [
        Option(names[c.value], c.count, f"?category={c.value}") for c in results.facets.category if c.value in names
    ]
