"""A draft tried on thousands of past documents, bit by bit by the worker: each bit is kept, so that whoever is killed
loses none, and its author sees how far it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from fondaco import audit
from fondaco.buying.lifecycle import Refused
from fondaco.buying.policy.models import LongTrial, PolicyVersion, TrialDifference, TrialState, VersionState
from fondaco.buying.policy.registry import past_count, past_part
from fondaco.buying.policy.trials import Difference, Tried, bench_of
from fondaco.people.models import Person

MOST = 20_000
BIT = 100  # documents that are kept together
AT_ONCE = 5.0  # seconds that one call works at most: questions to suppliers wait meanwhile


@transaction.atomic
def begin_trial(*, version: PolicyVersion, by: Person, now: datetime, public_id: str, most: int = MOST) -> LongTrial:
    """Have ``version`` tried on the latest ``most`` documents. One that runs already on the same rules is that one;
    an earlier one gives way. Raises Refused where there is nothing to try it on, or it is no draft any more.
    """
    kept = PolicyVersion.objects.select_for_update().get(pk=version.pk)
    if kept.state != VersionState.DRAFT:
        raise Refused("not_a_draft", _("This version is in force or was: only a draft is tried."))
    running = kept.trials.filter(state=TrialState.RUNNING, edits=kept.edits).first()
    if running is not None:
        return running
    many = min(past_count(kept.legal_entity, now), most, MOST)
    if not many:
        raise Refused("nothing_there", _("Nothing was submitted yet that it could be tried on."))
    kept.trials.all().delete()
    trial = LongTrial.objects.create(
        public_id=public_id, version=kept, edits=kept.edits, wanted=many, begun_at=now, begun_by=by
    )
    audit.write(action="policy.trial_begun", subject=kept.about, by=by.pk, now=now, after={"documents": many})
    return trial


@transaction.atomic
def stop_trial(*, trial: LongTrial, by: Person, now: datetime) -> LongTrial:
    """End it with what is known so far; one that is over stays as it is."""
    kept = LongTrial.objects.select_for_update().select_related("version").get(pk=trial.pk)
    if kept.state == TrialState.RUNNING:
        _end(kept, TrialState.STOPPED, now)
        audit.write(action="policy.trial_stopped", subject=kept.version.about, by=by.pk, now=now)
    return kept


def advance_trials(now: datetime, *, seconds: float = AT_ONCE) -> int:
    """Work on every trial that runs, for at most so long. How many documents were tried."""
    until = monotonic() + seconds
    done = 0
    for pk in LongTrial.objects.filter(state=TrialState.RUNNING).order_by("pk").values_list("pk", flat=True):
        while monotonic() < until:
            bit = _advance(pk, now)
            if not bit:
                break
            done += bit
    return done


@transaction.atomic
def _advance(pk: int, now: datetime) -> int:
    """The next bit; 0 where there is none, or another worker has it in hand."""
    rows = LongTrial.objects.select_for_update(of=("self",), skip_locked=True).select_related(
        "version__legal_entity", "begun_by"
    )
    trial = rows.filter(pk=pk, state=TrialState.RUNNING).first()
    if trial is None:
        return 0
    if trial.version.state != VersionState.DRAFT or trial.version.edits != trial.edits:
        # What it would say is about rules that nobody means any more.
        _end(trial, TrialState.STOPPED, now)
        return 0
    limit = min(BIT, trial.wanted - trial.tried)
    part = past_part(trial.version.legal_entity, until=trial.begun_at, skip=trial.tried, limit=limit)
    bench = bench_of(trial.version, against=None, now=now)
    with override(trial.begun_by.mail_language):
        _add(trial, [bench.tried(*one) for one in part])
    if len(part) < limit or trial.tried == trial.wanted:
        _end(trial, TrialState.DONE, now)
    return len(part)


def _add(trial: LongTrial, tried: Sequence[Tried]) -> None:
    different = [one.difference for one in tried if one.difference is not None]
    longer = sum((one.longer for one in different if one.longer), timedelta())
    TrialDifference.objects.bulk_create(_row(trial, one) for one in different)
    trial.tried += len(tried)
    trial.asked_before += sum(one.asked_before for one in tried)
    trial.asked_after += sum(one.asked_after for one in tried)
    trial.stopped += sum(1 for one in different if one.stopped)
    trial.longer_seconds += int(longer.total_seconds())
    trial.save()


def _row(trial: LongTrial, one: Difference) -> TrialDifference:
    return TrialDifference(
        trial=trial,
        number=one.number,
        title=one.title[:300],
        url=one.url,
        submitted_at=one.submitted_at,
        before=list(one.before),
        after=list(one.after),
        stopped=list(one.stopped),
        freed=one.freed,
        longer_seconds=None if one.longer is None else int(one.longer.total_seconds()),
    )


def _end(trial: LongTrial, state: TrialState, now: datetime) -> None:
    trial.state, trial.ended_at = state, now
    trial.save(update_fields=["state", "ended_at"])


def difference_of(row: TrialDifference) -> Difference:
    """A kept difference as the page shows it."""
    return Difference(
        number=row.number,
        title=row.title,
        url=row.url,
        submitted_at=row.submitted_at,
        before=tuple(row.before),
        after=tuple(row.after),
        stopped=tuple(row.stopped),
        freed=row.freed,
        longer=None if row.longer_seconds is None else timedelta(seconds=row.longer_seconds),
    )


def left(trial: LongTrial, now: datetime) -> timedelta | None:
    """How long it will go on at the pace so far; None before the first bit and when it is over."""
    if trial.state != TrialState.RUNNING or not trial.tried:
        return None
    return (timezone.localtime(now) - trial.begun_at) / trial.tried * (trial.wanted - trial.tried)


def latest_trial(version: PolicyVersion) -> LongTrial | None:
    """The latest of ``version`` as it stands now; one of other rules is none."""
    return version.trials.filter(edits=F("version__edits")).first()
