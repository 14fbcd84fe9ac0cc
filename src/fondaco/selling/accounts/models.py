"""Rows of the business accounts. What a role allows is said in :mod:`fondaco.selling.access`, nowhere else."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from fondaco.bridge.models import Partner


class Store(models.Model):
    """The store's own organisation; one row. Charges are net, in ``currency``; ``vat_percent`` is 22 for 22 %."""

    name = models.CharField(max_length=200)
    vat_number = models.CharField(max_length=32, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    vat_percent = models.DecimalField(max_digits=6, decimal_places=3, default=Decimal(22))
    shipping_flat = models.DecimalField(max_digits=18, decimal_places=4, default=Decimal("6.90"))
    shipping_free_from = models.DecimalField(max_digits=18, decimal_places=4, default=Decimal(100))
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="accounts_one_store"),
            models.CheckConstraint(
                condition=models.Q(vat_percent__gte=0, shipping_flat__gte=0, shipping_free_from__gte=0),
                name="accounts_store_charges_not_negative",
            ),
        ]


class BusinessAccount(models.Model):
    """A customer company."""

    public_id = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=200)
    vat_number = models.CharField(max_length=32, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("name"), name="accounts_account_name"),
            models.CheckConstraint(condition=models.Q(currency__regex=r"^[A-Z]{3}$"), name="accounts_account_currency"),
        ]

    def __str__(self) -> str:
        return self.name


class Group(models.Model):
    """People of an account who buy under the same settings."""

    account = models.ForeignKey(BusinessAccount, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "name"], name="accounts_group_name")]

    def __str__(self) -> str:
        return self.name


class QuantityShort(models.TextChoices):
    """What becomes of a line of which there is not enough."""

    TAKE_AVAILABLE = "take_available", _("take what there is")
    DROP_LINE = "drop_line", _("drop the line")
    REFUSE_ORDER = "refuse_order", _("refuse the whole order")


class Safeguards(models.Model):
    """What a group's orders may differ by before the store refuses.

    A unit price may have risen by ``price_percent`` of the ordered one and by ``price_amount`` (in the account's
    currency), whichever is reached first; an empty one sets no limit, both empty none at all.
    """

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="safeguards")
    price_percent = models.DecimalField(max_digits=7, decimal_places=3, null=True, blank=True, default=Decimal(5))
    price_amount = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True, default=Decimal(10))
    quantity_short = models.CharField(
        max_length=20, choices=QuantityShort.choices, default=QuantityShort.TAKE_AVAILABLE
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(price_percent__isnull=True) | models.Q(price_percent__gte=0))
                & (models.Q(price_amount__isnull=True) | models.Q(price_amount__gte=0)),
                name="accounts_safeguards_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(quantity_short__in=QuantityShort.values),
                name="accounts_safeguards_quantity_short",
            ),
        ]


class Role(models.TextChoices):
    """What a person is to their business account."""

    ADMINISTRATOR = "administrator", _("administrator")
    PUNCHOUT_USER = "punchout_user", _("PunchOut user")
    TECHNICAL_ADMINISTRATOR = "technical_administrator", _("technical administrator")
    FINANCE = "finance", _("finance")


class Member(models.Model):
    """A person in a business account; in one only. ``external_name`` is the login name in the customer's own system."""

    account = models.ForeignKey(BusinessAccount, on_delete=models.PROTECT, related_name="members")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="members")
    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="member")
    external_name = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "account",
                Lower("external_name"),
                condition=~models.Q(external_name=""),
                name="accounts_member_external_name",
            )
        ]

    def has_role(self, role: Role) -> bool:
        return any(held.role == role for held in self.held_roles.all())


class HeldRole(models.Model):
    """One role of one member."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="held_roles")
    role = models.CharField(max_length=32, choices=Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "role"], name="accounts_role_once"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="accounts_role_known"),
        ]


class Connection(models.Model):
    """A customer's purchasing system, and the group its visits and orders belong to."""

    account = models.ForeignKey(BusinessAccount, on_delete=models.PROTECT, related_name="connections")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="connections")
    partner = models.OneToOneField(Partner, on_delete=models.PROTECT, related_name="connection")
    created_at = models.DateTimeField()


class StaffRole(models.TextChoices):
    """What a person of the store's own may do."""

    ADMINISTRATOR = "administrator", _("store administrator")
    SERVICE = "service", _("customer service")


class StaffMember(models.Model):
    """A person who works for the store."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="staff")
    role = models.CharField(max_length=20, choices=StaffRole.choices)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=StaffRole.values), name="accounts_staff_role_known")
        ]
