"""Rules of approval, and limits."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fondaco.buying.company.models import CostCentre, Employee, LegalEntity
from fondaco.buying.ids import new_public_id


class Who(models.TextChoices):
    """Whom a rule leads to."""

    MANAGER = "manager", _("the requester's manager")
    CHAIN = "chain", _("every manager upward, until one whose limit covers the amount")
    COST_CENTRE_OWNER = "cost_centre_owner", _("who answers for the cost centre")
    PERSON = "person", _("a named person")


class ApprovalRule(models.Model):
    """One sentence of the policy. ``above`` is in the legal entity's currency; null means any amount."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    legal_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="approval_rules")
    sequence = models.PositiveIntegerField(_("place in the order"), default=10)
    who = models.CharField(_("who approves"), max_length=20, choices=Who.choices)
    above = models.DecimalField(_("above"), max_digits=18, decimal_places=4, null=True, blank=True)
    cost_centre = models.ForeignKey(CostCentre, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Employee, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    instead = models.ForeignKey(Employee, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["sequence", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(who__in=Who.values), name="buying_rule_who_known"),
            models.CheckConstraint(
                condition=Q(above__isnull=True) | Q(above__gte=0), name="buying_rule_above_positive"
            ),
            models.CheckConstraint(
                condition=~Q(who="person") | Q(person__isnull=False), name="buying_rule_person_named"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.who}"


class ApprovalLimit(models.Model):
    """The most that an employee may approve with nobody above being asked, in their company's currency."""

    employee = models.OneToOneField(Employee, on_delete=models.CASCADE, related_name="approval_limit")
    amount = models.DecimalField(_("limit"), max_digits=18, decimal_places=4)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="buying_limit_positive")]

    def __str__(self) -> str:
        return f"{self.employee_id} {self.amount}"
