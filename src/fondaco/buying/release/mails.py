"""Letters before an order goes out, each in its reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from fondaco.bridge.mail import post
from fondaco.buying.access import message_owners
from fondaco.buying.links import absolute
from fondaco.buying.release.models import Inquiry
from fondaco.buying.requests.models import PurchaseRequest, RequestLine
from fondaco.buying.suppliers.models import Supplier
from fondaco.web.formatting import exact_time, format_money


def nobody_answered(inquiry: Inquiry, lines: Sequence[RequestLine], *, now: datetime) -> None:
    """The buyers hear that a supplier's machine could not be asked: whoever asked for the goods is told apart."""
    request, supplier = inquiry.request, inquiry.supplier
    for person in {one.pk: one for one in message_owners(supplier.partner)}.values():
        if not person.email:
            continue
        with override(person.mail_language):
            problem = inquiry.problem
            assert problem is not None
            facts = {"number": request.number, "supplier": supplier.name}
            text = [
                _("Hello %(name)s,") % {"name": person.name},
                _("%(number)s was approved, and price and stock were to be asked of %(supplier)s before ordering.")
                % facts,
                f"{problem.words} {problem.remedy}".strip(),
                "\n".join(f"- {line.description[:80] or line.supplier_part_id}" for line in lines),
                _("Nothing of it was ordered: %(name)s is asked to fetch new prices from the store.")
                % {"name": request.requester.name},
                _("How the supplier is asked stands on its page:")
                + "\n"
                + absolute(reverse("suppliers:supplier", args=[supplier.public_id])),
            ]
            subject = _("%(supplier)s did not answer about %(number)s") % facts
            post(to=person, subject=subject, text="\n\n".join(text), about=request.about, now=now)


def hold_ends(
    request: PurchaseRequest, supplier: Supplier, ends_at: datetime, lines: Sequence[RequestLine], *, now: datetime
) -> None:
    """Whoever asked hears that the supplier's prices will be held no longer, and how to fetch new ones before."""
    person = request.requester
    if not person.email:
        return
    with override(person.mail_language):
        language = get_language() or "en"
        facts = {
            "number": request.number,
            "supplier": supplier.name,
            "moment": exact_time(timezone.localtime(ends_at), language),
        }
        text = [
            _("Hello %(name)s,") % {"name": person.name},
            _("%(number)s still waits for its approvers, and %(supplier)s holds its prices only until %(moment)s.")
            % facts,
            "\n".join(
                f"- {line.description[:80] or line.supplier_part_id}: "
                f"{format_money(line.unit_price or 0, line.currency, language)}"
                for line in lines
            ),
            _("Open your cart there again before then: what you fetch anew goes round again, the rest does not.")
            + "\n"
            + absolute(reverse("release:renew", args=[request.public_id, supplier.public_id])),
            _("If nothing is done, these lines come back to you when the hold ends, and nothing of them is ordered."),
        ]
        subject = _("%(supplier)s holds the prices of %(number)s only until %(moment)s") % facts
        post(to=person, subject=subject, text="\n\n".join(text), about=request.about, now=now)
