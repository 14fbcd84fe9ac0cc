"""What the page ``/look`` shows: every component with its states, the longest names, and nothing at all."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace as Example
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LONG_NAME = "Bartolomea Castelnuovo-Quintavalle degli Alberighi"
SOURCE = """<?xml version="1.0" encoding="UTF-8"?>
<cXML payloadID="4711@desk.example" timestamp="2026-11-23T10:00:00+01:00">
  <Header>
    <From><Credential domain="NetworkID"><Identity>lanterna-meccanica</Identity></Credential></From>
    <Sender><Credential domain="NetworkID"><SharedSecret>········</SharedSecret></Credential></Sender>
  </Header>
  <Request deploymentMode="test"><ProfileRequest/></Request>
</cXML>"""


class ExampleForm(forms.Form):
    """Every kind of field."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("One sentence that the approver will understand."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reference = forms.CharField(label=gettext_lazy("Your reference"), required=False)
    cost_centre = forms.ChoiceField(
        label=gettext_lazy("Cost centre"),
        choices=[("", "–"), ("1", "4100 · Officina"), ("2", "5200 · Ufficio tecnico")],
    )
    need_by = forms.DateField(
        label=gettext_lazy("Needed by"), widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    quantity = forms.IntegerField(label=gettext_lazy("Quantity"), min_value=1)
    delivery = forms.ChoiceField(
        label=gettext_lazy("Delivery"),
        widget=forms.RadioSelect,
        choices=[("whole", gettext_lazy("All together")), ("parts", gettext_lazy("As it becomes available"))],
    )
    urgent = forms.BooleanField(label=gettext_lazy("The line stands still without it"), required=False)


def examples(request: HttpRequest) -> dict[str, Any]:
    """The context of the page."""
    now = timezone.now()
    return {
        "now": now,
        "long_name": LONG_NAME,
        "tones": _tones(),
        "moments": [now + timedelta(minutes=m) for m in (-0.3, -12, -1200, -4320, -57600, 1440)],
        "amounts": [Decimal("1234567.10"), Decimal("0.0412"), Decimal("-3")],
        "lines": _lines(),
        "form": ExampleForm(),
        "wrong_form": ExampleForm({"reason": "", "quantity": "0", "delivery": "later"}, auto_id="wrong_%s"),
        "steps": _steps(now),
        "entries": _entries(now),
        "differences": _differences(),
        "findings": _findings(),
        "source": SOURCE,
        "handshake": _handshake(),
        "page_of_many": Paginator(range(1, 400), 20).get_page(request.GET.get("page", "7")),
        "facet_options": _facet_options(),
        "months": [("7", 1200), ("8", 300), ("9", 2240), ("10", 1890), ("11", 2500)],
        "tier_rows": [(1, Decimal("4.60")), (10, Decimal("4.10")), (50, Decimal("3.72"))],
        "tabs": _tabs(),
        "icons": ICONS,
    }


ICONS = [
    "arrow-left",
    "arrow-right",
    "box",
    "cart",
    "check",
    "chevron-down",
    "chevron-right",
    "clock",
    "coins",
    "copy",
    "cross",
    "document",
    "download",
    "edit",
    "external",
    "filter",
    "gear",
    "globe",
    "home",
    "info",
    "link",
    "list",
    "lock",
    "mail",
    "menu",
    "message",
    "minus",
    "moon",
    "people",
    "person",
    "plus",
    "question",
    "refresh",
    "screen",
    "search",
    "send",
    "sign-out",
    "sort",
    "store",
    "sun",
    "trash",
    "truck",
    "warning",
]


def _tones() -> list[tuple[str, str]]:
    return [
        ("calm", _("Draft")),
        ("going", _("Waiting for Marta Conti")),
        ("good", _("Confirmed")),
        ("act", _("Wants a decision")),
        ("wrong", _("Rejected")),
    ]


def _lines() -> list[Example]:
    return [
        Example(
            part="FND-104882",
            title="Guanti da lavoro in nitrile, taglia 9, rivestimento a doppio strato antiscivolo",
            quantity=Decimal(40),
            unit="PR",
            price=Decimal("2.35"),
            total=Decimal("94.00"),
            confirmed=25,
            later=10,
            rejected=5,
        ),
        Example(
            part="FND-200017",
            title="Toner 12A",
            quantity=Decimal(1),
            unit="EA",
            price=Decimal("61.9"),
            total=Decimal("61.9"),
            confirmed=1,
            later=0,
            rejected=0,
        ),
        Example(
            part="FND-311540",
            title="Cavo 3G1,5",
            quantity=Decimal("12.5"),
            unit="MTR",
            price=Decimal("0.845"),
            total=Decimal("10.56"),
            confirmed=0,
            later=0,
            rejected=0,
        ),
    ]


def _steps(now: Any) -> list[Example]:
    return [
        Example(
            person="Marta Conti", why=_("Your manager"), state=_("Approved"), tone="good", at=now - timedelta(days=1)
        ),
        Example(
            person=LONG_NAME,
            why=_("Owner of the cost centre, and the amount is above 1,000"),
            state=_("Asked"),
            tone="going",
            at=now - timedelta(hours=3),
        ),
        Example(person="Ugo Ferri", why=_("Amounts above 5,000"), state=_("Not yet asked"), tone="calm"),
    ]


def _entries(now: Any) -> list[Example]:
    return [
        Example(at=now - timedelta(days=9), words=_("Request submitted"), tone="calm", by="Giulia Ferri"),
        Example(at=now - timedelta(days=3), words=_("Order sent to the supplier"), tone="going", url="#timeline"),
        Example(at=now - timedelta(days=1), words=_("Two lines confirmed"), tone="good"),
        Example(
            at=now - timedelta(hours=2),
            words=_("One line comes later"),
            tone="act",
            detail=_("10 pairs are expected on the 30th."),
        ),
        Example(at=now - timedelta(minutes=5), words=_("One line rejected"), tone="wrong", detail=_("No longer sold.")),
    ]


def _differences() -> list[Example]:
    return [
        Example(label=_("Quantity"), before="40", after="35", changed=True),
        Example(label=_("Unit price"), before="2,35", after="2,35", changed=False),
        Example(label=_("Note"), before="", after="<b>taglia 9</b>", changed=True),
    ]


def _findings() -> list[Example]:
    return [
        Example(
            level="error",
            path="cXML/Header/Sender/Credential",
            expected="SharedSecret",
            found="",
            remedy=_("Send the secret that was agreed."),
            line=5,
        ),
        Example(
            level="warning",
            path="cXML/@timestamp",
            expected="ISO 8601",
            found="23/11/2026",
            remedy=_("Write the time with its zone."),
            line=2,
        ),
    ]


def _handshake() -> list[Example]:
    return [
        Example(title=_("Asked for a shop visit"), words=_("Sent."), tone="good", state=_("Works"), way="out"),
        Example(
            title=_("Start page answered"),
            words=_("The shop gave an address."),
            tone="good",
            state=_("Works"),
            way="back",
        ),
        Example(title=_("Cart came back"), words=_("Not seen yet."), tone="calm", state=_("Not tried"), way="back"),
        Example(
            title=_("Order taken"), words=_("Answered after the third try."), tone="act", state=_("Slow"), way="out"
        ),
        Example(
            title=_("Confirmation received"),
            words=_("Its secret is not ours."),
            tone="wrong",
            state=_("Broken"),
            way="back",
        ),
    ]


def _facet_options() -> list[Example]:
    return [
        Example(label=_("Office"), count=8120, url="#facets", chosen=False),
        Example(label=_("Workshop"), count=6044, url="#facets", chosen=True),
        Example(label=_("Personal protective equipment and clothing"), count=12, url="#facets", chosen=False),
    ]


def _tabs() -> list[Example]:
    return [
        Example(label=_("All"), url="#tabs", active=True, count=12),
        Example(label=_("Waiting"), url="#tabs", active=False, count=3),
        Example(label=_("Done"), url="#tabs", active=False, count=None),
    ]
