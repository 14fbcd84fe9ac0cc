"""The lives of a business account and of a group's PunchOut, as tables."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fondaco.lifecycle import step


class AccountState(models.TextChoices):
    IN_REVIEW = "in_review", _("being verified")
    VERIFIED = "verified", _("verified")
    REFUSED = "refused", _("not verified")
    SUSPENDED = "suspended", _("suspended")


class AccountEvent(models.TextChoices):
    VERIFY = "verify"
    REFUSE = "refuse"
    SUSPEND = "suspend"
    LIFT = "lift"


ACCOUNT: dict[AccountState, dict[AccountEvent, AccountState]] = {
    AccountState.IN_REVIEW: {
        AccountEvent.VERIFY: AccountState.VERIFIED,
        AccountEvent.REFUSE: AccountState.REFUSED,
    },
    AccountState.VERIFIED: {AccountEvent.SUSPEND: AccountState.SUSPENDED},
    AccountState.SUSPENDED: {AccountEvent.LIFT: AccountState.VERIFIED},
    AccountState.REFUSED: {},
}


class GroupStatus(models.TextChoices):
    PLAIN = "plain", _("without PunchOut")
    INTEGRATING = "integrating", _("being integrated")
    TEST = "test", _("Test")
    ACTIVE = "active", _("Active")


class GroupEvent(models.TextChoices):
    ADD_PUNCHOUT = "add_punchout"
    INTEGRATE = "integrate"
    ACTIVATE = "activate"


# Each door one way: a PunchOut group never becomes a plain one again, an active one never a tested one.
GROUP: dict[GroupStatus, dict[GroupEvent, GroupStatus]] = {
    GroupStatus.PLAIN: {GroupEvent.ADD_PUNCHOUT: GroupStatus.INTEGRATING},
    GroupStatus.INTEGRATING: {GroupEvent.INTEGRATE: GroupStatus.TEST},
    GroupStatus.TEST: {GroupEvent.ACTIVATE: GroupStatus.ACTIVE},
    GroupStatus.ACTIVE: {},
}


def account_after(state: AccountState, event: AccountEvent) -> AccountState:
    """The state that follows. Raises IllegalStep."""
    return step(ACCOUNT, state, event)


def group_after(status: GroupStatus, event: GroupEvent) -> GroupStatus:
    """The status that follows. Raises IllegalStep."""
    return step(GROUP, status, event)
