"""Manage your business: the nine steps, and where a company stands."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from fondaco.selling.accounts.models import BusinessAccount, Connection, Group, Member, Role
from fondaco.selling.business import standing_of, steps_of
from fondaco.selling.integration.models import Milestone, Passed
from fondaco.selling.payments.models import PaymentMethod
from fondaco.selling.payments.operations import add_invoice
from tests.selling import making
from tests.selling.accounts import belonging


@pytest.fixture
def company(db: None, now: datetime) -> BusinessAccount:
    """Registered and verified a moment ago, and nothing more."""
    from fondaco.selling.accounts.operations import create_account

    making.store(now)
    return create_account(public_id="alpha", name="Alpha", currency="EUR", by=None, now=now)


@pytest.fixture
def ada(company: BusinessAccount, now: datetime) -> Member:
    from fondaco.selling.accounts.operations import add_member

    person = belonging.person("ada@alpha.example")
    return add_member(account=company, person=person, roles=[Role.ADMINISTRATOR], by=None, now=now)


def tones(ada: Member) -> str:
    """The nine steps as letters: g done, h here, l later."""
    steps = steps_of(standing_of(BusinessAccount.objects.get(pk=ada.account_id), timezone.now()), ada)
    return "".join({"good": "g", "going": "h", "calm": "l"}[one.tone] for one in steps)


def test_a_company_walks_the_nine_steps_in_their_order(ada: Member, now: datetime) -> None:
    group = Group.objects.get()
    walked = [tones(ada)]
    for status in ("integrating", "test"):
        Group.objects.update(status=status)
        walked.append(tones(ada))
    for milestone in Milestone:
        Passed.objects.create(group=group, milestone=milestone, at=now)
    walked.append(tones(ada))
    Group.objects.update(status="active")
    walked.append(tones(ada))
    add_invoice(account=ada.account, terms_days=30, credit_limit=Decimal(1000), by=None, now=now)
    walked.append(tones(ada))

    assert walked == ["gghllllll", "ggghlllll", "ggggghlll", "gggggghll", "ggggggghl", "ggggggggg"]


def test_the_doors_that_open_one_way_say_so(ada: Member) -> None:
    page = belonging.browser(ada).get("/business").content.decode()
    steps = steps_of(standing_of(ada.account, timezone.now()), ada)

    assert [index for index, one in enumerate(steps, start=1) if one.one_way] == [3, 7]
    assert page.count("there is no road back") == 2
    assert page.count('aria-current="step"') == 1


def test_a_door_that_was_gone_through_says_that_it_has_closed(ada: Member) -> None:
    Group.objects.update(status="integrating")

    assert "the door has closed behind you" in belonging.browser(ada).get("/business").content.decode()


def test_the_group_that_has_come_furthest_is_shown(ada: Member, now: datetime) -> None:
    second = Group.objects.create(account=ada.account, name="Second", created_at=now)
    Group.objects.filter(pk=second.pk).update(status="integrating")

    standing = standing_of(ada.account, timezone.now())

    assert (standing.group.name, standing.groups) == ("Second", 2)


def test_each_is_led_to_what_they_may_do_and_to_nothing_else(ada: Member, now: datetime) -> None:
    from fondaco.selling.accounts.operations import add_member

    def doors(email: str, role: Role) -> set[str]:
        who = add_member(account=ada.account, person=belonging.person(email), roles=[role], by=None, now=now)
        page = belonging.browser(who).get("/business").content.decode()
        return {one for one in ("people", "payments", "addresses", "settings") if f'href="/business/{one}"' in page}

    administrator = belonging.browser(ada).get("/business").content.decode()
    assert all(f'href="/business/{one}"' in administrator for one in ("people", "payments", "addresses", "settings"))
    assert doors("fin@alpha.example", Role.FINANCE) == {"payments"}
    assert doors("tech@alpha.example", Role.TECHNICAL_ADMINISTRATOR) == set()


def test_no_link_of_the_page_leads_to_a_refusal(ada: Member) -> None:
    import re

    browser = belonging.browser(ada)
    page = browser.get("/business").content.decode()

    links = set(re.findall(r'href="(/(?:business|orders)[^"]*)"', page))
    assert {link: browser.get(link).status_code for link in links} == dict.fromkeys(links, 200)
    assert len(links) >= 6


@pytest.mark.parametrize("state", ["in_review", "refused"])
def test_while_a_company_is_not_verified_the_page_says_where_that_stands(ada: Member, state: str) -> None:
    BusinessAccount.objects.update(state=state)

    answer = belonging.browser(ada).get("/business")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/business/registration")


def test_a_suspended_company_is_told_so_and_its_pages_stay(ada: Member) -> None:
    BusinessAccount.objects.update(state="suspended")
    browser = belonging.browser(ada)

    assert "The business account is suspended" in browser.get("/business").content.decode()
    assert browser.get("/business/payments").status_code == 200


def test_nothing_of_another_company_is_on_it(ada: Member, now: datetime) -> None:
    other = making.customer(now, name="Zeta Secret", identity="zeta")
    belonging.administrator(other, now, "zoe@zeta.example")

    page = belonging.browser(ada).get("/business").content.decode()

    assert "Zeta" not in page
    assert PaymentMethod.objects.get().account == other.account


def test_who_only_shops_has_no_such_page(ada: Member, now: datetime) -> None:
    connection: Connection = making.customer(now, name="Alpha", identity="alpha")
    shopper = belonging.member(connection, "carlo@alpha.example", Role.PUNCHOUT_USER, now=now)

    assert belonging.browser(shopper).get("/business").status_code == 403
