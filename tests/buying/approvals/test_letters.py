"""How a round ended: who needs the goods and who was told of it hear that too, each once, in their own place."""

from __future__ import annotations

import pytest

from fondaco.bridge.models import Mail
from fondaco.buying.approvals.operations import approve, reject, send_back, supersede_round, withdraw_round
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.buying.requests.operations import Answers, submit_request
from fondaco.buying.requests.subject import RequestSubject
from tests.buying.approvals.test_stages import people, rules
from tests.buying.world import NOW, World, add_person, after, draft, pending, submitted


@pytest.fixture
def asked(world: World) -> PurchaseRequest:
    """Asker asks for what Owner needs; Lead decides; Friend is told."""
    friend = add_person(world.entity, "Friend", "approver")
    rules(world, people(world.lead), people(friend, effect="watch"))
    request = draft(world)
    answers = Answers(
        cost_centre=world.centre,
        deliver_to=world.address,
        need_by=None,
        reason="For the workshop",
        kept=frozenset({1}),
        beneficiary=world.owner.person,
    )
    return submit_request(request=request, version=1, answers=answers, by=request.requester, now=NOW)


def letters(request: PurchaseRequest, words: str) -> dict[str, str]:
    found = Mail.objects.filter(subject__contains=words, subject__startswith=request.number)
    assert found.count() == len({one.to for one in found})
    return {one.to: one.text for one in found}


def test_that_it_is_approved_is_heard_by_all_whom_it_concerns(asked: PurchaseRequest, world: World) -> None:
    step = pending(asked)
    approve(step=step, by=world.lead.person, now=after(5), digest=step.round.digest)

    heard = letters(asked, "is approved")
    assert set(heard) == {"asker@buyer.example.com", "owner@buyer.example.com", "friend@buyer.example.com"}
    assert "approved your request" in heard["asker@buyer.example.com"]
    assert f"approved {asked.number} from Asker" in heard["owner@buyer.example.com"]
    assert all(asked.get_absolute_url() in text for text in heard.values())
    assert [to for to, text in heard.items() if "goes to the supplier" in text] == [
        "asker@buyer.example.com",
        "owner@buyer.example.com",
    ]


@pytest.mark.parametrize(
    ("act", "to_asker", "to_others"),
    [(reject, "was rejected", "was rejected"), (send_back, "came back to you", "went back to Asker")],
)
def test_a_no_is_heard_with_its_reason(
    asked: PurchaseRequest, world: World, act: object, to_asker: str, to_others: str
) -> None:
    act(step=pending(asked), by=world.lead.person, now=after(5), reason="Ask for three")  # type: ignore[operator]

    assert "asker@buyer.example.com" in letters(asked, to_asker)
    others = letters(asked, to_others)
    for name in ("owner", "friend"):
        assert "Ask for three" in others[f"{name}@buyer.example.com"]


@pytest.mark.parametrize("how", ["withdrawn", "superseded"])
def test_only_who_is_asked_at_the_moment_hears_that_it_is_over(world: World, how: str) -> None:
    rules(world, people(world.lead, sequence=1), people(world.head, sequence=2), people(world.chief, sequence=3))
    request = submitted(world)
    step = pending(request)
    approve(step=step, by=world.lead.person, now=after(5), digest=step.round.digest)
    Mail.objects.all().delete()

    if how == "withdrawn":
        withdraw_round(subject=RequestSubject(request), by=request.requester, now=after(6))
    else:
        supersede_round(subject=RequestSubject(request), now=after(6))

    assert [letter.to for letter in Mail.objects.all()] == ["head@buyer.example.com"]
