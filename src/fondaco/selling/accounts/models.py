"""Rows of the business accounts. What a role allows is said in :mod:`fondaco.selling.access`, nowhere else."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower, Upper
from django.utils.translation import gettext_lazy as _

from fondaco.bridge.models import Partner, new_public_id
from fondaco.selling.accounts.states import AccountState, GroupStatus


class Store(models.Model):
    """The store's own organisation; one row. Charges are net, in ``currency``; ``vat_percent`` is 22 for 22 %.

    Who asks to pay by invoice gets ``invoice_terms_days`` and a limit up to ``invoice_limit`` at once; customer
    service decides on more.
    """

    name = models.CharField(max_length=200)
    vat_number = models.CharField(max_length=32, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    vat_percent = models.DecimalField(max_digits=6, decimal_places=3, default=Decimal(22))
    shipping_flat = models.DecimalField(max_digits=18, decimal_places=4, default=Decimal("6.90"))
    shipping_free_from = models.DecimalField(max_digits=18, decimal_places=4, default=Decimal(100))
    invoice_terms_days = models.PositiveSmallIntegerField(default=30)
    invoice_limit = models.DecimalField(max_digits=18, decimal_places=4, default=Decimal(5000))
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="accounts_one_store"),
            models.CheckConstraint(
                condition=models.Q(vat_percent__gte=0, shipping_flat__gte=0, shipping_free_from__gte=0),
                name="accounts_store_charges_not_negative",
            ),
            models.CheckConstraint(condition=models.Q(invoice_limit__gte=0), name="accounts_store_invoice_limit"),
        ]


class BusinessAccount(models.Model):
    """A customer company.

    ``name`` is the legal one. ``vat_number`` is compact, its country in front (IT12345670017); no two companies that
    stand have the same. ``address`` has the fields of :class:`fondaco.documents.Address`. ``first_administrator`` is
    who registered it: PunchOut user by themselves once there is a way to pay.
    """

    public_id = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=200)
    vat_number = models.CharField(max_length=32, blank=True)
    country = models.CharField(max_length=2, blank=True)
    address = models.JSONField(default=dict, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    state = models.CharField(max_length=12, choices=AccountState.choices, default=AccountState.VERIFIED)
    state_since = models.DateTimeField(null=True, blank=True)
    # Why it is in this state, as the store's people put it to the customer; empty where nothing needs saying.
    state_words = models.TextField(blank=True)
    first_administrator = models.ForeignKey("Member", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Whether somebody whom their system names for the first time is taken in; else they have to be invited.
    admits_first_visits = models.BooleanField(default=True)
    contact_email = models.CharField(max_length=254, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("name"), condition=~models.Q(state=AccountState.REFUSED), name="accounts_account_name"
            ),
            models.UniqueConstraint(
                Upper("vat_number"),
                condition=~models.Q(vat_number="") & ~models.Q(state=AccountState.REFUSED),
                name="accounts_account_vat_number",
            ),
            models.CheckConstraint(condition=models.Q(currency__regex=r"^[A-Z]{3}$"), name="accounts_account_currency"),
            models.CheckConstraint(
                condition=models.Q(state__in=AccountState.values), name="accounts_account_state_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        return f"account:{self.public_id}"

    @property
    def trades(self) -> bool:
        """Whether its people may shop and order."""
        return self.state == AccountState.VERIFIED


class Group(models.Model):
    """People of an account who buy under the same settings.

    ``status`` says how far PunchOut has come; each of its doors opens one way, which the database holds too (a
    trigger). ``purchasing_system`` is the key of a profile (:mod:`fondaco.bridge.systems`), empty until one is chosen.
    """

    public_id = models.CharField(max_length=40, unique=True, default=new_public_id, editable=False)
    account = models.ForeignKey(BusinessAccount, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(max_length=120)
    status = models.CharField(max_length=12, choices=GroupStatus.choices, default=GroupStatus.PLAIN)
    status_since = models.DateTimeField(null=True, blank=True)
    purchasing_system = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "name"], name="accounts_group_name"),
            models.CheckConstraint(condition=models.Q(status__in=GroupStatus.values), name="accounts_group_status"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        return f"group:{self.public_id}"

    @property
    def is_test(self) -> bool:
        """Whether what it orders is tried only: nothing is charged, nothing ships."""
        return self.status != GroupStatus.ACTIVE


class QuantityShort(models.TextChoices):
    """What becomes of a line of which there is not enough."""

    TAKE_AVAILABLE = "take_available", _("take what there is")
    DROP_LINE = "drop_line", _("drop the line")
    REFUSE_ORDER = "refuse_order", _("refuse the whole order")


class SellerKind(models.TextChoices):
    """Whose goods are taken."""

    ANY = "any", _("any seller's")
    STORE_FULFILLED = "store_fulfilled", _("only what the store itself delivers")


class Safeguards(models.Model):
    """What a group's orders may differ by before the store refuses; the defaults are those the store recommends.

    A unit price may have risen by ``price_percent`` of the ordered one and by ``price_amount`` (in the account's
    currency), whichever is reached first; an empty one sets no limit, both empty none at all. ``shipping_above`` is
    the most that shipping may cost for the order, net, in the account's currency; ``delivery_days`` the most calendar
    days from the order until a line arrives. Empty sets no limit.
    """

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="safeguards")
    price_percent = models.DecimalField(max_digits=7, decimal_places=3, null=True, blank=True, default=Decimal(5))
    price_amount = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True, default=Decimal(10))
    quantity_short = models.CharField(
        max_length=20, choices=QuantityShort.choices, default=QuantityShort.TAKE_AVAILABLE
    )
    seller_kind = models.CharField(max_length=20, choices=SellerKind.choices, default=SellerKind.ANY)
    shipping_above = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True, default=Decimal(25))
    delivery_days = models.PositiveSmallIntegerField(null=True, blank=True, default=15)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(price_percent__isnull=True) | models.Q(price_percent__gte=0))
                & (models.Q(price_amount__isnull=True) | models.Q(price_amount__gte=0)),
                name="accounts_safeguards_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(shipping_above__isnull=True) | models.Q(shipping_above__gte=0),
                name="accounts_safeguards_shipping",
            ),
            models.CheckConstraint(
                condition=models.Q(seller_kind__in=SellerKind.values), name="accounts_safeguards_seller_kind"
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


class MemberManager(models.Manager["Member"]):
    """All that ever belonged; :meth:`standing` those that belong now."""

    def standing(self) -> models.QuerySet[Member]:
        return self.filter(removed_at__isnull=True)


class Member(models.Model):
    """A person in a business account; in one only at a time. ``external_name`` is their login name in its own system.

    Who was removed keeps the row, for orders name it, and can be taken in again, here or elsewhere. Who is suspended
    belongs still and may do nothing.
    """

    public_id = models.CharField(max_length=40, unique=True, default=new_public_id, editable=False)
    account = models.ForeignKey(BusinessAccount, on_delete=models.PROTECT, related_name="members")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    external_name = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField()
    suspended_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[MemberManager] = MemberManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "account",
                Lower("external_name"),
                condition=~models.Q(external_name="") & models.Q(removed_at__isnull=True),
                name="accounts_member_external_name",
            ),
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(removed_at__isnull=True), name="accounts_member_in_one_account"
            ),
        ]

    @property
    def subject(self) -> str:
        return f"member:{self.public_id}"

    @property
    def welcome(self) -> bool:
        """Whether they belong and may act: not removed, not suspended, in nobody's eyes."""
        return self.removed_at is None and self.suspended_at is None and self.person.is_active

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


class SharedAddress(models.Model):
    """An address that everybody of an account may have things sent to, kept by its administrators.

    ``address`` has the fields of :class:`fondaco.documents.Address`.
    """

    public_id = models.CharField(max_length=40, unique=True, default=new_public_id, editable=False)
    account = models.ForeignKey(BusinessAccount, on_delete=models.PROTECT, related_name="addresses")
    label = models.CharField(max_length=80)
    address = models.JSONField(default=dict)
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "account", Lower("label"), condition=models.Q(removed_at__isnull=True), name="accounts_address_label"
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=models.Q(is_default=True, removed_at__isnull=True),
                name="accounts_address_one_default",
            ),
        ]


class Invitation(models.Model):
    """Somebody is asked by mail to join an account. Only the SHA-256 of the link's token is kept.

    ``roles`` are what they will hold. It is for its ``email`` alone, opens once, and runs out.
    """

    public_id = models.CharField(max_length=40, unique=True, default=new_public_id, editable=False)
    account = models.ForeignKey(BusinessAccount, on_delete=models.PROTECT, related_name="invitations")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    email = models.CharField(max_length=254)
    roles = models.JSONField(default=list)
    digest = models.CharField(max_length=64, unique=True)
    # Nobody where the store itself offers it: somebody came by PunchOut whose e-mail has a personal account.
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "account",
                Lower("email"),
                condition=models.Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="accounts_invitation_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True) | models.Q(withdrawn_at__isnull=True),
                name="accounts_invitation_one_end",
            ),
        ]


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
