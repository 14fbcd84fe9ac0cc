"""Rows of a visit: who came, for whom, what lies in the cart, what went back, and what was promised with it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import models

from fondaco.bridge.models import Partner
from fondaco.documents import SetupOperation
from fondaco.selling.accounts.models import BusinessAccount, Connection, Group, Member, SharedAddress
from fondaco.selling.catalog.models import Offer
from fondaco.selling.shopping.states import HoldEvent, HoldState, VisitEvent, VisitState, after, hold_after


class Visit(models.Model):
    """One PunchOut session.

    ``buyer_cookie`` is kept to the letter. ``return_url`` is where the cart goes, its origin checked against the
    connection when the visit was granted; nothing the browser says changes it. Who came by ``punchout`` OCI is who the
    browser said, under a login that a whole company shares: such a visit opens the shop and nothing of the person's.
    """

    public_id = models.CharField(max_length=32, unique=True)
    account = models.ForeignKey(BusinessAccount, on_delete=models.PROTECT, related_name="visits")
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="visits")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="visits")
    buyer_cookie = models.TextField()
    return_url = models.TextField()
    return_origin = models.CharField(max_length=300)
    mode = models.CharField(max_length=20)
    language = models.CharField(max_length=8, blank=True)
    operation = models.CharField(max_length=8, default=SetupOperation.CREATE.value)
    # What the setup pointed at: the shop opens there.
    selected_part_id = models.CharField(max_length=255, blank=True)
    selected_key = models.CharField(max_length=255, blank=True)
    # Where it may go: as the purchasing system said (the fields of documents.Address), or one of the account's own.
    told_ship_to = models.JSONField(default=dict, blank=True)
    address = models.ForeignKey(SharedAddress, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    punchout = models.CharField(max_length=20, choices=Partner.PunchOut.choices, default=Partner.PunchOut.CXML)
    # The fields of an OCI call, its password left out: some of them go back with the cart.
    call = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=20, choices=VisitState.choices, default=VisitState.GRANTED)
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=VisitState.values), name="shopping_visit_state_known"),
            models.CheckConstraint(
                condition=models.Q(punchout__in=["cxml", "oci"]), name="shopping_visit_punchout_known"
            ),
            models.CheckConstraint(
                condition=models.Q(operation__in=["create", "edit", "inspect"]), name="shopping_visit_operation_known"
            ),
        ]
        indexes = [models.Index(fields=["state", "expires_at"], name="shopping_visit_due")]

    @property
    def subject(self) -> str:
        return f"visit:{self.public_id}"

    @property
    def by_oci(self) -> bool:
        return self.punchout == Partner.PunchOut.OCI

    @property
    def is_test(self) -> bool:
        return self.mode == "test"

    @property
    def edits(self) -> bool:
        """Whether it changes a cart that went home before."""
        return self.operation == SetupOperation.EDIT.value

    @property
    def inspects(self) -> bool:
        """Whether it only looks at one: nothing can be put in or taken out."""
        return self.operation == SetupOperation.INSPECT.value

    def take(self, event: VisitEvent) -> None:
        """Move on in memory. Raises IllegalStep."""
        self.state = after(VisitState(self.state), event)

    def open_at(self, now: datetime) -> bool:
        """Whether things can be put into the cart."""
        return self.state == VisitState.SHOPPING and now < self.expires_at

    def reachable_at(self, now: datetime) -> bool:
        """Whether the browser that holds the visit may still see it: also after the cart has gone back."""
        return self.state not in (VisitState.GRANTED, VisitState.EXPIRED) and now < self.expires_at


class StartToken(models.Model):
    """A door opened once. Only the SHA-256 of the token is kept."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="start_tokens")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class CartLine(models.Model):
    """So many of one offer. The price is worked out from the offer's tiers when it is shown, until it is submitted.

    ``hold`` is the one that the line came back with in a visit that edits: while it stands, and the quantity is the
    one that was held, so does its price.
    """

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="cart_lines")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=18, decimal_places=4)
    hold = models.ForeignKey("Hold", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "offer"], name="shopping_offer_once_in_cart"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="shopping_quantity_positive"),
        ]


class Submission(models.Model):
    """What went back with the browser: frozen, so that it can be sent again to the letter.

    ``digest`` is the SHA-256 of the lines as they were; ``message`` the sealed bytes of the message.
    """

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="submission")
    payload_id = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    message = models.BinaryField()
    line_count = models.PositiveIntegerField()
    total = models.DecimalField(max_digits=18, decimal_places=4)
    currency = models.CharField(max_length=3)
    submitted_at = models.DateTimeField()
    sent_count = models.PositiveIntegerField(default=1)
    sent_last_at = models.DateTimeField()


class Hold(models.Model):
    """The store's word for one line of a submitted cart: this price, and this much of the stock, until then.

    ``key`` goes home behind the offer's own, as ``<offer key>.<key>`` in SupplierPartAuxiliaryID. ``unit_price`` is
    net, in the submission's currency. ``reserved`` is what of the stock waits under it: less than ``quantity`` where
    there was less, none in a test, and none once it is over. ``taken`` is what an order took of it, which waits for
    that order from then on.
    """

    key = models.CharField(max_length=16, unique=True)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="holds")
    account = models.ForeignKey(BusinessAccount, on_delete=models.PROTECT, related_name="holds")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="holds")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="holds")
    part_id = models.CharField(max_length=20)
    quantity = models.DecimalField(max_digits=18, decimal_places=4)
    unit_price = models.DecimalField(max_digits=18, decimal_places=4)
    reserved = models.DecimalField(max_digits=18, decimal_places=4, default=Decimal(0))
    taken = models.DecimalField(max_digits=18, decimal_places=4, default=Decimal(0))
    is_test = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=HoldState.choices, default=HoldState.HELD)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "offer"], name="shopping_hold_once_per_line"),
            models.CheckConstraint(condition=models.Q(state__in=HoldState.values), name="shopping_hold_state_known"),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0, unit_price__gte=0, reserved__gte=0, taken__gte=0)
                & models.Q(reserved__lte=models.F("quantity"), taken__lte=models.F("quantity")),
                name="shopping_hold_within_quantity",
            ),
            models.CheckConstraint(
                condition=models.Q(state=HoldState.HELD, taken=0) | models.Q(reserved=0),
                name="shopping_hold_keeps_stock_while_held",
            ),
            models.CheckConstraint(
                condition=models.Q(is_test=False) | models.Q(reserved=0), name="shopping_hold_none_in_test"
            ),
        ]
        indexes = [models.Index(fields=["state", "expires_at"], name="shopping_hold_due")]

    @property
    def subject(self) -> str:
        return f"hold:{self.key}"

    def take(self, event: HoldEvent) -> None:
        """Move on in memory. Raises IllegalStep."""
        self.state = hold_after(HoldState(self.state), event)

    def good_at(self, now: datetime) -> bool:
        """Whether price and stock are still promised; at the very moment of ``expires_at`` no longer."""
        return self.state == HoldState.HELD and now < self.expires_at


class BroughtLine(models.Model):
    """A line that came back with a setup, to be edited or inspected, as it was sent.

    ``offer`` and ``hold`` are what it names here, of this customer's; empty where it names nothing.
    """

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="brought_lines")
    position = models.PositiveIntegerField()
    part_id = models.TextField(blank=True)
    auxiliary_id = models.TextField(blank=True)
    description = models.TextField(blank=True)
    quantity = models.DecimalField(max_digits=26, decimal_places=8, null=True, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    unit_price = models.DecimalField(max_digits=26, decimal_places=8, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    offer = models.ForeignKey(Offer, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    hold = models.ForeignKey(Hold, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["visit", "position"], name="shopping_brought_position_once")]
