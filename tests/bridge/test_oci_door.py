"""The login of an OCI call, and what is agreed about its form."""

from __future__ import annotations

import pytest

from fondaco.bridge import door
from fondaco.bridge.models import MessageOut, Partner, Refused
from fondaco.bridge.oci import call_settings, cart_settings
from fondaco.bridge.viewer import look_at
from fondaco.documents import Credential
from tests.bridge.conftest import NOW, SECRET_IN, make_partner, put
from tests.bridge.oagis_messages import confirm, make_oagis_partner, receive

pytestmark = pytest.mark.django_db
PASSWORD = "in-every-browser"


@pytest.fixture
def partner() -> Partner:
    made = make_partner(punchout_protocol="oci", oci_login="login")
    made.set_oci_password(PASSWORD)
    made.save()
    return made


def test_the_login_of_a_call_lets_its_partner_in(partner: Partner) -> None:
    assert partner.oci_password() == PASSWORD
    sender = Credential("OCI", "login", PASSWORD)

    assert door.authenticate_call(partner, sender, source="192.0.2.1", now=NOW) == partner


@pytest.mark.parametrize(
    ("login", "password"),
    [("login", "wrong"), ("login", None), ("store", SECRET_IN), ("", ""), ("login", SECRET_IN)],
)
def test_any_other_login_is_turned_away(partner: Partner, login: str, password: str | None) -> None:
    with pytest.raises(door.TurnedAway):
        door.authenticate_call(partner, Credential("OCI", login, password), source="192.0.2.1", now=NOW)

    assert Refused.objects.get().reason == Refused.Reason.WRONG_SECRET


def test_a_partner_without_a_login_lets_nobody_in() -> None:
    bare = make_partner()

    assert bare.oci_password() == ""
    with pytest.raises(door.TurnedAway):
        door.authenticate_call(bare, Credential("OCI", "", ""), source="192.0.2.1", now=NOW)


def test_what_is_kept_are_the_settings_of_both_forms(partner: Partner) -> None:
    partner.oci_settings = {"person_parameter": "USER", "split_hook_url": False, "unheard_of": 1}

    assert call_settings(partner).person_parameter == "USER"
    assert cart_settings(partner).split_hook_url is False


@pytest.mark.parametrize(
    ("code", "words"), [(200, "They confirmed that they have it"), (400, "They refused it afterwards")]
)
def test_the_viewer_tells_what_their_confirmation_said(code: int, words: str) -> None:
    record = put(make_oagis_partner())

    receive(confirm(record.payload_id, code))

    seen = look_at(MessageOut.objects.get(pk=record.pk))
    assert seen.history[-1].words == words


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({}, True),
        ({"setup_url": "", "protocol": "cxml"}, True),
        ({"protocol": "oagis10"}, True),
        ({"punchout_protocol": "oci"}, True),
        ({"punchout_protocol": "oci", "protocol": "oagis10"}, False),
        ({"setup_url": "", "protocol": "oagis10"}, False),
    ],
)
def test_only_who_speaks_cxml_can_be_asked(facts: dict[str, str], asked: bool) -> None:
    assert make_partner(**facts).can_be_asked is asked
