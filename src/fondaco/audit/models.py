"""The lines, and where the chain stands."""

from django.db import models


class Line(models.Model):
    """One thing that happened. Written once; the worker seals it into the chain later.

    ``by`` is the primary key of a person, None where the software acted. ``before`` and ``after`` hold ids, states and
    amounts, never names or addresses, so that a person can be forgotten without touching the chain. ``message`` is the
    public id of the message that caused the change, if one did.
    """

    action = models.CharField(max_length=100)
    subject = models.CharField(max_length=200)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    message = models.CharField(max_length=100, blank=True)

    position = models.BigIntegerField(null=True, unique=True)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"], name="audit_line_subject"),
            models.Index(fields=["id"], name="audit_line_unsealed", condition=models.Q(position__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                name="audit_line_sealed_whole",
                condition=(
                    models.Q(position__isnull=True, previous="", digest="", sealed_at__isnull=True)
                    | (
                        models.Q(position__gte=1, sealed_at__isnull=False)
                        & ~models.Q(previous="")
                        & ~models.Q(digest="")
                    )
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"


class Head(models.Model):
    """The last link: how far the chain reaches, and its digest. Without it, a cut-off end would not be missed."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    position = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(name="audit_head_single", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return f"{self.position} {self.digest}"
