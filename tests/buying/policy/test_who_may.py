"""Who may do what with the policy: every address with every role, and nothing of another legal entity."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from fondaco.buying.company.models import Employee, LegalEntity, Role, RoleName
from fondaco.buying.policy.models import LongTrial, PolicyVersion
from fondaco.buying.policy.operations import begin_draft
from fondaco.buying.policy.urls import urlpatterns
from tests.buying.world import NOW, World, add_person

READ = {"administrator", "auditor"}
WRITE = {"administrator"}
# Name to method, what it is about, and who gets in; written by hand.
PAGES: dict[str, tuple[str, str, set[str]]] = {
    "rules": ("get", "", READ),
    "version": ("get", "version", READ),
    "export": ("get", "version", READ),
    "draft": ("get", "", READ),
    "trial": ("get", "", READ),
    "begin-long-trial": ("post", "", WRITE),
    "long-trial": ("get", "trial", READ),
    "stop-long-trial": ("post", "trial", WRITE),
    "begin": ("post", "", WRITE),
    "discard": ("post", "", WRITE),
    "import": ("get", "", WRITE),
    "add": ("get", "", WRITE),
    "change": ("get", "rule", WRITE),
    "move": ("post", "rule", WRITE),
    "remove": ("post", "rule", WRITE),
    "limit": ("post", "person", WRITE),
}


def address(name: str, draft: PolicyVersion, employee: Employee) -> str:
    rule = draft.rules.first()
    assert rule
    about = {
        "": [],
        "version": [draft.public_id],
        "rule": [rule.public_id],
        "person": [employee.public_id],
        "trial": ["trial"],
    }
    return reverse(f"policy:{name}", args=about[PAGES[name][1]])


def signed_in(employee: Employee) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(employee.person)
    return client


@pytest.fixture
def drafted(world: World) -> PolicyVersion:
    draft = begin_draft(entity=world.entity, by=None, now=NOW, public_id="draft")
    LongTrial.objects.create(
        public_id="trial", version=draft, edits=0, wanted=1, begun_at=NOW, begun_by=world.administrator.person
    )
    return draft


def test_every_address_is_in_the_matrix() -> None:
    assert {pattern.name for pattern in urlpatterns} == set(PAGES)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_an_address_opens_for_its_roles_and_no_other(world: World, drafted: PolicyVersion, name: str) -> None:
    method, _about, roles = PAGES[name]
    place = address(name, drafted, world.lead)
    opened = set()
    for role in [*RoleName.values, ""]:
        Role.objects.filter(employee=world.buyer).delete()
        if role:
            Role.objects.create(employee=world.buyer, name=role)
        # What is posted here says nothing, so that nothing is done and the draft stays for the next role.
        if getattr(signed_in(world.buyer), method)(place).status_code not in {403, 404}:
            opened.add(role)

    assert opened == roles
    stranger = getattr(Client(), method)(place)
    assert stranger.status_code == 302
    assert stranger["Location"].startswith("/account/sign-in")


@pytest.mark.parametrize("name", sorted(name for name, (_m, about, _r) in PAGES.items() if about))
def test_what_is_another_legal_entitys_is_not_there(world: World, drafted: PolicyVersion, name: str) -> None:
    other = LegalEntity.objects.create(public_id="other", name="Other S.r.l.", vat_number="IT11111111111")
    boss = add_person(other, "Boss", "administrator")
    begin_draft(entity=other, by=None, now=NOW, public_id="theirs")

    answer = getattr(signed_in(boss), PAGES[name][0])(address(name, drafted, world.lead))

    assert answer.status_code == 404


@pytest.mark.parametrize("name", sorted(name for name, (method, _a, _r) in PAGES.items() if method == "post"))
def test_the_wrong_method_changes_nothing(world: World, drafted: PolicyVersion, name: str) -> None:
    answer = signed_in(world.administrator).get(address(name, drafted, world.lead))

    assert answer.status_code == 405
    assert drafted.rules.count() == 3


def test_a_limit_is_set_by_an_administrator(world: World) -> None:
    place = reverse("policy:limit", args=[world.owner.public_id])

    wrong = signed_in(world.administrator).post(place, {"amount": "-1"})
    right = signed_in(world.administrator).post(place, {"amount": "700.50"})

    assert (wrong.status_code, right.status_code) == (422, 302)
    world.owner.refresh_from_db()
    assert f"{world.owner.approval_limit.amount:.2f}" == "700.50"
