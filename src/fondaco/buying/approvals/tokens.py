"""The address in a letter by which one decides without signing in.

It is signed, names the step, who is asked and what was shown, and opens nothing once any of them changed: a decision,
another digest, another person. It is good for a week.
"""

from __future__ import annotations

from datetime import timedelta

from django.core import signing

from fondaco.buying.approvals.models import Step
from fondaco.buying.approvals.states import StepState

SALT = "fondaco.buying.approvals.by-mail"
GOOD_FOR = timedelta(days=7)


def token_of(step: Step) -> str:
    return signing.dumps([step.public_id, step.assigned_to_id, step.round.digest[:32]], salt=SALT, compress=True)


def step_by(token: str) -> Step | None:
    """The step that ``token`` opens; None for one that is forged, too old, or about something that changed."""
    try:
        public_id, person, digest = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    step = (
        Step.objects.select_related("round__requester", "person", "assigned_to", "decided_by")
        .filter(public_id=public_id, assigned_to_id=person)
        .first()
    )
    if step is None or step.round.digest[:32] != digest or step.state == StepState.WAITING:
        return None
    return step
