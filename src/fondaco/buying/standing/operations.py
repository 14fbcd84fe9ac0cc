"""What can be done to a standing order. Each is one transaction: locked, guarded, changed, noted.

Whether ``by`` may do it the caller has asked (``buying.access``): its owner, a buyer, whoever is above its owner.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.buying.access import may
from fondaco.buying.company.models import Employee
from fondaco.buying.lifecycle import IllegalStep, Refused, step
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.buying.requests.numbers import next_number
from fondaco.buying.standing import mails
from fondaco.buying.standing.models import Cycle, Milestone, StandingLine, StandingOrder
from fondaco.buying.standing.planning import plan
from fondaco.buying.standing.states import TRANSITIONS, CycleState, StandingEvent, StandingState
from fondaco.buying.standing.terms import RHYTHM, Terms, take
from fondaco.people.models import Person

What = Milestone.What


@transaction.atomic
def begin_standing(
    *,
    employee: Employee,
    terms: Terms,
    lines: Iterable[StandingLine],
    now: datetime,
    public_id: str,
    made_from: PurchaseRequest | None = None,
) -> StandingOrder:
    """Set up what recurs; ``lines`` are not saved yet. Raises Refused for terms that cannot be kept."""
    rows = list(lines)
    if not rows:
        raise Refused("no_lines", _("Say what is needed: at least one line."), "", "description")
    order = StandingOrder(
        public_id=public_id,
        requester=employee.person,
        legal_entity=employee.legal_entity,
        currency=employee.legal_entity.currency,
        made_from=made_from,
        state_since=now,
        created_at=now,
        begins_on=timezone.localdate(now),
    )
    if terms.first_on < timezone.localdate(now):
        raise _past("first_on")
    take(order, terms)
    order.number = next_number(prefix="S", now=now)
    order.save()
    for number, line in enumerate(rows, start=1):
        line.standing_order, line.line_number = order, number
    StandingLine.objects.bulk_create(rows)
    _plan(order)
    _note("standing.begun", order, employee.person, now, What.BEGUN)
    return order


@transaction.atomic
def change_standing(*, order: StandingOrder, version: int, terms: Terms, by: Person, now: datetime) -> StandingOrder:
    """From the next cycle on it is as ``terms`` say. Raises Refused as :func:`begin_standing` does, and
    ``changed_meanwhile`` where somebody else was faster.
    """
    kept = locked(order, version=version)
    _check_open(kept)
    before, rhythm = _facts(kept), [getattr(kept, name) for name in RHYTHM]
    today = timezone.localdate(now)
    if terms.first_on != kept.first_on and terms.first_on < today:
        raise _past("first_on")
    take(kept, terms)
    if rhythm != [getattr(kept, name) for name in RHYTHM]:
        kept.begins_on = today
    kept.version += 1
    _plan(kept)
    _note("standing.changed", kept, by, now, What.CHANGED, before=before)
    return kept


@transaction.atomic
def skip_next(*, order: StandingOrder, version: int, by: Person, now: datetime) -> Cycle:
    """Leave out the next cycle. Raises Refused where none comes, and as :func:`change_standing` does."""
    kept = locked(order, version=version)
    _check_open(kept)
    if kept.state != StandingState.ACTIVE or kept.next_on is None or kept.next_needed_on is None:
        raise Refused("nothing_comes", _("No cycle comes that could be skipped."))
    before = _facts(kept)
    cycle = Cycle.objects.create(
        standing_order=kept,
        needed_on=kept.next_needed_on,
        asked_on=kept.next_on,
        state=CycleState.SKIPPED,
        state_since=now,
    )
    kept.version += 1
    if plan(kept) is None:
        run_out(kept, by=by, now=now)
    kept.save()
    _note("standing.skipped", kept, by, now, What.SKIPPED, before=before, day=cycle.needed_on)
    return cycle


@transaction.atomic
def pause_standing(
    *, order: StandingOrder, version: int | None, by: Person | None, now: datetime, code: str = "", note: str = ""
) -> StandingOrder:
    """Nothing is made until it is resumed. ``code`` says why, where it pauses by itself. Raises Refused."""
    kept = locked(order, version=version)
    before = _facts(kept)
    _move(kept, StandingEvent.PAUSE, now)
    kept.next_on = kept.next_needed_on = None
    kept.version += 1
    kept.save()
    _note("standing.paused", kept, by, now, What.PAUSED, before=before, code=code, note=note)
    return kept


@transaction.atomic
def resume_standing(*, order: StandingOrder, version: int, by: Person, now: datetime) -> StandingOrder:
    """Go on with the next cycle from today; what would have come meanwhile is left out.

    Raises Refused where nothing comes any more, and where its owner may not ask for things.
    """
    kept = locked(order, version=version)
    before = _facts(kept)
    _move(kept, StandingEvent.RESUME, now)
    if not may(kept.requester, "request"):
        raise Refused(
            "owner_gone",
            _("%(name)s cannot ask for things any more.") % {"name": kept.requester.name},
            _("Take it over first: from then on it is asked for in your name."),
        )
    kept.begins_on = timezone.localdate(now)
    kept.version += 1
    _plan(kept)
    _note("standing.resumed", kept, by, now, What.RESUMED, before=before)
    return kept


@transaction.atomic
def end_standing(*, order: StandingOrder, version: int, by: Person, now: datetime, note: str = "") -> StandingOrder:
    """For good. What was asked for already goes its way. Raises Refused where it has ended."""
    kept = locked(order, version=version)
    before = _facts(kept)
    _move(kept, StandingEvent.END, now)
    kept.next_on = kept.next_needed_on = None
    kept.version += 1
    kept.save()
    _note("standing.ended", kept, by, now, What.ENDED, before=before, note=note)
    return kept


@transaction.atomic
def take_over(*, order: StandingOrder, version: int, employee: Employee, now: datetime) -> StandingOrder:
    """From now on it is asked for in the name of ``employee``. Raises Refused for somebody of another company or who
    may not ask for things, and who owns it already.
    """
    kept = locked(order, version=version)
    _check_open(kept)
    if kept.requester_id == employee.person_id:
        raise Refused("yours_already", _("It is yours already."))
    if employee.legal_entity_id != kept.legal_entity_id or not may(employee.person, "request"):
        raise Refused("not_for_you", _("Only somebody of the same company who may ask for things can take it over."))
    before = _facts(kept)
    if kept.beneficiary_id == kept.requester_id:
        kept.beneficiary = employee.person
    kept.requester = employee.person
    kept.version += 1
    kept.save()
    _note("standing.taken_over", kept, employee.person, now, What.TAKEN_OVER, before=before)
    return kept


def owner_left(person: Person, by: Person | None, now: datetime) -> None:
    """Whoever left, or may not ask for things any more, leaves standing orders behind: they pause, and those who can
    go on hear of it. Within the caller's transaction.
    """
    if may(Person.objects.get(pk=person.pk), "request"):
        return
    for order in StandingOrder.objects.filter(requester=person, state=StandingState.ACTIVE).order_by("pk"):
        orphan(order, by=by, now=now)


def orphan(order: StandingOrder, *, by: Person | None, now: datetime) -> None:
    """Its owner cannot ask for things any more. Within the caller's transaction."""
    kept = pause_standing(order=order, version=None, by=by, now=now, code="owner_gone")
    mails.orphaned(kept, now=now)


def run_out(order: StandingOrder, *, by: Person | None, now: datetime) -> None:
    """Nothing comes any more. The caller has locked it, and saves."""
    _move(order, StandingEvent.RUN_OUT, now)
    order.next_on = order.next_needed_on = None
    Milestone.objects.create(standing_order=order, what=What.ENDED, at=now, code="run_out")


def locked(order: StandingOrder, *, version: int | None) -> StandingOrder:
    """The order, locked. Raises Refused where ``version`` is not the present one; None takes any."""
    kept = (
        StandingOrder.objects.select_for_update(of=("self",))
        .select_related("legal_entity", "requester", "beneficiary", "cost_centre", "project", "deliver_to")
        .get(pk=order.pk)
    )
    if version is not None and kept.version != version:
        raise Refused(
            "changed_meanwhile",
            _("This standing order was changed since you opened it, so nothing was saved from this page."),
            _("Look at it as it is now, and change it again where it is needed."),
        )
    return kept


def _plan(order: StandingOrder) -> None:
    """Set and save what comes next; a paused one keeps still. Raises Refused where nothing comes."""
    if plan(order) is None:
        raise Refused(
            "nothing_comes",
            _("With this rhythm no day comes any more."),
            _("Choose a later last day, or a shorter time before it is needed."),
            "last_on" if order.last_on else "times" if order.times else "first_on",
        )
    if order.state != StandingState.ACTIVE:
        order.next_on = order.next_needed_on = None
    order.save()


def _past(field: str) -> Refused:
    return Refused("day_past", _("This day has passed."), _("Choose today or a later day."), field)


def _check_open(order: StandingOrder) -> None:
    if order.state == StandingState.ENDED:
        raise Refused(
            "ended",
            _("This standing order has ended."),
            _("Set up a new one if it is needed again."),
        )


def _move(order: StandingOrder, event: StandingEvent, now: datetime) -> None:
    try:
        order.state = step(TRANSITIONS, order.state, event)
    except IllegalStep as reason:
        raise Refused(
            "not_now",
            {
                StandingState.ACTIVE: _("It is running already."),
                StandingState.PAUSED: _("It is paused already."),
                StandingState.ENDED: _("It has ended already."),
            }[StandingState(order.state)],
            _("Look at it as it is now."),
        ) from reason
    order.state_since = now


def _facts(order: StandingOrder) -> dict[str, Any]:
    """What the trail keeps: keys, days and amounts."""
    rhythm = {name: getattr(order, name) for name in RHYTHM}
    return {
        "state": str(order.state),
        "version": order.version,
        "owner": order.requester_id,
        "beneficiary": order.beneficiary_id,
        "cost_centre": order.cost_centre_id,
        "most": f"{order.most:f}",
        **{name: value.isoformat() if isinstance(value, date) else value for name, value in rhythm.items()},
    }


def _note(
    action: str,
    order: StandingOrder,
    by: Person | None,
    now: datetime,
    what: Milestone.What,
    *,
    before: dict[str, Any] | None = None,
    day: date | None = None,
    code: str = "",
    note: str = "",
) -> None:
    Milestone.objects.create(
        standing_order=order, what=what, at=now, by=by, day=day, code=code, note=note.replace("\0", "").strip()[:300]
    )
    audit.write(
        action=action, subject=order.about, by=by.pk if by else None, now=now, before=before, after=_facts(order)
    )
