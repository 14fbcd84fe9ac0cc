"""What the pages about business accounts need to know."""

from __future__ import annotations

from django.db.models import QuerySet

from fondaco.selling.accounts.models import BusinessAccount, Member


def account_by(public_id: str) -> BusinessAccount | None:
    return BusinessAccount.objects.filter(public_id=public_id).first()


def members_of(account: BusinessAccount) -> QuerySet[Member]:
    return (
        Member.objects.standing()
        .filter(account=account)
        .select_related("person")
        .prefetch_related("held_roles")
        .order_by("person__name", "id")
    )
