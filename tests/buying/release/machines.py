"""A supplier's machine for the tests, as an installation would plug one in: it says what it was given to say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from fondaco.bridge.exchange import Problem
from fondaco.buying.approvals.models import Round
from fondaco.buying.approvals.operations import approve
from fondaco.buying.release.models import PriceCheck
from fondaco.buying.requests.models import PurchaseRequest, RequestLine
from fondaco.buying.shopping.prices import Asked, Priced, Unanswered, register_pricer
from fondaco.buying.suppliers.models import AnswersBy, Supplier
from tests.buying.world import after, pending

TWO = (("5", "20.00"), ("2", "10.00"))
SILENT = Unanswered(Problem("timeout", "They did not answer in time.", "Try again in a few minutes."))


def said(price: str = "20.00", **more: Any) -> Priced:
    return Priced("", found=True, **({"unit_price": Decimal(price), "currency": "EUR"} | more))


GONE = Priced("", found=False)


class Machine:
    """``answers`` by the line's key; 20.00 EUR where nothing was said. ``meanwhile`` happens while it is asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Priced | Exception] = {}
        self.meanwhile: Callable[[], object] = lambda: None
        self.asked: list[list[str]] = []

    def __call__(self, *, asked: Sequence[Asked], **_more: Any) -> Mapping[str, Priced]:
        self.asked.append([one.key for one in asked])
        self.meanwhile()
        answers = {one.key: self.answers.get(one.key, self.answers.get("*", said())) for one in asked}
        for answer in answers.values():
            if isinstance(answer, Exception):
                raise answer
        return answers  # type: ignore[return-value]


def plugged_in(supplier: Supplier) -> Machine:
    """The machine of ``supplier``, registered under a name of its own."""
    machine = Machine()
    name = f"machine-{supplier.public_id}"
    register_pricer(name, machine)
    supplier.answers_by, supplier.answers_api = AnswersBy.API, name
    supplier.save()
    return machine


def unplugged(supplier: Supplier) -> None:
    """Nobody can be asked any more."""
    supplier.answers_by, supplier.answers_api = AnswersBy.NOTHING, ""
    supplier.save()


def states(request: PurchaseRequest) -> dict[int, str]:
    return dict(RequestLine.objects.filter(request=request).values_list("line_number", "state"))


def approved(request: PurchaseRequest, minutes: int = 10) -> PurchaseRequest:
    while Round.objects.filter(subject_id=request.public_id, state="open").exists():
        step = pending(request)
        approve(step=step, by=step.person, now=after(minutes), digest=step.round.digest)
    request.refresh_from_db()
    return request


def checks(request: PurchaseRequest) -> dict[int, str]:
    rows = PriceCheck.objects.filter(inquiry__request=request).order_by("pk")
    return {check.line_number: check.outcome for check in rows}
