"""Why a standing order waits for a person, and what that person can do: in words, in the reader's language."""

from __future__ import annotations

from attrs import frozen
from django.utils.translation import gettext as _


@frozen
class Reason:
    """What is the matter, and what to do."""

    words: str
    remedy: str = ""


def why_handed(code: str, words: str) -> Reason:
    """Why a cycle was not submitted by itself; ``words`` say of whom or what."""
    if code == "refused":
        return Reason(words)  # as the operation said it to its owner
    return {**_of_suppliers(words), **_of_the_company(words)}.get(code, Reason(""))


def _of_suppliers(name: str) -> dict[str, Reason]:
    named = {"name": name}
    return {
        "in_the_store": Reason(
            _("%(name)s can only be asked for its prices in its store.") % named,
            _("Open the request, fetch new prices there and submit it."),
        ),
        "no_answer": Reason(
            _("%(name)s did not answer when it was asked for its prices.") % named,
            _("Fetch new prices in its store and submit the request; or ask a buyer what is the matter."),
        ),
        "gone": Reason(
            _("The supplier does not have this any more: %(name)s.") % named,
            _("Choose something else in the store, and change the standing order for the next time."),
        ),
        "too_few": Reason(
            _("There is not enough of: %(name)s.") % named,
            _("Submit it all the same and part of it comes later, or choose something else in the store."),
        ),
        "currency": Reason(
            _("The price came in another currency than before: %(name)s.") % named,
            _("Fetch new prices in the store; a buyer can ask the supplier about it."),
        ),
        "supplier_closed": Reason(
            _("Nobody can shop at %(name)s at the moment.") % named,
            _("Ask the purchasing department what to use instead, and change the standing order."),
        ),
    }


def _of_the_company(name: str) -> dict[str, Reason]:
    named = {"name": name}
    return {
        "over_limit": Reason(
            _("It comes to more than the limit that you set for one cycle."),
            _("Look at the prices. Submit it if it is right, and raise the limit if it stays so."),
        ),
        "cost_centre_closed": Reason(
            _("The cost centre %(name)s is not in use any more.") % named,
            _("Choose another in the request, and in the standing order for the next time."),
        ),
        "address_closed": Reason(
            _("Nothing is delivered to %(name)s any more.") % named,
            _("Choose another address in the request, and in the standing order for the next time."),
        ),
        "beneficiary_gone": Reason(
            _("%(name)s, for whom it was, does not work here any more.") % named,
            _("Say for whom it is now, in the request and in the standing order; or end it."),
        ),
        "stopped": Reason(
            _("The standing order was stopped while prices were being asked for."),
            _("Submit the request if it is still needed, or withdraw it."),
        ),
        "taken_up": Reason(_("You took it in hand before it was submitted by itself.")),
    }


def why_by_itself(code: str) -> str:
    """Why a standing order paused or ended, where nobody did it."""
    return {
        "owner_gone": _("Its owner left, or may not ask for things any more."),
        "run_out": _("Nothing more was planned."),
    }.get(code, "")
