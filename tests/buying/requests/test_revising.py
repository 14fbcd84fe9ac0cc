"""A request changed while it is being approved: what changed goes round again, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fondaco.buying.approvals.models import Round, Step
from fondaco.buying.approvals.operations import approve
from fondaco.buying.lifecycle import Refused
from tests.buying.requests.filling import revise
from tests.buying.world import NOW, World, after, build_world, submitted


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def test_a_line_left_out_while_it_is_approved_does_not_send_the_others_round_again(world: World) -> None:
    request = submitted(world, lines=(("10", "60.00"), ("1", "300.00")))
    step = Step.objects.get(state="pending")
    approve(step=step, by=step.person, now=after(10), digest=step.round.digest)

    revise(world, request, kept=frozenset({1}), reason=request.reason)

    found = {one.person.name: (one.state, one.carried) for one in Step.objects.filter(round__state="open")}
    assert found["Lead"][0] == "before"
    assert found["Head"][0] == "pending"
    assert Round.objects.filter(state="superseded").count() == 1


def test_another_reason_touches_every_line(world: World) -> None:
    request = submitted(world, lines=(("10", "60.00"),))
    step = Step.objects.get(state="pending")
    approve(step=step, by=step.person, now=after(10), digest=step.round.digest)

    revise(world, request, reason="Something quite different")

    assert [one.person.name for one in Step.objects.filter(state="pending")] == ["Lead"]


def test_a_change_that_cannot_be_leaves_the_round_as_it_was(world: World) -> None:
    request = submitted(world)

    with pytest.raises(Refused):
        revise(world, request, cost_centre=None)

    assert Round.objects.get().state == "open"
    request.refresh_from_db()
    assert request.cost_centre == world.centre


SOON = (NOW + timedelta(minutes=30)).isoformat()
