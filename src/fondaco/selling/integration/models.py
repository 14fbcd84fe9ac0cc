"""Rows of an integration: what was seen of it, its settings, and what customer service is asked to change."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from fondaco.bridge.models import new_public_id
from fondaco.documents import SetupOperation
from fondaco.selling.accounts.models import Group


class Milestone(models.TextChoices):
    """What has to be seen before a group may become active; the order is that of the checklist."""

    GOOD_SETUP = "good_setup", _("a setup request was good and its start page was opened")
    CART_RETURNED = "cart_returned", _("a cart went home")
    ORDER_ACCEPTED = "order_accepted", _("an order was accepted")
    SAFEGUARD_REFUSED = "safeguard_refused", _("a safeguard refused a line")
    CONFIRMATION_TAKEN = "confirmation_taken", _("the purchasing system took a confirmation")


class Passed(models.Model):
    """A milestone, and what reached it first. ``about`` is ``type:public_id``."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="milestones")
    milestone = models.CharField(max_length=24, choices=Milestone.choices)
    about = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "milestone"], name="integration_milestone_once"),
            models.CheckConstraint(condition=models.Q(milestone__in=Milestone.values), name="integration_milestone"),
        ]


class GroupSettings(models.Model):
    """How a group's visits and orders go; the defaults are those the store recommends.

    ``hold_days`` is how long price and stock of a submitted cart are held. ``operation_allowed`` is what a cart says
    can be done with it later (cXML operationAllowed). ``minimum_order`` is net, in the account's currency; empty: none.
    ``takes_changes`` says whether updates and deletes of orders are taken, within ``change_minutes`` of acceptance.
    ``backorders``: whether what is not there may come later. ``shipping_as_lines``: shipping is a line of the cart.
    """

    class Operation(models.TextChoices):
        CREATE = SetupOperation.CREATE.value, _("nothing: every visit begins anew")
        INSPECT = SetupOperation.INSPECT.value, _("looked at")
        EDIT = SetupOperation.EDIT.value, _("looked at and changed")

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="settings")
    hold_days = models.PositiveSmallIntegerField(default=7)
    operation_allowed = models.CharField(max_length=8, choices=Operation.choices, default=Operation.EDIT)
    minimum_order = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    shipping_as_lines = models.BooleanField(default=False)
    takes_changes = models.BooleanField(default=True)
    change_minutes = models.PositiveIntegerField(default=60)
    backorders = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minimum_order__isnull=True) | models.Q(minimum_order__gt=Decimal(0)),
                name="integration_minimum_order",
            ),
            models.CheckConstraint(condition=models.Q(hold_days__lte=90), name="integration_hold_days"),
            models.CheckConstraint(
                condition=models.Q(operation_allowed__in=["create", "inspect", "edit"]),
                name="integration_operation_allowed",
            ),
        ]


class SettingsRequest(models.Model):
    """An administrator asks customer service for another setting. ``wanted`` is the value, as the form took it."""

    class State(models.TextChoices):
        OPEN = "open", _("waiting for customer service")
        DONE = "done", _("changed")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    public_id = models.CharField(max_length=40, unique=True, default=new_public_id, editable=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="settings_requests")
    setting = models.CharField(max_length=40)
    wanted = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "setting"], condition=models.Q(state="open"), name="integration_one_open_request"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "done", "declined", "withdrawn"]),
                name="integration_request_state",
            ),
        ]
