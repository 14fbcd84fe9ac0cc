"""What a person decides where the order's message, or its supplier, does not answer. Each is one transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from fondaco import audit
from fondaco.bridge import deciding
from fondaco.bridge.registry import Registry
from fondaco.bridge.states import IllegalMove
from fondaco.buying.lifecycle import Refused
from fondaco.buying.orders.letters import write
from fondaco.buying.orders.models import PurchaseOrder
from fondaco.buying.orders.operations import order_message
from fondaco.buying.orders.paper import language_of
from fondaco.buying.orders.states import Delivery, OrderState
from fondaco.people.models import Person

AGAIN_AFTER = timedelta(hours=20)  # who reads the same letter twice a day reads neither


@transaction.atomic
def vouch_for_order(
    *, order: PurchaseOrder, by: Person, now: datetime, registry: Registry | None = None
) -> PurchaseOrder:
    """A person knows that the supplier has an order of which no answer came: it is not sent again.

    Raises Refused where somebody decided before, or an answer came.
    """
    record = order_message(order)
    try:
        if record is None:
            raise IllegalMove("it was never sent as a message")
        deciding.vouch(record=record, by=by, now=now, registry=registry)
    except IllegalMove as reason:
        raise Refused(
            "decided",
            _("Somebody has decided already, or the supplier's answer came. Nothing was changed."),
            _("Look at how the order stands now."),
        ) from reason
    kept = PurchaseOrder.objects.select_for_update().get(pk=order.pk)
    # The bridge has told the order by now; where it could not, it tells again.
    after = {"delivery": kept.delivery}
    audit.write(action="order.vouched_for", subject=kept.about, by=by.pk, now=now, after=after)
    return kept


@transaction.atomic
def remind_supplier(*, order: PurchaseOrder, by: Person, now: datetime) -> PurchaseOrder:
    """Write once more to a supplier that has its orders by mail and did not answer, with the order enclosed.

    Raises Refused where it answered, has no address, or was written to a short while ago.
    """
    kept = (
        PurchaseOrder.objects.select_for_update(of=("self",))
        .select_related("supplier", "legal_entity", "request__beneficiary", "requester", "place")
        .get(pk=order.pk)
    )
    _check_silent(kept, now)
    with override(language_of(kept)):
        facts = {"number": kept.number, "company": kept.legal_entity.name}
        write(
            kept,
            list(kept.lines.filter(ordered__gt=0).order_by("line_number")),
            list(kept.charges.all()),
            subject=_("Reminder: order %(number)s from %(company)s") % facts,
            opening=_(
                "%(company)s has not heard from you about order %(number)s yet. Please say whether and when it comes."
                " It is the same order, not a second one:"
            )
            % facts,
            about=kept.about,
            now=now,
        )
    kept.supplier_reminded_at = now
    kept.save(update_fields=["supplier_reminded_at"])
    audit.write(action="order.supplier_reminded", subject=kept.about, by=by.pk, now=now)
    return kept


def _check_silent(order: PurchaseOrder, now: datetime) -> None:
    by_mail = order.supplier.partner_id is None and order.supplier.order_email
    if not by_mail or order.state != OrderState.ISSUED or order.delivery != Delivery.DELIVERED:
        raise Refused("not_silent", _("There is nothing to remind this supplier of by mail."))
    last = order.supplier_reminded_at
    if last is not None and now < last + AGAIN_AFTER:
        raise Refused(
            "reminded_already",
            _("The supplier was reminded a short while ago. Nothing was sent."),
            _("Call it, or wait until tomorrow."),
        )
