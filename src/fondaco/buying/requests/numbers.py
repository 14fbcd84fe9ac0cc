"""Numbers without gaps: a locked counter for each series."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from fondaco.buying.requests.models import NumberCounter


def next_number(*, prefix: str, now: datetime) -> str:
    """``R-2026-000001``. Within the caller's transaction: a number that is rolled back is given again."""
    series = f"{prefix}-{timezone.localtime(now).year}"
    NumberCounter.objects.get_or_create(series=series)
    counter = NumberCounter.objects.select_for_update().get(series=series)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{series}-{counter.last:06d}"
