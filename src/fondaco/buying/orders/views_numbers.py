"""The register of order numbers: which were given, what became of each, and who says so. As a page and as a file."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Max, Min, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fondaco.buying.access import needs
from fondaco.buying.company.models import LegalEntity
from fondaco.buying.orders.series import NumberState, OrderNumber, VoidReason

PAGE_SIZE = 100
TONES = {NumberState.RESERVED: "going", NumberState.USED: "good", NumberState.VOIDED: "calm"}


@needs("see_numbers")
@never_cache
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The latest first, of a legal entity and a year; whether the series is whole is said above it."""
    chosen = _chosen(request)
    page = Paginator(_rows(chosen), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(one, TONES[NumberState(one.state)]) for one in page],
        "chosen": chosen,
        "whole": _whole(chosen),
        "entities": list(LegalEntity.objects.all()),
        "years": list(OrderNumber.objects.order_by("-year").values_list("year", flat=True).distinct()),
        "states": NumberState.choices,
    }
    return render(request, "buying_orders/numbers.html", context)


@needs("see_numbers")
@never_cache
@require_safe
def register_file(request: HttpRequest) -> HttpResponse:
    """The same as a table, in the order in which the numbers were given."""
    text = io.StringIO()
    sheet = csv.writer(text, lineterminator="\r\n")
    sheet.writerow(
        ["number", "legal_entity", "year", "serial", "state", "given_at", "given_by", "request", "supplier", "order",
         "order_state", "voided_at", "voided_by", "void_reason", "void_words"]
    )  # fmt: skip
    for one in _rows(_chosen(request)).order_by("legal_entity__name", "year", "serial").iterator(chunk_size=2000):
        sheet.writerow([_cell(value) for value in _facts(one)])
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="order-numbers.csv"'
    return answer


def _facts(one: OrderNumber) -> list[Any]:
    moments = [timezone.localtime(at).isoformat() if at else "" for at in (one.given_at, one.voided_at)]
    return [
        one.text,
        one.legal_entity.name,
        one.year,
        one.serial,
        one.state,
        moments[0],
        one.given_by.name if one.given_by else "",
        one.request.number if one.request else "",
        one.supplier.name if one.supplier else "",
        one.order.number if one.order else "",
        one.order.state if one.order else "",
        moments[1],
        one.voided_by.name if one.voided_by else "",
        str(VoidReason(one.void_reason).label) if one.void_reason else "",
        one.void_words,
    ]


def _cell(value: Any) -> str:
    """What a spreadsheet would take for a formula begins with an apostrophe."""
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _chosen(request: HttpRequest) -> dict[str, str]:
    year = request.GET.get("year", "")
    state = request.GET.get("state", "")
    return {
        "year": year if year.isascii() and year.isdecimal() and len(year) <= 4 else "",
        "state": state if state in NumberState.values else "",
        "entity": request.GET.get("entity", "").replace("\0", "")[:32],
    }


def _rows(chosen: dict[str, str]) -> QuerySet[OrderNumber]:
    names = ("legal_entity", "request", "supplier", "order", "given_by", "voided_by")
    rows = OrderNumber.objects.select_related(*names).order_by("-year", "legal_entity__name", "-serial")
    if chosen["year"]:
        rows = rows.filter(year=int(chosen["year"]))
    if chosen["entity"]:
        rows = rows.filter(legal_entity__public_id=chosen["entity"])
    return rows.filter(state=chosen["state"]) if chosen["state"] else rows


def _whole(chosen: dict[str, str]) -> str:
    """What is said of the series that are shown: how many numbers they have, and that none is missing, or that one is.

    The database lets none be left out; this counts, so that nobody has to believe it.
    """
    series = _rows({**chosen, "state": ""}).order_by().values("legal_entity", "year")
    counted = list(series.annotate(many=Count("pk"), first=Min("serial"), last=Max("serial")))
    if any((one["first"], one["last"]) != (1, one["many"]) for one in counted):
        return _("A number is missing from a series. Look through the audit trail, and tell an administrator.")
    many = sum(one["many"] for one in counted)
    return _("%(count)d numbers, each series from 1 to its last without a gap.") % {"count": many} if many else ""
