"""When each job last ran."""

from django.db import models


class Run(models.Model):
    """One job of the schedule, by name. The row is what workers lock to take turns."""

    name = models.CharField(max_length=100, unique=True)
    due_at = models.DateTimeField()
    ran_at = models.DateTimeField(null=True)
    failures = models.IntegerField(default=0)
    trouble = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name
