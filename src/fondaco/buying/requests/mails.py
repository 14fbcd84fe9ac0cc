"""Letters about requests, each in its reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from fondaco.bridge.mail import post
from fondaco.buying.links import absolute
from fondaco.buying.requests.models import PurchaseRequest, RequestLine
from fondaco.buying.requests.refusing import reason_words
from fondaco.people.models import Person
from fondaco.web.formatting import format_money


def given_back(
    request: PurchaseRequest,
    lines: Sequence[RequestLine],
    codes: Mapping[str, str],
    *,
    now: datetime,
    by: Person | None = None,
) -> None:
    """Whoever asked, and whoever it is for, hear which lines have to be quoted again, and why; not who did it."""
    for person in readers(request):
        if by is not None and person.pk == by.pk:
            continue
        with override(person.mail_language):
            language = get_language() or "en"
            rows = [
                f"- {line.description[:80]} · {format_money(line.amount, line.currency, language)}: "
                f"{why(codes[line.key])}"
                for line in lines
            ]
            text = [
                _("%(number)s was not ordered: these lines have to be quoted again.") % {"number": request.number},
                "\n".join(rows),
                _("What was approved about the other lines stays approved as long as they stay as they are."),
                _("Fetch new prices and submit it again here:") + "\n" + absolute(request.get_absolute_url()),
            ]
            _send(person, _("%(number)s has to be quoted again") % {"number": request.number}, text, request, now)


def why(code: str) -> str:
    """What is the matter with a line, in words."""
    return (
        {
            "lapsed": _("its price is no longer held"),
            "price": _("its price has risen"),
            "stock": _("there is not enough of it"),
            "gone": _("the supplier does not have it any more"),
            "currency": _("the supplier quotes it in another currency now"),
            "unanswered": _("the supplier's system did not say what it costs now"),
            "unwritten": _("its order could not be written"),
            "renewed": _("its price is fetched again before it lapses"),
        }.get(code)
        or reason_words(code)
        or code
    )


def readers(request: PurchaseRequest) -> list[Person]:
    """Whoever asked, and whoever needs the goods."""
    return list({person.pk: person for person in (request.requester, request.beneficiary)}.values())


def _send(person: Person, subject: str, lines: Sequence[str], request: PurchaseRequest, now: datetime) -> None:
    if person.email:
        text = "\n\n".join([_("Hello %(name)s,") % {"name": person.name}, *lines])
        post(to=person, subject=subject, text=text, about=request.about, now=now)
