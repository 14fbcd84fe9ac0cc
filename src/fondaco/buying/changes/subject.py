"""A change of an order as the approvers' rules see it."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fondaco.buying.changes import accounts
from fondaco.buying.changes.models import ChangeLine, OrderChange
from fondaco.buying.company.queries import category_paths
from fondaco.buying.orders.models import PurchaseOrder
from fondaco.buying.policy.subject import Remark, Shown, ShownLine, Subject, SubjectLine
from fondaco.buying.requests.models import RequestLine
from fondaco.buying.shopping.quotes import in_coins
from fondaco.web.formatting import format_money

KIND = "change"
WHOLE = "0"  # the key of what concerns no line alone: the day, the address, the cancellation
ZERO = Decimal(0)


class ChangeSubject:
    """What approvals judge: ``amount`` is what more will be spent, in the company's currency."""

    kind = KIND

    def __init__(self, change: OrderChange) -> None:
        self.change = change
        order = change.order
        self.public_id = change.public_id
        self.number = change.number
        self.title = f"{change.number} · {order.supplier.name}"
        self.url = change.get_absolute_url()
        self.requester_id: int = change.requester_id
        self.beneficiary_id: int = order.requester_id
        self.legal_entity_id: int = order.legal_entity_id
        self.currency: str = order.legal_entity.currency
        self.cost_centre_id: int | None = order.cost_centre_id

    @cached_property
    def rows(self) -> list[ChangeLine]:
        return list(self.change.lines.all())

    @cached_property
    def quoted(self) -> dict[int, RequestLine]:
        """The lines of the request behind the changed ones, by their number, which is the same in the order."""
        numbers = [row.line_number for row in self.rows]
        rows = RequestLine.objects.filter(request=self.change.order.request_id, line_number__in=numbers)
        return {line.line_number: line for line in rows.select_related("category", "supplier")}

    @property
    def amount(self) -> Decimal:
        return sum((self._more(row) for row in self.rows), ZERO)

    def _more(self, row: ChangeLine) -> Decimal:
        line = self.quoted.get(row.line_number)
        rate = line.rate if line is not None else Decimal(1)
        return in_coins(row.more * rate, self.currency)

    @cached_property
    def lines(self) -> tuple[SubjectLine, ...]:
        paths = category_paths([line.category for line in self.quoted.values() if line.category is not None])
        supplier = self.change.order.supplier.public_id
        made = []
        for row in self.rows:
            line = self.quoted.get(row.line_number)
            made.append(
                SubjectLine(
                    key=str(row.line_number),
                    digest=_sha([_facts(row), self._whole()]),
                    words=row.description or row.supplier_part_id,
                    amount=self._more(row),
                    categories=paths.get(line.category_id or 0, ()) if line else (),
                    supplier=supplier,
                    cost_centre_id=(line.cost_centre_id if line else None) or self.cost_centre_id,
                    project_id=line.project_id if line else None,
                    hold_expires_at=line.hold_expires_at if line and row.more else None,
                )
            )
        if made:
            return tuple(made)
        words = _("Day or address")
        return (SubjectLine(WHOLE, _sha(self._whole()), words, ZERO, (), supplier, self.cost_centre_id),)

    def _whole(self) -> list[object]:
        change = self.change
        day = change.requested_on.isoformat() if change.requested_on else None
        return [change.order_id, change.serial, change.kind, day, change.place_id, change.reason]

    def digest(self) -> str:
        return _sha([self.number, self.requester_id, self._whole(), [_facts(row) for row in self.rows]])


def _facts(row: ChangeLine) -> list[object]:
    return [
        row.line_number,
        row.supplier_part_id,
        f"{row.unit_price_before:.8f}",
        f"{row.unit_price:.8f}",
        f"{row.quantity_before:.4f}",
        f"{row.quantity:.4f}",
    ]


def _sha(content: object) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def load_subject(public_id: str, *, lock: bool) -> ChangeSubject:
    """For approvals. With ``lock`` nobody can change it until the transaction ends."""
    rows = OrderChange.objects.select_related(
        "order__supplier__partner", "order__legal_entity", "order__cost_centre", "order__request__beneficiary"
    )
    if lock:
        rows = rows.select_for_update(of=("self",))
    return ChangeSubject(rows.get(public_id=public_id))


def show_subject(subject: Subject, *, now: datetime) -> Shown:
    """What the approver sees of a change: every line of it with what it was, and what the order comes to."""
    assert isinstance(subject, ChangeSubject)
    change, order = subject.change, subject.change.order
    net = net_after(order, subject.rows)
    remarks = [Remark(_("Cancels the whole order."))] if change.cancels else []
    if change.by_hand:
        remarks.append(Remark(_("A buyer agrees it with the supplier, whose system takes no changes."), "calm"))
    return Shown(
        supplier=order.supplier.name,
        reason=change.reason,
        cost_centre=str(order.cost_centre or ""),
        deliver_to=str(change.place or order.deliver_to),
        need_by=change.requested_on,
        currency=order.currency,
        net=net,
        charges=(),
        tax=ZERO,
        total=net,
        lines=tuple(_shown(row, order) for row in subject.rows),
        remarks=tuple(remarks),
        budgets=accounts.budgets_ahead(order),
        asked_for=order.request.beneficiary.name if order.request.beneficiary_id != change.requester_id else "",
    )


def _shown(row: ChangeLine, order: PurchaseOrder) -> ShownLine:
    before = [Remark(_("before: %(quantity)s") % {"quantity": f"{row.quantity_before.normalize():f}"})]
    if row.unit_price != row.unit_price_before:
        price = format_money(row.unit_price_before, order.currency, get_language() or "en")
        before.append(Remark(_("price of one before: %(price)s") % {"price": price}))
    return ShownLine(
        line_number=row.line_number,
        description=row.description or row.supplier_part_id,
        part_id=row.supplier_part_id,
        quantity=row.quantity,
        unit=row.unit,
        unit_price=row.unit_price,
        amount=row.amount,
        currency=order.currency,
        company_amount=row.amount,
        key=str(row.line_number),
        supplier=order.supplier.name,
        remarks=tuple(before),
    )


def net_after(order: PurchaseOrder, rows: list[ChangeLine]) -> Decimal:
    """The order's net once the change is taken, in its currency."""
    return order.net + sum((row.amount - row.quantity_before * row.unit_price_before for row in rows), ZERO)
