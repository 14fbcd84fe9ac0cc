"""Suppliers: who sells to the company, under which terms, and over which connection."""

from __future__ import annotations

from decimal import Decimal

from attrs import frozen
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fondaco.bridge.exchange import Problem
from fondaco.bridge.models import Partner
from fondaco.buying.company.models import Category, LegalEntity
from fondaco.buying.lifecycle import Refused
from fondaco.buying.suppliers.trouble import said_again


class Policy(models.TextChoices):
    """What the company says about buying there."""

    PREFERRED = "preferred", _("Preferred")
    ALLOWED = "allowed", _("Allowed")
    BLOCKED = "blocked", _("Blocked")


class TryOutcome(models.TextChoices):
    """What the last try of the connection showed."""

    NEVER = "never", _("Never tried")
    WORKED = "worked", _("Works")
    FAILED = "failed", _("Does not work")


class AnswersBy(models.TextChoices):
    """Which machine of the supplier can be asked for price and stock."""

    NOTHING = "nothing", _("nobody: the requester punches out again")
    OCI_VALIDATE = "oci_validate", _("OCI VALIDATE")
    AVAILABILITY = "availability", _("a Fondaco store’s price and availability")
    API = "api", _("an interface of its own")


@frozen
class Tolerance:
    """By how much a unit price may rise before release: ``percent``, or ``amount`` in ``currency``, whichever is
    reached first.
    """

    percent: Decimal
    amount: Decimal
    currency: str


class Supplier(models.Model):
    """A supplier and, where there is one, its connection; without one orders go to ``order_email``.

    ``currency`` is the one agreed with it: a cart in another is not taken. ``price_tolerance_percent`` and
    ``price_tolerance_amount`` (a unit, in ``currency``) are both null where the company's own hold, and so is
    ``answer_within_days``, the working days within which it answers an order; 0 means that nobody waits for one.
    ``hold_field`` is the field of a cart's line in which it says until when it holds a price; empty where it uses the
    usual name.
    """

    public_id = models.CharField(max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=200, unique=True)
    partner = models.OneToOneField(
        "bridge.Partner", on_delete=models.PROTECT, related_name="supplier", null=True, blank=True
    )
    order_email = models.EmailField(_("e-mail for orders"), blank=True)
    payment_terms = models.CharField(_("terms of payment"), max_length=200, blank=True)
    answer_within_days = models.PositiveIntegerField(null=True, blank=True)
    takes_changes = models.BooleanField(_("takes changed and cancelled orders"), default=False)
    hold_field = models.CharField(_("field with the end of a hold"), max_length=60, blank=True)
    answers_by = models.CharField(
        _("price and stock are asked by"), max_length=20, choices=AnswersBy.choices, default=AnswersBy.NOTHING
    )
    # Which of the interfaces that this installation brought, where it is one of its own.
    answers_api = models.CharField(_("interface"), max_length=40, blank=True)
    price_tolerance_percent = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    price_tolerance_amount = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    what_to_buy = models.CharField(_("what to buy there"), max_length=300, blank=True)
    policy = models.CharField(_("policy"), max_length=20, choices=Policy.choices, default=Policy.ALLOWED)
    policy_note = models.CharField(_("what the policy says"), max_length=300, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    service_email = models.EmailField(_("e-mail of customer service"), blank=True)
    service_phone = models.CharField(_("telephone of customer service"), max_length=40, blank=True)
    start_origins = models.JSONField(default=list, blank=True)
    tried = models.CharField(max_length=20, choices=TryOutcome.choices, default=TryOutcome.NEVER)
    tried_at = models.DateTimeField(null=True, blank=True)
    trouble_code = models.CharField(max_length=40, blank=True)
    trouble_words = models.TextField(blank=True)
    trouble_remedy = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(policy__in=Policy.values), name="buying_supplier_policy_known"),
            models.CheckConstraint(condition=Q(tried__in=TryOutcome.values), name="buying_supplier_tried_known"),
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="buying_supplier_currency"),
            models.CheckConstraint(condition=Q(answers_by__in=AnswersBy.values), name="buying_supplier_answers_known"),
            models.CheckConstraint(
                condition=(Q(answers_by="api") & ~Q(answers_api="")) | (~Q(answers_by="api") & Q(answers_api="")),
                name="buying_supplier_api_named",
            ),
            models.CheckConstraint(
                condition=Q(partner__isnull=False) | ~Q(order_email=""), name="buying_supplier_can_be_ordered_from"
            ),
            models.CheckConstraint(
                condition=Q(price_tolerance_percent__isnull=True, price_tolerance_amount__isnull=True)
                | Q(
                    price_tolerance_percent__isnull=False,
                    price_tolerance_amount__isnull=False,
                    price_tolerance_percent__gte=0,
                    price_tolerance_amount__gte=0,
                ),
                name="buying_supplier_tolerance_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def about(self) -> str:
        return f"supplier:{self.public_id}"

    @property
    def connection(self) -> Partner:
        """The partner that messages go to. Raises Refused where the supplier has none: orders go to it by mail."""
        if self.partner is None:
            raise Refused(
                "no_connection",
                gettext("There is no connection with %(supplier)s.") % {"supplier": self.name},
                gettext("A buyer can set one up on the supplier's page."),
            )
        return self.partner

    @property
    def initials(self) -> str:
        words = [word for word in self.name.split() if word[:1].isalnum()]
        return "".join(word[0] for word in words[:2]).upper() or "?"

    @property
    def broken(self) -> bool:
        return self.tried == TryOutcome.FAILED

    @property
    def trouble(self) -> Problem:
        return said_again(code=self.trouble_code, said=self.trouble_words, remedy=self.trouble_remedy)

    @property
    def open_to_shop(self) -> bool:
        return self.policy != Policy.BLOCKED and self.partner is not None and self.partner.active

    def answers_within(self, entity: LegalEntity) -> int:
        """Working days within which it has to answer an order; 0 where nobody waits for an answer."""
        return entity.answer_within_days if self.answer_within_days is None else self.answer_within_days

    def tolerance_for(self, entity: LegalEntity) -> Tolerance:
        """What this supplier's prices may rise by; where nothing was agreed with it, the company's own holds.

        The two limits go together: an amount in the supplier's currency beside a percentage of the company's would be
        a rule that nobody wrote.
        """
        percent, amount = self.price_tolerance_percent, self.price_tolerance_amount
        if percent is None or amount is None:
            return Tolerance(entity.price_tolerance_percent, entity.price_tolerance_amount, entity.currency)
        return Tolerance(percent, amount, self.currency)


class SupplierCategory(models.Model):
    """What the company says about buying one category, and all below it, from one supplier."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="categories")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    policy = models.CharField(_("policy"), max_length=20, choices=Policy.choices)
    note = models.CharField(_("why"), max_length=300, blank=True)

    class Meta:
        ordering = ["category__code"]
        verbose_name_plural = "supplier categories"
        constraints = [
            models.UniqueConstraint(fields=["supplier", "category"], name="buying_supplier_category_once"),
            models.CheckConstraint(condition=Q(policy__in=Policy.values), name="buying_supplier_category_policy"),
        ]

    def __str__(self) -> str:
        return f"{self.supplier}: {self.category}"


class MappingKind(models.TextChoices):
    UNIT = "unit", _("unit")
    CATEGORY = "category", _("category")


class Mapping(models.Model):
    """What a supplier's word means here. Without a ``supplier`` it holds for all that have no other.

    ``theirs`` is the whole unit as the supplier writes it, or how a code of ``domain`` begins: the longest beginning
    wins. A unit becomes a ``unit`` of UN/ECE Recommendation 20, a code becomes a ``category``.
    """

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, null=True, blank=True, related_name="mappings")
    kind = models.CharField(max_length=10, choices=MappingKind.choices)
    domain = models.CharField(max_length=60, blank=True)
    theirs = models.CharField(max_length=100)
    unit = models.CharField(max_length=10, blank=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "domain", "theirs"]
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "kind", "domain", "theirs"],
                nulls_distinct=False,
                name="buying_mapping_says_one_thing",
            ),
            models.CheckConstraint(
                condition=(Q(kind="unit", category__isnull=True, domain="") & ~Q(unit=""))
                | (Q(kind="category", category__isnull=False, unit="") & ~Q(domain="")),
                name="buying_mapping_leads_somewhere",
            ),
            models.CheckConstraint(condition=~Q(theirs=""), name="buying_mapping_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.theirs} → {self.unit or self.category}"


class Unmapped(models.Model):
    """A word of a supplier that nothing here explains. It waits for somebody who knows; nothing is guessed."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="unmapped")
    kind = models.CharField(max_length=10, choices=MappingKind.choices)
    domain = models.CharField(max_length=60, blank=True)
    theirs = models.CharField(max_length=100)
    example = models.CharField(max_length=300, blank=True)
    times = models.PositiveIntegerField(default=1)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        ordering = ["-last_seen_at", "pk"]
        verbose_name_plural = "unmapped"
        constraints = [
            models.UniqueConstraint(fields=["supplier", "kind", "domain", "theirs"], name="buying_unmapped_waits_once"),
            models.CheckConstraint(condition=Q(kind__in=MappingKind.values), name="buying_unmapped_kind_known"),
        ]

    def __str__(self) -> str:
        return self.theirs


class QuantityRule(models.TextChoices):
    """What the supplier does with an order for more than it has."""

    TAKE_AVAILABLE = "take_available", _("sends what there is")
    DROP_LINE = "drop_line", _("drops the line")
    REFUSE_ORDER = "refuse_order", _("refuses the whole order")


class SellerRule(models.TextChoices):
    """Whose offers the supplier delivers to us."""

    ANY = "any", _("any seller")
    STORE_FULFILLED = "store_fulfilled", _("only what the store itself delivers")


class SafeguardSource(models.TextChoices):
    PERSON = "person", _("entered by hand")
    STORE = "store", _("told by the store’s system")


class KnownSafeguards(models.Model):
    """When this supplier refuses a line, as far as it told us: what is null or empty is unknown, not unlimited.

    ``price_percent`` and ``price_amount`` (a unit) are the most that a price may have risen, ``shipping_above`` the
    most that shipping may cost for an order, all in the supplier's currency; ``delivery_days`` the most calendar days
    until a line arrives.
    """

    supplier = models.OneToOneField(Supplier, on_delete=models.CASCADE, related_name="safeguards")
    quantity_rule = models.CharField(max_length=20, choices=QuantityRule.choices, blank=True)
    price_percent = models.DecimalField(max_digits=7, decimal_places=3, null=True, blank=True)
    price_amount = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    shipping_above = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    delivery_days = models.PositiveSmallIntegerField(null=True, blank=True)
    seller_kind = models.CharField(max_length=20, choices=SellerRule.choices, blank=True)
    source = models.CharField(max_length=10, choices=SafeguardSource.choices, default=SafeguardSource.PERSON)
    taken_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "known safeguards"
        constraints = [
            models.CheckConstraint(
                condition=(Q(price_percent__isnull=True) | Q(price_percent__gte=0))
                & (Q(price_amount__isnull=True) | Q(price_amount__gte=0))
                & (Q(shipping_above__isnull=True) | Q(shipping_above__gte=0)),
                name="buying_safeguards_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(quantity_rule__in=["", *QuantityRule.values])
                & Q(seller_kind__in=["", *SellerRule.values])
                & Q(source__in=SafeguardSource.values),
                name="buying_safeguards_known_words",
            ),
        ]

    def __str__(self) -> str:
        return str(self.supplier)
