"""The tags of the look, ``{% load fondaco %}``: each shows one thing the same way everywhere."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from django import template
from django.http import QueryDict
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext

from fondaco.web import charts, formatting, units

register = template.Library()

TONES = ("calm", "going", "good", "act", "wrong")
NOTICE_ICONS = {"calm": "info", "going": "clock", "good": "check", "act": "warning", "wrong": "cross"}
DASH = "–"


def _language() -> str:
    return get_language() or "en"


def _decimal(value: Any) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


@cache
def _icon_source(name: str) -> str:
    return get_template(f"web/icons/{name}.svg").render().strip()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One of our icons; silent for screen readers unless it has a label."""
    source = mark_safe(_icon_source(name))  # noqa: S308  our own file
    if not label:
        return format_html('<span class="icon" aria-hidden="true">{}</span>', source)
    return format_html('<span class="icon" role="img" aria-label="{}">{}</span>', label, source)


def _money(amount: Any, currency: str) -> SafeString:
    number = _decimal(amount)
    if number is None:
        return format_html('<span class="money money-none">{}</span>', DASH)
    text = formatting.format_money(number, str(currency), _language())
    return format_html('<data class="money" value="{}">{}</data>', format(number, "f"), text)


@register.simple_tag(name="money")
def money_tag(amount: Any, currency: str) -> SafeString:
    """``{% money amount currency %}``: the amount as the language writes it; a dash where there is none."""
    return _money(amount, currency)


@register.filter(name="money")
def money_filter(value: Any) -> SafeString:
    """``{{ money|money }}`` for anything with ``amount`` and ``currency``."""
    if value is None or not hasattr(value, "amount"):
        return _money(None, "")
    return _money(value.amount, value.currency)


@register.simple_tag
def number(value: Any) -> str:
    """A number at its full precision, without needless zeros."""
    parsed = _decimal(value)
    return DASH if parsed is None else formatting.format_number(parsed, _language())


@register.simple_tag
def share(value: Any) -> str:
    """A share of one as a percentage."""
    parsed = _decimal(value)
    return DASH if parsed is None else formatting.format_share(parsed, _language())


@register.simple_tag
def quantity(value: Any, unit: str = "") -> SafeString:
    """``{% quantity 3 "BX" %}``: «3 boxes»; the code stays in the title for those who need it."""
    parsed = _decimal(value)
    if parsed is None:
        return format_html('<span class="quantity">{}</span>', DASH)
    text = formatting.format_number(parsed, _language())
    if not unit:
        return format_html('<span class="quantity">{}</span>', text)
    word = units.unit_word(str(unit), 1 if abs(parsed) == 1 else 2)
    return format_html(
        '<span class="quantity"><span class="number">{}</span>&#160;<span class="unit" title="{}">{}</span></span>',
        text,
        unit,
        word,
    )


@register.filter
def unit(code: str) -> str:
    """``{{ line.unit|unit }}``: the word for one."""
    return units.unit_word(str(code), 1)


@register.simple_tag(takes_context=True)
def when(context: Context, moment: datetime | None, plain: bool = False) -> SafeString:
    """``{% when moment %}``: relative under a week, the exact time in the title and for screen readers."""
    if not moment:
        return format_html("<span>{}</span>", DASH)
    now = context.get("now")
    now = timezone.localtime(now if isinstance(now, datetime) else timezone.now())
    local = timezone.localtime(moment)
    words = formatting.relative_time(local, now, _language())
    exact = formatting.exact_time(local, _language())
    if plain:
        return format_html('<time datetime="{}">{}</time>', local.isoformat(), exact)
    return format_html(
        '<time datetime="{}" title="{}">{}<span class="for-readers"> ({})</span></time>',
        local.isoformat(),
        exact,
        words,
        exact,
    )


@register.simple_tag(takes_context=True)
def day(context: Context, value: date | datetime | None) -> SafeString:
    """``{% day date %}``: a date without a time."""
    if not value:
        return format_html("<span>{}</span>", DASH)
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    now = context.get("now")
    today = timezone.localtime(now if isinstance(now, datetime) else timezone.now()).date()
    words = formatting.relative_day(value, today, _language())
    exact = formatting.exact_day(value, _language())
    return format_html('<time datetime="{}" title="{}">{}</time>', value.isoformat(), exact, words)


@register.simple_tag
def pill(text: str, tone: str = "calm") -> SafeString:
    """A state in words, with the shape and colour of its meaning: calm, going, good, act or wrong."""
    tone = tone if tone in TONES else "calm"
    shape = mark_safe(_icon_source(f"tone-{tone}"))  # noqa: S308  our own file
    return format_html(
        '<span class="pill pill-{}"><span class="icon" aria-hidden="true">{}</span>{}</span>', tone, shape, text
    )


@register.simple_tag
def person(who: Any, email: str = "", note: str = "") -> SafeString:
    """``{% person "Marta Conti" "marta@…" %}``, or a person with ``name`` and ``email``; nobody is a dash."""
    if not who:
        return format_html('<span class="person">{}</span>', DASH)
    name = str(getattr(who, "name", "") or getattr(who, "email", "") or who)
    address = email or ("" if isinstance(who, str) else str(getattr(who, "email", "") or ""))
    second = note or ""
    return format_html(
        '<span class="person" title="{}"><span class="initials" aria-hidden="true">{}</span>'
        '<span class="person-name">{}{}</span></span>',
        address,
        formatting.initials(name),
        name,
        format_html('<span class="person-note">{}</span>', second) if second else "",
    )


@register.inclusion_tag("web/components/bar.html")
def bar(
    ordered: Any,
    confirmed: Any = 0,
    rejected: Any = 0,
    backordered: Any = 0,
    shipped: Any = None,
    unit: str = "",
) -> dict[str, Any]:
    """What became of an ordered quantity, as a small bar with its words."""
    parts = [
        ("good", pgettext("quantity", "confirmed"), _decimal(confirmed) or Decimal(0)),
        ("act", pgettext("quantity", "later"), _decimal(backordered) or Decimal(0)),
        ("wrong", pgettext("quantity", "rejected"), _decimal(rejected) or Decimal(0)),
    ]
    if shipped is not None:
        parts.insert(0, ("going", pgettext("quantity", "shipped"), _decimal(shipped) or Decimal(0)))
    total = _decimal(ordered) or Decimal(0)
    return {
        "segments": charts.segments([(tone, amount) for tone, _word, amount in parts], total),
        "parts": [(tone, word, amount) for tone, word, amount in parts if amount],
        "ordered": total,
        "open": total - sum(amount for _tone, _word, amount in parts),
        "unit": unit,
    }


@register.inclusion_tag("web/components/chart.html")
def chart(title: str, rows: Iterable[tuple[str, Any]], currency: str = "", unit: str = "") -> dict[str, Any]:
    """Columns, and the same figures as a table: ``rows`` are pairs of a label and a number."""
    known = [(str(label), _decimal(value) or Decimal(0)) for label, value in rows]
    return {
        "title": title,
        "rows": known,
        "columns": charts.columns(known),
        "height": charts.HEIGHT,
        "width": charts.WIDTH,
        "currency": currency,
        "unit": unit,
    }


@register.inclusion_tag("web/components/tiers.html")
def tiers(rows: Iterable[tuple[Any, Any]], currency: str, unit: str = "") -> dict[str, Any]:
    """Quantity tiers as small falling steps with their table: pairs of «from this quantity» and the unit price."""
    known = [(_decimal(start) or Decimal(0), _decimal(price) or Decimal(0)) for start, price in rows]
    return {
        "rows": known,
        "steps": charts.falling_steps([price for _start, price in known]),
        "currency": currency,
        "unit": unit,
    }


@register.simple_block_tag(takes_context=True)
def notice(context: Context, content: str, tone: str = "calm", title: str = "") -> SafeString:
    """``{% notice "act" title="…" %}words{% endnotice %}``."""
    tone = tone if tone in TONES else "calm"
    return _rendered(
        "web/components/notice.html",
        {"tone": tone, "title": title, "icon_name": NOTICE_ICONS[tone], "body": mark_safe(content)},  # noqa: S308
    )


@register.simple_block_tag(takes_context=True)
def dialog(context: Context, content: str, id: str, title: str, button: str = "", kind: str = "plain") -> SafeString:
    """A question that wants a second look: a ``<details>`` that a script turns into a real dialog."""
    return _rendered(
        "web/components/dialog.html",
        {"id": id, "title": title, "button": button or title, "kind": kind, "body": mark_safe(content)},  # noqa: S308
    )


@register.simple_block_tag(takes_context=True)
def card(context: Context, content: str, title: str = "", tone: str = "") -> SafeString:
    """A boxed part of a page, with a heading of the second level."""
    return _rendered(
        "web/components/card.html",
        {"title": title, "tone": tone if tone in TONES else "", "body": mark_safe(content)},  # noqa: S308
    )


@register.simple_block_tag(takes_context=True)
def nothing(context: Context, content: str, title: str, icon: str = "box") -> SafeString:
    """What stands where there is nothing yet: what would be here, and how it gets here."""
    return _rendered("web/components/empty.html", {"title": title, "icon_name": icon, "body": mark_safe(content)})  # noqa: S308


def _rendered(name: str, given: Mapping[str, Any]) -> SafeString:
    return mark_safe(render_to_string(name, dict(given)))  # noqa: S308  a template of ours, which escapes


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """The present address's query with some parameters changed; ``None`` or ``""`` takes one out.

    ``<a href="{% query page=2 %}">``; a list sets a parameter several times.
    """
    request = context.get("request")
    parameters = request.GET.copy() if request is not None else QueryDict(mutable=True)
    for key, value in changes.items():
        parameters.pop(key, None)
        values = value if isinstance(value, (list, tuple)) else [value]
        parameters.setlist(key, [str(one) for one in values if one not in (None, "")])
    return f"?{parameters.urlencode()}"


@register.filter
def json_attribute(value: Any) -> str:
    """A value as JSON for a data attribute; the template escapes it."""
    return json.dumps(value, default=str)


@register.filter
def describedby(bound: Any) -> str:
    """The ids that describe a form field: its hint and its errors, as far as it has them."""
    ids = []
    if bound.help_text:
        ids.append(f"{bound.auto_id}_hint")
    if bound.errors:
        ids.append(f"{bound.auto_id}_error")
    return " ".join(ids)


@register.simple_tag
def widget(bound: Any, **attributes: Any) -> SafeString:
    """A form field's control, tied to its hint and error."""
    attrs: dict[str, Any] = {key.replace("_", "-"): value for key, value in attributes.items()}
    ids = describedby(bound)
    if ids:
        attrs["aria-describedby"] = ids
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return mark_safe(str(bound.as_widget(attrs=attrs)))  # noqa: S308  Django’s widget escapes


@register.filter
def kind_of_field(bound: Any) -> str:
    """How a field is laid out: ``checkbox``, ``choices`` (a group), ``hidden`` or ``plain``."""
    name = getattr(bound.field.widget, "input_type", "")
    if name == "checkbox" and not getattr(bound.field.widget, "allow_multiple_selected", False):
        return "checkbox"
    if bound.use_fieldset:
        return "choices"
    return "hidden" if bound.is_hidden else "plain"


@register.simple_tag
def lines_of(source: str, marked: Any = ()) -> SafeString:
    """Text by numbered lines, those in ``marked`` (a number or several) highlighted."""
    wanted = {int(one) for one in (marked if isinstance(marked, (list, tuple, set, frozenset)) else [marked]) if one}
    rows = (
        (
            mark_safe(' class="marked"') if index in wanted else "",
            index,
            index,
            line or " ",
        )
        for index, line in enumerate(str(source).splitlines() or [""], start=1)
    )
    return format_html_join("\n", '<span{} id="L{}" data-line="{}">{}</span>', rows)


@register.filter
def unlocalized(value: Any) -> str:
    """A number for an attribute that a browser reads: a point, and no thousands."""
    parsed = _decimal(value)
    return "0" if parsed is None else format(parsed, "f")


@register.filter
def page_numbers(page: Any) -> list[int | None]:
    """The numbers to show for a page of Django's paginator; ``None`` stands for a gap."""
    return [one if isinstance(one, int) else None for one in page.paginator.get_elided_page_range(page.number)]


@register.filter
def paired(columns: Iterable[Any], cells: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Columns with the cells of one row."""
    return list(zip(columns, cells, strict=False))
