"""Rows of the company: who buys, on whose account, and where it is delivered."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fondaco import documents


class RoleName(models.TextChoices):
    """What somebody may do at the desk, in one word. ``buying.access`` says what each word allows."""

    REQUESTER = "requester", _("Requester")
    APPROVER = "approver", _("Approver")
    BUYER = "buyer", _("Buyer")
    FINANCE = "finance", _("Finance")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


class NumbersAt(models.TextChoices):
    """When a purchase order gets its number."""

    APPROVAL = "approval", _("at the last approval")
    CART = "cart", _("when the cart is received")


class Postal(models.Model):
    """A postal address. ``street`` has one line per line; ``country`` is ISO 3166-1 alpha-2."""

    street = models.CharField(_("street"), max_length=255, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    province = models.CharField(_("province"), max_length=100, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    country = models.CharField(_("country"), max_length=2, default="IT")

    class Meta:
        abstract = True

    def one_line(self) -> str:
        town = " ".join(part for part in (self.postal_code, self.city) if part)
        return ", ".join(part for part in (self.street, town, self.province, self.country) if part)


class LegalEntity(Postal):
    """The company on whose account is bought. Its address is the bill-to; ``currency`` is what it counts in.

    A price may rise before release by ``price_tolerance_percent`` or ``price_tolerance_amount`` (a unit, in
    ``currency``), whichever is reached first; a supplier may have another tolerance. An exchange rate holds for
    ``rate_days`` after its day. Who does not approve is reminded after ``remind_after_days`` working days, and passed
    over after ``escalate_after_days``; 0 means never. After ``answer_within_days`` working days without an answer of a
    supplier, unless another number was agreed with it, the buyers are reminded; 0 means never.
    """

    public_id = models.CharField(max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=200)
    vat_number = models.CharField(_("VAT number"), max_length=20, unique=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    bill_to_code = models.CharField(_("bill-to code"), max_length=40, default="BILL-TO")
    accounts_email = models.EmailField(_("e-mail for invoices"), blank=True)
    rate_days = models.PositiveIntegerField(_("days for which an exchange rate holds"), default=7)
    numbers_at = models.CharField(
        _("order numbers are given"), max_length=10, choices=NumbersAt.choices, default=NumbersAt.APPROVAL
    )
    remind_after_days = models.PositiveIntegerField(_("working days until a reminder"), default=2)
    escalate_after_days = models.PositiveIntegerField(_("working days until the next one above"), default=5)
    answer_within_days = models.PositiveIntegerField(_("working days within which suppliers answer"), default=3)
    price_tolerance_percent = models.DecimalField(max_digits=6, decimal_places=2, default=Decimal(0))
    price_tolerance_amount = models.DecimalField(max_digits=18, decimal_places=4, default=Decimal(0))

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(numbers_at__in=NumbersAt.values), name="buying_entity_numbers_known"),
            models.CheckConstraint(
                condition=Q(price_tolerance_percent__gte=0, price_tolerance_amount__gte=0),
                name="buying_entity_tolerance_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def bill_to(self) -> documents.Address:
        return documents.Address(
            name=self.name,
            address_id=self.bill_to_code,
            street=(self.street,) if self.street else (),
            city=self.city,
            state=self.province,
            postal_code=self.postal_code,
            country=self.country,
            email=self.accounts_email,
        )


class DeliveryAddress(Postal):
    """Where goods are delivered. ``code`` is the address id that suppliers see."""

    public_id = models.CharField(max_length=32, unique=True)
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="addresses")
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "code"], name="buying_address_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.city}" if self.city else self.name

    def as_document(self, *, for_person: str = "") -> documents.Address:
        return documents.Address(
            name=self.name,
            address_id=self.code,
            deliver_to=(for_person,) if for_person else (),
            street=(self.street,) if self.street else (),
            city=self.city,
            state=self.province,
            postal_code=self.postal_code,
            country=self.country,
            phone=self.phone,
        )


class CostCentre(models.Model):
    """An account that spending is charged to, and who answers for it."""

    public_id = models.CharField(max_length=32, unique=True)
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="cost_centres")
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    owner = models.ForeignKey(
        "buying_company.Employee",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_cost_centres",
    )
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "code"], name="buying_cost_centre_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Project(models.Model):
    """Something with a beginning and an end that spending is charged to beside its cost centre."""

    public_id = models.CharField(max_length=32, unique=True)
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="projects")
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    owner = models.ForeignKey(
        "buying_company.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="owned_projects"
    )
    starts_on = models.DateField(_("begins"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["legal_entity", "code"], name="buying_project_code_once"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="buying_project_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Category(models.Model):
    """What is bought, in the company's own words; one tree for all legal entities. ``owner`` knows the category."""

    public_id = models.CharField(max_length=32, unique=True)
    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    owner = models.ForeignKey(
        "buying_company.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="owned_categories"
    )
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "categories"
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")), name="buying_category_not_its_own_part"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ExchangeRate(models.Model):
    """What one unit of ``currency`` was worth in ``into`` on a day. ``source`` says who said so."""

    currency = models.CharField(max_length=3)
    into = models.CharField(max_length=3)
    on = models.DateField()
    rate = models.DecimalField(max_digits=20, decimal_places=10)
    source = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["currency", "into", "-on"]
        constraints = [
            models.UniqueConstraint(fields=["currency", "into", "on"], name="buying_rate_once_a_day"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="buying_rate_positive"),
            models.CheckConstraint(condition=~Q(currency=F("into")), name="buying_rate_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.currency} {self.rate} {self.into}"


class Employee(models.Model):
    """A person's place in the company: above whom, below whom, and what is chosen for them by default."""

    public_id = models.CharField(max_length=32, unique=True)
    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="employee")
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="employees")
    title = models.CharField(_("job title"), max_length=120, blank=True)
    manager = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reports")
    cost_centre = models.ForeignKey(CostCentre, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    address = models.ForeignKey(DeliveryAddress, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["person__name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(manager__isnull=True) | ~Q(manager=F("pk")),
                name="buying_nobody_manages_themselves",
            ),
        ]

    def __str__(self) -> str:
        return self.person.name


class Role(models.Model):
    """That an employee has a role."""

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="roles")
    name = models.CharField(max_length=20, choices=RoleName.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["employee", "name"], name="buying_role_once"),
            models.CheckConstraint(condition=Q(name__in=RoleName.values), name="buying_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} {self.name}"


class Trial(models.Model):
    """A file that was tried: what would happen, line by line, and the file's text until it is applied.

    ``digest`` is of the file and of what would happen: only exactly that is applied.
    """

    public_id = models.CharField(max_length=32, unique=True)
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    tried_at = models.DateTimeField()
    text = models.TextField(blank=True)
    outcomes = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-tried_at"]
        indexes = [models.Index(fields=["by", "kind"], name="buying_trial_by")]

    def __str__(self) -> str:
        return f"{self.kind} {self.tried_at}"
