"""Today's prices for a cycle's lines, and what they decide: it is submitted by itself, or its owner has to look."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from attrs import define, field
from django.db import transaction
from django.utils.translation import override

from fondaco import audit
from fondaco.buying.lifecycle import Refused, step
from fondaco.buying.requests import clock
from fondaco.buying.requests.again import take_prices
from fondaco.buying.requests.models import Exclusion, LineKind, PurchaseRequest, RequestLine
from fondaco.buying.requests.operations import Answers, submit_request
from fondaco.buying.requests.states import LineState, RequestState
from fondaco.buying.shopping.prices import Asked, Priced, Unanswered, ask_prices, can_answer
from fondaco.buying.standing import mails
from fondaco.buying.standing.models import Cycle, Milestone, StandingOrder
from fondaco.buying.standing.operations import locked
from fondaco.buying.standing.states import CYCLE_TRANSITIONS, CycleEvent, CycleState, StandingState
from fondaco.buying.suppliers.models import Policy, Supplier

MOST_TRIES = 3  # a machine that does not answer is asked so often, once at each look; then its owner is
UNTOUCHED = 1  # the version of a request that nobody has changed since it was made

# Why a cycle is handed to its owner, the first that holds; ``reasons`` has the words.
IN_THE_WAY = ("supplier_closed", "gone", "too_few", "currency", "no_answer", "in_the_store")


@define
class Told:
    """What the suppliers' machines said: prices by line number, and what is in the way: a code, and of whom or what."""

    priced: dict[int, Priced] = field(factory=dict)
    troubles: dict[str, list[str]] = field(factory=dict)

    def note(self, code: str, name: str) -> None:
        names = self.troubles.setdefault(code, [])
        if name not in names:
            names.append(name)


def open_cycles() -> list[int]:
    """The keys of the cycles whose prices are still being asked for."""
    return list(Cycle.objects.filter(state=CycleState.ASKING).order_by("pk").values_list("pk", flat=True))


def ask(pk: int, *, now: datetime) -> Told:
    """Ask the machines of all suppliers of a cycle's lines, one after the other. Changes nothing."""
    cycle = Cycle.objects.select_related("request", "standing_order").get(pk=pk)
    told = Told()
    if cycle.request is None:
        return told
    by_supplier: dict[Supplier, list[RequestLine]] = {}
    for line in cycle.request.lines.filter(exclusion=Exclusion.NONE).select_related("supplier__partner"):
        if line.supplier is not None and not _open(line.supplier, line.kind):
            told.note("supplier_closed", line.supplier.name)
        elif line.supplier is not None and line.state == LineState.REQUOTE:
            by_supplier.setdefault(line.supplier, []).append(line)
    for supplier, lines in by_supplier.items():
        _ask(supplier, lines, told, about=cycle.request.about, now=now)
    return told


def _open(supplier: Supplier, kind: str) -> bool:
    return supplier.open_to_shop if kind == LineKind.CATALOGUE else supplier.policy != Policy.BLOCKED


def _ask(supplier: Supplier, lines: list[RequestLine], told: Told, *, about: str, now: datetime) -> None:
    if not can_answer(supplier):
        return told.note("in_the_store", supplier.name)
    asked = [_asked(line) for line in lines]
    try:
        said = ask_prices(supplier=supplier, asked=asked, about=about, now=now)
    except Unanswered:
        return told.note("no_answer", supplier.name)
    for line in lines:
        _judge(line, said[line.key], told)
    return None


def _asked(line: RequestLine) -> Asked:
    assert line.quantity is not None
    return Asked(
        key=line.key,
        supplier_part_id=line.supplier_part_id,
        supplier_part_auxiliary_id=line.supplier_part_auxiliary_id,
        quantity=line.quantity,
        unit=line.unit,
        currency=line.currency,
    )


def _judge(line: RequestLine, said: Priced, told: Told) -> None:
    name = line.description[:80] or line.supplier_part_id
    if not said.found or said.unit_price is None:
        told.note("gone", name)
    elif said.currency and said.currency != line.currency:
        told.note("currency", name)
    elif not said.unit_price:
        # Zero says that there is no price to be had so.
        told.note("no_answer", line.supplier.name if line.supplier else name)
    else:
        told.priced[line.line_number] = said
        if said.available is not None and line.quantity is not None and said.available < line.quantity:
            told.note("too_few", name)


@transaction.atomic
def settle_cycle(pk: int, *, told: Told, now: datetime) -> Cycle:
    """What was said goes into the request, which is then submitted in its owner's name or handed to them, once.

    A machine that could answer and did not is asked again at the next looks before its owner is.
    """
    order = locked(Cycle.objects.select_related("standing_order").get(pk=pk).standing_order, version=None)
    cycle = Cycle.objects.select_for_update(of=("self",)).select_related("request").get(pk=pk)
    if cycle.state != CycleState.ASKING or cycle.request is None:
        return cycle
    cycle.standing_order = order
    request = clock.locked(cycle.request.public_id)
    if request.state != RequestState.DRAFT or request.version != UNTOUCHED:
        return _hand(cycle, request, "taken_up", "", now)
    cycle.tries += 1
    if "no_answer" in told.troubles and cycle.tries < MOST_TRIES and _stands(order):
        cycle.save(update_fields=["tries"])
        audit.write(action="standing.no_answer", subject=order.about, by=None, now=now, after={"tries": cycle.tries})
        return cycle
    with override(order.requester.mail_language):
        code, words = _settled(order, request, told, now)
    if code:
        return _hand(cycle, request, code, words, now)
    return _settle(cycle, CycleEvent.SUBMIT, "", "", now)


def _settled(order: StandingOrder, request: PurchaseRequest, told: Told, now: datetime) -> tuple[str, str]:
    """Empty words where the request was submitted; otherwise why not, and of whom or what."""
    try:
        with transaction.atomic():
            take_prices(request=request, prices=told.priced, now=now)
    except Refused as refused:
        return "refused", _said(refused)
    code, words = _in_the_way(order, request, told.troubles)
    if code:
        return code, words
    answers = Answers(
        cost_centre=request.cost_centre,
        deliver_to=request.deliver_to,
        need_by=request.need_by,
        reason=request.reason,
        kept=frozenset(request.lines.filter(exclusion=Exclusion.NONE).values_list("line_number", flat=True)),
        project=request.project,
        beneficiary=request.beneficiary,
    )
    try:
        submit_request(request=request, version=request.version, answers=answers, by=order.requester, now=now)
    except Refused as refused:
        return "refused", _said(refused)
    return "", ""


def _in_the_way(order: StandingOrder, request: PurchaseRequest, troubles: dict[str, list[str]]) -> tuple[str, str]:
    if not _stands(order):
        return "stopped", ""
    for field_name, code in (("cost_centre", "cost_centre_closed"), ("deliver_to", "address_closed")):
        if getattr(request, field_name) is None:
            return code, str(getattr(order, field_name))
    if request.beneficiary_id != order.beneficiary_id:
        return "beneficiary_gone", order.beneficiary.name
    for code in IN_THE_WAY:
        if code in troubles:
            return code, _names(troubles[code])
    if request.net + request.charges_sum > order.most:
        return "over_limit", ""
    return "", ""


def _stands(order: StandingOrder) -> bool:
    """Whether what was begun is still wanted: it runs, or it ended because this was its last cycle."""
    if order.state == StandingState.ENDED:
        return order.milestones.filter(what=Milestone.What.ENDED, code="run_out").exists()
    return order.state == StandingState.ACTIVE


def _names(names: Iterable[str]) -> str:
    return ", ".join(list(names)[:5])


def _said(refused: Refused) -> str:
    return f"{refused.words} {refused.remedy}".strip()


def _hand(cycle: Cycle, request: PurchaseRequest, code: str, words: str, now: datetime) -> Cycle:
    """The owner has to look; they are told, save where they have the request in hand already."""
    _settle(cycle, CycleEvent.HAND, code, words, now)
    if code != "taken_up":
        mails.handed(cycle, request, now=now)
    return cycle


def _settle(cycle: Cycle, event: CycleEvent, code: str, words: str, now: datetime) -> Cycle:
    cycle.state = step(CYCLE_TRANSITIONS, cycle.state, event)
    cycle.state_since, cycle.code, cycle.words = now, code, words
    cycle.save()
    after = {"needed_on": cycle.needed_on.isoformat(), "state": str(cycle.state), "code": code}
    audit.write(action="standing.cycle_settled", subject=cycle.standing_order.about, by=None, now=now, after=after)
    return cycle
