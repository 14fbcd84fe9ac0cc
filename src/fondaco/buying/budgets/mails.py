"""Letters about budgets."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from fondaco.bridge.mail import post
from fondaco.buying.budgets.models import Budget
from fondaco.buying.links import absolute
from fondaco.web.formatting import format_money


def nearly_used(budget: Budget, *, now: datetime) -> None:
    """The owner hears, once, that four fifths are bound."""
    if budget.owner is None or not budget.owner.person.email:
        return
    person = budget.owner.person
    with override(person.mail_language):
        language, currency = get_language() or "en", budget.legal_entity.currency
        facts = {
            "budget": budget.name,
            "bound": format_money(budget.bound, currency, language),
            "amount": format_money(budget.amount, currency, language),
        }
        lines = [
            _("Hello %(name)s,") % {"name": person.name},
            _("%(bound)s of the %(amount)s of budget “%(budget)s” are bound.") % facts,
            _("See what binds it here:") + "\n" + absolute(budget.get_absolute_url()),
        ]
        subject = _("Budget “%(budget)s” is nearly used") % facts
        post(to=person, subject=subject, text="\n\n".join(lines), about=budget.about, now=now)
