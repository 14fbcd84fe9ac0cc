"""What is done to ways of paying."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from fondaco import audit
from fondaco.people.models import Person
from fondaco.selling.accounts.models import BusinessAccount
from fondaco.selling.payments.models import PaymentMethod


@transaction.atomic
def add_invoice(
    *,
    account: BusinessAccount,
    terms_days: int,
    credit_limit: Decimal,
    label: str = "Invoice",
    by: Person | None,
    now: datetime,
) -> PaymentMethod:
    """Payment by invoice, due ``terms_days`` after its date, up to ``credit_limit`` in the account's currency.

    The account's first way to pay is its default.
    """
    BusinessAccount.objects.select_for_update(no_key=True).get(pk=account.pk)
    first = not PaymentMethod.objects.filter(account=account, is_default=True, removed_at=None).exists()
    method = PaymentMethod.objects.create(
        account=account,
        kind=PaymentMethod.Kind.INVOICE,
        label=label,
        terms_days=terms_days,
        credit_limit=credit_limit,
        is_default=first,
        created_at=now,
    )
    audit.write(
        action="payment.added",
        subject=account.subject,
        by=by.pk if by else None,
        now=now,
        after={"method": method.public_id, "kind": method.kind, "default": first, "limit": str(credit_limit)},
    )
    return method
