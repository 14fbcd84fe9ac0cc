"""What the pages about business accounts need to know."""

from __future__ import annotations

from django.db.models import QuerySet

from fondaco.selling.accounts.models import BusinessAccount, Invitation, Member, SharedAddress


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


def addresses_of(account: BusinessAccount) -> QuerySet[SharedAddress]:
    """Where an account's people may have things sent to: its default first, then by name."""
    return SharedAddress.objects.filter(account=account, removed_at__isnull=True).order_by("-is_default", "label", "id")


def open_invitations(account: BusinessAccount) -> QuerySet[Invitation]:
    """Those that nobody accepted or withdrew, run out or not; the newest first."""
    found = Invitation.objects.filter(account=account, accepted_at__isnull=True, withdrawn_at__isnull=True)
    return found.select_related("group", "invited_by").order_by("-created_at", "-id")
