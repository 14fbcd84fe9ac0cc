"""Secrets are exchanged without standstill: pages, the end of the old one, and the letter that warns of it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from fondaco.audit.models import Line
from fondaco.bridge.models import Mail, MessageIn, Partner, Refused
from fondaco.selling.accounts.models import Connection, Role
from fondaco.selling.integration import credentials
from tests.selling import making
from tests.selling.integration.conftest import Somebody, somebody

SECOND = timedelta(seconds=1)


@pytest.fixture
def ada(lanterna: Connection, now: datetime) -> Somebody:
    return somebody(lanterna.account, "ada@lanterna.example", [Role.ADMINISTRATOR], now)


@pytest.fixture
def tino(lanterna: Connection, now: datetime) -> Somebody:
    return somebody(lanterna.account, "tino@lanterna.example", [Role.TECHNICAL_ADMINISTRATOR], now)


def page_of(connection: Connection) -> str:
    return f"/business/connections/{connection.partner.public_id}"


def issued(connection: Connection, who: Somebody) -> str:
    """The new secret, issued by the button that the page has."""
    page = who.client.get(page_of(connection)).content.decode()
    token = re.search(r'name="issued" value="([^"]*)"', page)
    assert token
    shown = who.client.post(f"{page_of(connection)}/secret", {"issued": token[1]}).content.decode()
    secret = Partner.objects.get(pk=connection.partner_id).secret_in()
    assert secret in shown
    return secret


def rotate(connection: Connection, by: Somebody, now: datetime, secret: str = "the-new-one") -> Partner:
    return credentials.rotate_secret(
        connection=connection,
        secret=secret,
        seen_issued_at=Partner.objects.get(pk=connection.partner_id).secret_in_issued_at,
        by=by.person,
        now=now,
    )


def test_a_new_secret_is_shown_once_and_both_are_taken(
    sender: making.Sender, lanterna: Connection, tino: Somebody
) -> None:
    secret = issued(lanterna, tino)

    now = timezone.now()
    assert sender.say(making.setup(), now=now)[0].ok
    assert sender.as_(secret=secret).say(making.setup(), now=now)[0].ok
    assert list(MessageIn.objects.order_by("pk").values_list("slot", flat=True)) == ["previous", "current"]
    assert secret not in tino.client.get(page_of(lanterna)).content.decode()


def test_the_old_one_goes_on_for_fourteen_days_to_the_second(
    lanterna: Connection, ada: Somebody, now: datetime
) -> None:
    rotate(lanterna, ada, now - timedelta(days=14) + SECOND)
    partner = Partner.objects.get(pk=lanterna.partner_id)

    assert partner.secret_in_previous_ends_at == now + SECOND
    assert partner.previous_secret_lives(now)
    assert not partner.previous_secret_lives(now + SECOND)


def test_ended_now_it_is_refused_like_a_wrong_one_and_the_check_says_what_it_was(
    sender: making.Sender, lanterna: Connection, ada: Somebody
) -> None:
    issued(lanterna, ada)

    ada.client.post(f"{page_of(lanterna)}/secret/end")

    status, body = sender.say(making.setup(), now=timezone.now())
    assert (status.code, body) == (401, None)
    assert Refused.objects.get().reason == Refused.Reason.SECRET_ENDED
    page = ada.client.get(page_of(lanterna)).content.decode()
    assert "The last attempt did not go well" in page
    assert "They came with the old secret, after its end." in page
    again = ada.client.post(f"{page_of(lanterna)}/secret/end", follow=True)
    assert b"There is no old secret any more" in again.content


def test_the_page_says_that_their_system_still_uses_the_old_one(
    sender: making.Sender, lanterna: Connection, ada: Somebody
) -> None:
    secret = issued(lanterna, ada)
    sender.say(making.setup(), now=timezone.now())
    still = "Your system still uses the old secret"
    assert still in ada.client.get(page_of(lanterna)).content.decode()

    sender.as_(secret=secret).say(making.setup(), now=timezone.now())

    assert still not in ada.client.get(page_of(lanterna)).content.decode()


def test_a_page_sent_twice_issues_once(lanterna: Connection, ada: Somebody) -> None:
    page = ada.client.get(page_of(lanterna)).content.decode()
    token = re.search(r'name="issued" value="([^"]*)"', page)
    assert token
    ada.client.post(f"{page_of(lanterna)}/secret", {"issued": token[1]})
    kept = Partner.objects.values().get(pk=lanterna.partner_id)

    second = ada.client.post(f"{page_of(lanterna)}/secret", {"issued": token[1]}, follow=True)

    assert b"Nothing was changed" in second.content
    assert Partner.objects.values().get(pk=lanterna.partner_id) == kept


def test_an_exchange_that_overtook_another_changes_nothing(lanterna: Connection, ada: Somebody, now: datetime) -> None:
    before = lanterna.partner.secret_in_issued_at
    rotate(lanterna, ada, now + SECOND)

    with pytest.raises(credentials.IssuedMeanwhile):
        credentials.rotate_secret(
            connection=lanterna, secret="late", seen_issued_at=before, by=ada.person, now=now + 2 * SECOND
        )

    assert Partner.objects.get(pk=lanterna.partner_id).secret_in() == "the-new-one"


def test_those_who_run_it_are_told_by_mail_without_the_secret(
    lanterna: Connection, ada: Somebody, tino: Somebody, now: datetime
) -> None:
    rotate(lanterna, ada, now)

    letters = list(Mail.objects.filter(about=f"partner:{lanterna.partner.public_id}"))
    assert {one.to for one in letters} == {ada.person.email, tino.person.email}
    assert not any("the-new-one" in one.text for one in letters)
    assert Line.objects.filter(action="connection.secret_issued").count() == 1


def test_the_oci_password_and_our_secret_are_replaced_outright(lanterna: Connection, ada: Somebody) -> None:
    Partner.objects.update(punchout_protocol="oci", oci_login="lanterna")
    ours = lanterna.partner.secret_out()

    pages = {
        which: ada.client.post(f"{page_of(lanterna)}/replace", {"which": which}).content.decode()
        for which in ("oci", "ours")
    }

    partner = Partner.objects.get(pk=lanterna.partner_id)
    assert partner.oci_password() in pages["oci"]
    assert partner.secret_out() in pages["ours"]
    assert partner.secret_out() != ours
    assert partner.secret_in() == making.SECRET


@pytest.mark.parametrize("which", ["oci", "", "secret_in"])
def test_nothing_else_is_replaced(lanterna: Connection, ada: Somebody, which: str) -> None:
    kept = Partner.objects.values().get(pk=lanterna.partner_id)

    assert ada.client.post(f"{page_of(lanterna)}/replace", {"which": which}).status_code == 404

    assert Partner.objects.values().get(pk=lanterna.partner_id) == kept


@pytest.mark.parametrize("verb", ["secret", "secret/end", "replace", "try"])
def test_a_stranger_touches_no_secret(lanterna: Connection, stranger: Somebody, verb: str) -> None:
    kept = Partner.objects.values().get(pk=lanterna.partner_id)

    answers = [
        stranger.client.post(f"/business/connections/{known}/{verb}", {"which": "ours"})
        for known in (lanterna.partner.public_id, "nobodys")
    ]

    assert [one.status_code for one in answers] == [404, 404]
    assert Partner.objects.values().get(pk=lanterna.partner_id) == kept


class TestTheWarning:
    def warned(self) -> int:
        return Mail.objects.filter(subject__startswith="Your purchasing system still uses").count()

    @pytest.fixture
    def exchanged(self, lanterna: Connection, tino: Somebody, now: datetime) -> Partner:
        return rotate(lanterna, tino, now)

    def used(self, partner: Partner, at: datetime) -> None:
        Partner.objects.filter(pk=partner.pk).update(secret_in_previous_used_at=at)

    @pytest.mark.parametrize(
        ("left", "since_use", "letters"),
        [
            (timedelta(days=3), timedelta(days=1), 1),
            (timedelta(days=3) + SECOND, timedelta(days=1), 0),
            (timedelta(days=3), timedelta(days=1) + SECOND, 0),
            (SECOND, timedelta(hours=1), 1),
            (timedelta(0), timedelta(hours=1), 0),
        ],
    )
    def test_it_comes_three_days_before_the_end_if_the_old_one_was_used_within_a_day(
        self, exchanged: Partner, left: timedelta, since_use: timedelta, letters: int
    ) -> None:
        assert exchanged.secret_in_previous_ends_at
        moment = exchanged.secret_in_previous_ends_at - left
        self.used(exchanged, moment - since_use)

        credentials.warn_of_ends(moment)

        assert self.warned() == letters

    def test_it_comes_once_and_to_the_technical_administrator(self, exchanged: Partner, tino: Somebody) -> None:
        assert exchanged.secret_in_previous_ends_at
        moment = exchanged.secret_in_previous_ends_at - timedelta(days=2)
        self.used(exchanged, moment)

        credentials.warn_of_ends(moment)
        credentials.warn_of_ends(moment + timedelta(hours=1))

        letter = Mail.objects.get(subject__startswith="Your purchasing system still uses")
        assert letter.to == tino.person.email

    def test_the_next_exchange_may_warn_again(self, lanterna: Connection, exchanged: Partner, tino: Somebody) -> None:
        assert exchanged.secret_in_previous_ends_at
        moment = exchanged.secret_in_previous_ends_at - timedelta(days=2)
        self.used(exchanged, moment)
        credentials.warn_of_ends(moment)

        again = rotate(lanterna, tino, moment, secret="newer")
        assert again.secret_in_previous_ends_at
        later = again.secret_in_previous_ends_at - timedelta(days=1)
        self.used(again, later)
        credentials.warn_of_ends(later)

        assert self.warned() == 2


class TestTheCheck:
    def test_nothing_has_come_yet(self, lanterna: Connection, ada: Somebody) -> None:
        assert "Nothing has come yet" in ada.client.get(page_of(lanterna)).content.decode()

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"secret": "wrong"}, "They came with a wrong secret."),
            ({"domain": "DUNS"}, "Nobody is known here under that identity."),
        ],
    )
    def test_who_was_turned_away_is_said_with_the_remedy(
        self, sender: making.Sender, lanterna: Connection, ada: Somebody, change: dict[str, str], words: str
    ) -> None:
        sender.as_(**change).say(making.setup(), now=timezone.now())

        page = ada.client.get(page_of(lanterna)).content.decode()

        assert "The last attempt did not go well" in page
        assert words in page

    def test_an_order_at_the_setup_address_is_said(
        self, sender: making.Sender, lanterna: Connection, ada: Somebody
    ) -> None:
        now = timezone.now()
        sender.say(making.order(making.line(making.offer()), at=now), now=now, path=making.SETUPS)

        assert "came to an address that does not take it" in ada.client.get(page_of(lanterna)).content.decode()

    def test_a_wrong_return_origin_is_said(self, sender: making.Sender, lanterna: Connection, ada: Somebody) -> None:
        sender.say(making.setup(return_url="https://elsewhere.example.net/back"), now=timezone.now())

        page = ada.client.get(page_of(lanterna)).content.decode()
        assert "The last attempt did not go well" in page
        assert "https://elsewhere.example.net" in page

    def test_a_good_attempt_is_said(self, sender: making.Sender, lanterna: Connection, ada: Somebody) -> None:
        sender.say(making.setup(), now=timezone.now())

        assert "The last attempt went well" in ada.client.get(page_of(lanterna)).content.decode()

    def test_an_issued_identity_that_was_mistyped_is_recognised_and_another_customers_is_not(
        self, sender: making.Sender, lanterna: Connection, other: Connection, ada: Somebody
    ) -> None:
        Partner.objects.filter(pk=lanterna.partner_id).update(their_identity="buyer-3f9a1c7d20")
        now = timezone.now()
        sender.as_(identity="buyer-ffffffffff").say(making.setup(), now=now)
        assert "Nobody with this identity was turned away" in ada.client.get(page_of(lanterna)).content.decode()

        sender.as_(identity="buyer-3f9a1c7d2O").say(making.setup(), now=now)

        assert "Nobody is known here under that identity." in ada.client.get(page_of(lanterna)).content.decode()

    def test_where_there_is_nobody_to_ask_the_page_says_so(self, lanterna: Connection, ada: Somebody) -> None:
        Partner.objects.update(protocol="oagis10")

        page = ada.client.post(f"{page_of(lanterna)}/try", follow=True).content.decode()

        assert "There is nothing to ask" in page


def test_a_secret_that_their_system_made_is_carried_by_our_messages_and_never_shown(
    lanterna: Connection, ada: Somebody
) -> None:
    made = "made by their system, 24"

    answer = ada.client.post(f"{page_of(lanterna)}/replace", {"which": "theirs", "secret": made}, follow=True)

    assert made not in answer.content.decode()
    lanterna.partner.refresh_from_db()
    assert lanterna.partner.secret_out() == made


@pytest.mark.parametrize("given", ["", "short", "x" * 201])
def test_a_secret_that_is_none_changes_nothing(lanterna: Connection, ada: Somebody, given: str) -> None:
    before = lanterna.partner.secret_out()

    answer = ada.client.post(f"{page_of(lanterna)}/replace", {"which": "theirs", "secret": given}, follow=True)

    assert "Nothing was changed" in answer.content.decode()
    lanterna.partner.refresh_from_db()
    assert lanterna.partner.secret_out() == before
