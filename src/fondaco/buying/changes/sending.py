"""A change as a message or, to suppliers without a connection, as a letter."""

from __future__ import annotations

from copy import copy
from datetime import datetime

from attrs import evolve
from django.utils.translation import gettext as _
from django.utils.translation import override

from fondaco import documents
from fondaco.bridge import outbox
from fondaco.buying.changes.models import OrderChange
from fondaco.buying.lifecycle import Refused
from fondaco.buying.orders.document import order_document
from fondaco.buying.orders.expected import recount
from fondaco.buying.orders.letters import write
from fondaco.buying.orders.models import OrderCharge, OrderLine, PurchaseOrder
from fondaco.buying.orders.operations import order_message
from fondaco.buying.orders.paper import language_of
from fondaco.buying.shopping.quotes import in_coins
from fondaco.documents import OrderOperation
from fondaco.people.models import Person
from fondaco.wire import LocalError


def send_change(change: OrderChange, order: PurchaseOrder, *, by: Person, now: datetime) -> None:
    """Put the update or the delete into the outbox. Raises Refused where it cannot be written."""
    try:
        outbox.enqueue(
            partner=order.supplier.connection,
            body=change_document(change, order),
            about=change.about,
            number=order.number,
            now=now,
            by=by,
        )
    except LocalError as reason:
        raise Refused(
            "cannot_be_written",
            _("The change cannot be written for this supplier: %(reason)s. Nothing was approved.")
            % {"reason": str(reason)},
            _("An administrator or a buyer can add what is missing, then approve again."),
        ) from reason


def change_document(change: OrderChange, order: PurchaseOrder) -> documents.PurchaseOrder:
    """The order as it shall be, whole, under its next version, naming the message that it changes."""
    after, lines, charges = as_wanted(change, order)
    original = order_message(order)
    return evolve(
        order_document(after, lines, charges, deliver_to=change.place, requester=order.requester),
        operation=OrderOperation.DELETE if change.cancels else OrderOperation.UPDATE,
        version=str(after.version),
        changes_payload_id=original.payload_id if original is not None else "",
    )


def write_change(change: OrderChange, order: PurchaseOrder, *, now: datetime) -> None:
    """The same as a letter with the order as a PDF, to a supplier without a connection."""
    after, lines, charges = as_wanted(change, order)
    with override(language_of(order)):
        facts = {"number": order.number, "company": order.legal_entity.name, "version": after.version}
        if change.cancels:
            subject = _("Cancellation of order %(number)s from %(company)s") % facts
            opening = _("%(company)s cancels order %(number)s. Please deliver nothing of it:") % facts
            notice = _("Cancelled. Please deliver nothing of this order.")
        else:
            subject = _("Change of order %(number)s from %(company)s") % facts
            opening = _("%(company)s changes order %(number)s. It shall read like this, whole:") % facts
            notice = _("Changed order: version %(version)d takes the place of all before it.") % facts
        write(after, lines, charges, subject=subject, opening=opening, notice=notice, about=change.about, now=now)


def as_wanted(change: OrderChange, order: PurchaseOrder) -> tuple[PurchaseOrder, list[OrderLine], list[OrderCharge]]:
    """The order as the change wants it, its lines that are left and its charges; nothing is saved."""
    wanted = {row.line_number: row for row in change.lines.all()} if not change.cancels else {}
    after, lines, charges = copy(order), [], list(order.charges.all())
    for line in order.lines.all():
        row = wanted.get(line.line_number)
        if row is not None:
            line.ordered, line.unit_price = row.quantity, row.unit_price
            line.amount = in_coins(row.amount, order.currency)
        if line.ordered > 0:
            lines.append(line)
    recount(after, lines, charges, prices={})
    after.requested_on, after.place = change.requested_on, change.place
    if change.place is not None and change.place_id != order.place_id:
        after.deliver_to = f"{change.place.name}, {change.place.one_line()}"[:500]
    after.version = order.version + 1
    return after, lines, charges
