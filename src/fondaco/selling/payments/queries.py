"""What is asked about ways of paying."""

from __future__ import annotations

from datetime import date

from fondaco.selling.payments.models import PaymentMethod


def default_method(account_id: int, today: date) -> PaymentMethod | None:
    """What an order of the account is paid with: its default, unless that is a card that has run out."""
    method = PaymentMethod.objects.filter(account_id=account_id, is_default=True, removed_at__isnull=True).first()
    if method is None or (method.expires_on is not None and method.expires_on < today):
        return None
    return method
