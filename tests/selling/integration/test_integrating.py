"""A group's purchasing system: chosen from the profiles, connected, in Test by its first good visit."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from fondaco.audit.models import Line
from fondaco.bridge.models import Mail, Partner
from fondaco.selling.accounts.models import BusinessAccount, Connection, Group
from fondaco.selling.accounts.states import GroupStatus
from fondaco.selling.integration.models import Milestone, Passed
from fondaco.selling.integration.operations import setup_seen
from fondaco.wire import profiles
from tests.selling import making
from tests.selling.integration.conftest import Somebody

CXML = {"way": "cxml+cxml", "return_origins": "https://buyer.example.com", "order_url": "https://buyer.example.com/in"}


def connect(group: Group, who: Somebody, system: str = "coupa", **given: str) -> str:
    """The page that shows the credentials."""
    response = who.client.post(f"/business/groups/{group.public_id}/system?system={system}", CXML | given)
    assert response.status_code == 200, response.content[:2000]
    page: str = response.content.decode()
    return page


def test_every_purchasing_system_is_offered_with_what_it_speaks(integrating: Group, elena: Somebody) -> None:
    page = elena.client.get(f"/business/groups/{integrating.public_id}/system").content.decode()

    offered = set(re.findall(r'href="\?system=([a-z0-9-]+)"', page))
    assert offered == {name for name in profiles.names() if profiles.load(name).role != "supplier"}
    assert len(offered) >= 17


@pytest.mark.parametrize(
    ("system", "ways"),
    [
        ("coupa", {"cxml+cxml"}),
        ("buyerquest", {"cxml+cxml", "oci+cxml"}),
        ("sap-srm", {"oci+cxml", "oci+oagis10", "oci+oagis9", "oci+oagis721"}),
    ],
)
def test_a_system_is_connected_in_what_its_profile_speaks(
    integrating: Group, elena: Somebody, system: str, ways: set[str]
) -> None:
    page = elena.client.get(f"/business/groups/{integrating.public_id}/system?system={system}").content.decode()

    assert set(re.findall(r'name="way" value="([a-z0-9+]+)"', page)) == ways


def test_credentials_are_issued_and_shown_once(integrating: Group, elena: Somebody) -> None:
    page = connect(integrating, elena)

    partner = Connection.objects.get(group=integrating).partner
    secrets = [partner.secret_in(), partner.secret_out()]
    assert len(set(secrets)) == 2
    assert all(secret in page for secret in secrets)
    assert f"/orders/in/{partner.public_id}" in page
    assert partner.their_identity in page
    shown = elena.client.get(f"/business/connections/{partner.public_id}").content.decode()
    assert partner.their_identity in shown
    assert not any(secret in shown for secret in secrets)
    assert (partner.profile, partner.mode, partner.return_origins) == ("coupa", "test", ["https://buyer.example.com"])
    assert Group.objects.get(pk=integrating.pk).status == GroupStatus.INTEGRATING


def test_no_line_of_the_trail_holds_a_secret(integrating: Group, elena: Somebody) -> None:
    connect(integrating, elena)

    partner = Connection.objects.get(group=integrating).partner
    trail = repr(list(Line.objects.values()))
    assert partner.secret_in() not in trail
    assert partner.secret_out() not in trail


def test_oci_gets_a_login_of_its_own(integrating: Group, elena: Somebody) -> None:
    page = connect(integrating, elena, "buyerquest", way="oci+cxml", person_parameter="email")

    partner = Connection.objects.get(group=integrating).partner
    assert (partner.punchout_protocol, partner.protocol) == ("oci", "cxml")
    assert partner.oci_settings["person_parameter"] == "email"
    assert partner.oci_password() in page
    assert f"/oci/{partner.public_id}" in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"return_origins": "https://buyer.example.com/path"}, "is no origin"),
        ({"return_origins": ""}, "return_origins"),
        ({"way": "oci+cxml"}, "way"),
        ({"order_url": "nonsense"}, "order_url"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_issued(
    integrating: Group, elena: Somebody, change: dict[str, str], words: str
) -> None:
    response = elena.client.post(f"/business/groups/{integrating.public_id}/system?system=coupa", CXML | change)

    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Connection.objects.exists()
    assert not Partner.objects.exists()


def test_without_punchout_nothing_is_connected(plain: Group, elena: Somebody) -> None:
    page = elena.client.post(f"/business/groups/{plain.public_id}/system?system=coupa", CXML, follow=True)

    assert b"Add PunchOut to this group first" in page.content
    assert not Partner.objects.exists()


def test_a_suspended_company_connects_nothing(integrating: Group, elena: Somebody) -> None:
    BusinessAccount.objects.update(state="suspended")

    response = elena.client.post(f"/business/groups/{integrating.public_id}/system?system=coupa", CXML)

    assert response.status_code == 422
    assert not Partner.objects.exists()


def test_the_second_time_changes_the_connection_and_issues_nothing(integrating: Group, elena: Somebody) -> None:
    connect(integrating, elena)
    before = Connection.objects.get(group=integrating).partner

    response = elena.client.post(
        f"/business/groups/{integrating.public_id}/system?system=jaggaer",
        CXML | {"return_origins": "https://new.example.com"},
    )

    after = Connection.objects.get(group=integrating).partner
    assert response.headers["Location"] == f"/business/connections/{after.public_id}"
    assert (after.profile, after.return_origins) == ("jaggaer", ["https://new.example.com"])
    assert after.secret_in() == before.secret_in()
    assert Group.objects.get(pk=integrating.pk).purchasing_system == "jaggaer"


def test_the_technical_administrator_connects_and_a_stranger_does_not(
    integrating: Group, andrea: Somebody, stranger: Somebody
) -> None:
    address = f"/business/groups/{integrating.public_id}/system?system=coupa"

    assert stranger.client.post(address, CXML).status_code == 404
    assert not Connection.objects.filter(group=integrating).exists()
    connect(integrating, andrea)
    assert Connection.objects.filter(group=integrating).count() == 1


def test_the_first_good_visit_brings_the_group_into_test_by_itself(integrating: Group, elena: Somebody) -> None:
    connect(integrating, elena)
    partner = Connection.objects.get(group=integrating).partner
    now = timezone.now()
    sender = making.Sender(Client(), identity=partner.their_identity, secret=partner.secret_in())
    mails = Mail.objects.count()

    status, body = sender.as_(domain=partner.their_domain).say(
        making.setup(email=elena.person.email, return_url="https://buyer.example.com/back"), now=now
    )
    assert status.ok, status
    assert Group.objects.get(pk=integrating.pk).status == GroupStatus.INTEGRATING
    Client().get(making.start_path(body))

    group = Group.objects.get(pk=integrating.pk)
    assert group.status == GroupStatus.TEST
    assert Passed.objects.get(group=group).milestone == Milestone.GOOD_SETUP
    assert Line.objects.filter(action="group.integrate", subject=group.subject, by=None).count() == 1
    assert Mail.objects.count() == mails + 1


def test_a_setup_that_is_seen_again_changes_nothing(integrating: Group, elena: Somebody, now: datetime) -> None:
    connect(integrating, elena)
    connection = Connection.objects.select_related("group").get(group=integrating)
    setup_seen(connection=connection, about="visit:first", now=now)
    lines, mails = Line.objects.count(), Mail.objects.count()

    setup_seen(connection=connection, about="visit:second", now=now)

    assert Passed.objects.get(group=integrating).about == "visit:first"
    assert (Line.objects.count(), Mail.objects.count()) == (lines, mails)


def test_an_active_group_is_not_looked_at(lanterna: Connection, now: datetime) -> None:
    setup_seen(connection=lanterna, about="visit:x", now=now)

    assert not Passed.objects.exists()
    assert Group.objects.get(pk=lanterna.group_id).status == GroupStatus.ACTIVE


def test_a_setup_for_a_suspended_company_is_told_so(sender: making.Sender, lanterna: Connection, now: datetime) -> None:
    BusinessAccount.objects.filter(pk=lanterna.account_id).update(state="suspended")

    status, body = sender.say(making.setup(), now=now)

    assert (status.code, body) == (403, None)
    assert lanterna.account.name in status.explanation
    assert "suspended" in status.explanation
