"""How a business account stands: verified, refused, suspended; each a step of its table, under the row's lock."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.bridge import mail
from fondaco.people.models import Person
from fondaco.selling.accounts.models import BusinessAccount, Member, Role
from fondaco.selling.accounts.states import AccountEvent, AccountState, account_after


def administrators_of(account: BusinessAccount) -> list[Person]:
    """Who runs the account and can be written to, each once."""
    held = Member.objects.standing().filter(
        account=account, held_roles__role=Role.ADMINISTRATOR, suspended_at__isnull=True
    )
    people = Person.objects.filter(pk__in=held.values("person_id"), is_active=True)
    return list(people.exclude(email="").order_by("pk"))


@transaction.atomic
def verify_account(*, account: BusinessAccount, by: Person | None, now: datetime) -> BusinessAccount:
    """The company is who it says. Raises IllegalStep where it is not being verified."""
    return _move(account, AccountEvent.VERIFY, action="account.verified", words="", by=by, now=now)


@transaction.atomic
def refuse_account(*, account: BusinessAccount, words: str, by: Person, now: datetime) -> BusinessAccount:
    """The company is not believed; ``words`` are for its administrator. Raises IllegalStep."""
    return _move(account, AccountEvent.REFUSE, action="account.refused", words=words, by=by, now=now)


@transaction.atomic
def suspend_account(*, account: BusinessAccount, by: Person, reason: str, now: datetime) -> BusinessAccount:
    """Nobody shops or orders for the company until that is lifted; its administrators are told ``reason`` by mail.

    Open visits end by themselves: each click asks whether the account trades. Raises IllegalStep where it does
    not trade, ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("a suspension needs a reason")
    account = _move(account, AccountEvent.SUSPEND, action="account.suspended", words=reason.strip(), by=by, now=now)
    _tell(account, "selling_accounts/mail/suspended.txt", now)
    return account


@transaction.atomic
def lift_suspension(*, account: BusinessAccount, by: Person, now: datetime) -> BusinessAccount:
    """The company trades again, and its administrators are told. Raises IllegalStep where it is not suspended."""
    account = _move(account, AccountEvent.LIFT, action="account.suspension_lifted", words="", by=by, now=now)
    _tell(account, "selling_accounts/mail/suspension_lifted.txt", now)
    return account


def _move(
    account: BusinessAccount, event: AccountEvent, *, action: str, words: str, by: Person | None, now: datetime
) -> BusinessAccount:
    locked = BusinessAccount.objects.select_for_update(no_key=True).get(pk=account.pk)
    before = AccountState(locked.state)
    locked.state, locked.state_since, locked.state_words = account_after(before, event), now, words
    locked.save(update_fields=["state", "state_since", "state_words"])
    audit.write(
        action=action,
        subject=locked.subject,
        by=by.pk if by else None,
        now=now,
        before={"state": str(before)},
        after={"state": str(locked.state)},
    )
    return locked


def _tell(account: BusinessAccount, template: str, now: datetime) -> None:
    suspended = account.state == AccountState.SUSPENDED
    for person in administrators_of(account):
        with translation.override(person.mail_language):
            words = _("%(company)s cannot order for now") if suspended else _("%(company)s can order again")
            text = render_to_string(
                template,
                {
                    "person": person,
                    "account": account,
                    "store": settings.FONDACO_SITE_NAME,
                    "url": settings.FONDACO_BASE_URL + reverse("selling_registration:standing"),
                },
            )
            subject = words % {"company": account.name}
        mail.post(to=person, subject=subject, text=text, about=account.subject, now=now)
