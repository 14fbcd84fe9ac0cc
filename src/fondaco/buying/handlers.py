"""What the desk does with what arrives, and who hears what: every wire between slices that no slice may
know.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from fondaco.bridge.registry import Registry
from fondaco.buying import access
from fondaco.buying.approvals import registry as approvals
from fondaco.buying.approvals.models import Round
from fondaco.buying.approvals.passing_on import reroute_of
from fondaco.buying.approvals.queries import concerns_approver, delegates_of, expected_duration
from fondaco.buying.budgets import registry as budgets
from fondaco.buying.budgets.importing import BUDGETS
from fondaco.buying.budgets.queries import has_budgets
from fondaco.buying.changes import operations as changes
from fondaco.buying.changes.accepting import accept_prices
from fondaco.buying.changes.accounts import asked_for
from fondaco.buying.changes.incoming import hear_change_outcome, take_confirmation_of_change
from fondaco.buying.changes.subject import KIND as CHANGE
from fondaco.buying.changes.subject import load_subject as load_change
from fondaco.buying.changes.subject import show_subject as show_change
from fondaco.buying.company import imports
from fondaco.buying.company import registry as company
from fondaco.buying.company.kinds import OWN
from fondaco.buying.company.models import LegalEntity
from fondaco.buying.orders import resolving
from fondaco.buying.orders.encumbrances import register_more
from fondaco.buying.orders.incoming import take_status_update
from fondaco.buying.orders.models import PurchaseOrder as Order
from fondaco.buying.orders.numbers import reserve_at_cart, void_unused
from fondaco.buying.orders.outcomes import hear_outcome
from fondaco.buying.orders.queries import concerns_approver_of_order
from fondaco.buying.orders.remedies import RemedyKind
from fondaco.buying.orders.resolving import hear_request_over
from fondaco.buying.policy import registry as policy
from fondaco.buying.policy.subject import Shown, Subject
from fondaco.buying.release.elsewhere import look_elsewhere
from fondaco.buying.release.operations import release_request
from fondaco.buying.release.queries import heard, shown_prices, with_prices
from fondaco.buying.release.reminders import reminded_of
from fondaco.buying.requests import operations as requests
from fondaco.buying.requests import registry as requests_made
from fondaco.buying.requests.explained import apply_mapping
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.buying.requests.queries import named, past_count, past_requests
from fondaco.buying.requests.safeguards import register_known
from fondaco.buying.requests.subject import KIND, load_subject
from fondaco.buying.shopping import asking, prices
from fondaco.buying.standing import queries as standing
from fondaco.buying.standing.cycles import note_prices
from fondaco.buying.standing.operations import owner_left
from fondaco.buying.standing.remarks import show_request
from fondaco.buying.suppliers import registry as suppliers
from fondaco.buying.suppliers.importing import MAPPINGS, SUPPLIERS
from fondaco.buying.suppliers.models import AnswersBy
from fondaco.buying.suppliers.queries import supplier_choices
from fondaco.documents import OrderConfirmation, PurchaseOrder, StatusUpdate
from fondaco.people.models import Person

registry = Registry()


def hear_result(round: Round, result: str, *, by: Person, now: datetime) -> None:
    """The approvers have spoken about a purchase request: in the same transaction it is ordered, or given
    back.
    """
    public_id = round.subject_id
    if result == "approved":
        request = requests.approve_request(public_id=public_id, by=by, now=now)
        release_request(request=request, by=by, now=now)
    elif result == "rejected":
        requests.reject_request(public_id=public_id, by=by, now=now, reason=_reason(round))
    else:
        requests.send_back_request(public_id=public_id, by=by, now=now, reason=_reason(round))


def hear_result_of_change(round: Round, result: str, *, by: Person, now: datetime) -> None:
    """The approvers have spoken about a change: it goes to the supplier, or the order stays as it is."""
    if result == "approved":
        changes.approve_change(public_id=round.subject_id, by=by, now=now)
    else:
        changes.turn_down_change(public_id=round.subject_id, result=result, by=by, now=now)


def show_to_approvers(subject: Subject, *, now: datetime) -> Shown:
    """A request with what each room knows to say of it."""
    return with_prices(show_request(subject, now=now), subject)


def _reason(round: Round) -> str:
    said = round.steps.exclude(note="").exclude(decided_at=None).order_by("-decided_at").first()
    return said.note if said else ""


def reroute(person: Person, by: Person | None, now: datetime) -> None:
    """What waits for somebody who left, or may not approve any more, goes to the next one above."""
    if access.may(person, "approve"):
        return
    reroute_of(person=person, by=by, now=now)


def requests_kept(entity: LegalEntity) -> bool:
    return PurchaseRequest.objects.filter(legal_entity=entity).exists()


def requests_numbered(number: str) -> list[str]:
    return [row.about for row in PurchaseRequest.objects.filter(number__iexact=number)]


def orders_numbered(number: str) -> list[str]:
    return [row.about for row in Order.objects.filter(number__iexact=number)]


for kind in (*OWN, BUDGETS, SUPPLIERS, MAPPINGS):
    imports.register(kind)
company.on_left("approvals", reroute)
company.on_left("standing", owner_left)
company.register_counting("requests", requests_kept)
company.register_counting("budgets", has_budgets)
company.register_numbered("requests", requests_numbered)
company.register_numbered("orders", orders_numbered)
company.register_numbered("standing", standing.named)
requests_made.on_approved(note_prices)
suppliers.on_mapped("requests", apply_mapping)
prices.register_pricer(AnswersBy.OCI_VALIDATE, asking.ask_by_validate, serves=asking.validates)
prices.register_pricer(AnswersBy.AVAILABILITY, asking.ask_by_availability, serves=asking.tells_availability)
register_known(heard)
requests_made.register_asked(shown_prices)
requests_made.register_ending(reminded_of)
policy.register_dimension("supplier", _("supplier"), supplier_choices)
policy.register_past(KIND, past_requests, past_count)
policy.register_pace(expected_duration)
policy.register_delegates(delegates_of)
budgets.register(KIND, naming=named)
approvals.register(KIND, load=load_subject, show=show_to_approvers)
approvals.on_result(KIND, hear_result)
approvals.register(CHANGE, load=load_change, show=show_change)
approvals.on_result(CHANGE, hear_result_of_change)
register_more(asked_for)
requests_made.on_claimed(reserve_at_cart)
requests_made.on_over(void_unused)
requests_made.on_over(hear_request_over)
resolving.register(RemedyKind.ELSEWHERE, look_elsewhere)
resolving.register(RemedyKind.ACCEPT, accept_prices)
access.register_concern("see_request", concerns_approver)
access.register_concern("see_change", concerns_approver)
access.register_concern("see_order", concerns_approver_of_order)
access.register_concern("see_standing", standing.stands_above_owner)
access.register_concern("change_standing", standing.stands_above_owner)
registry.on(OrderConfirmation, take_confirmation_of_change)
registry.on(StatusUpdate, take_status_update)
registry.on_outcome(PurchaseOrder, hear_outcome)
registry.on_outcome(PurchaseOrder, hear_change_outcome)
