"""Asking while somebody waits: an answer or a problem in words, never an exception for their faults."""

from __future__ import annotations

import pytest

from fondaco.bridge import exchange, words
from fondaco.bridge.models import MessageOut, Partner
from fondaco.bridge.states import Sending
from fondaco.bridge.transport import Sent
from fondaco.documents import PunchOutSetup, PunchOutSetupAnswer, Status
from fondaco.wire import LocalError, cxml
from tests.bridge.conftest import NOW, SECRET_OUT, FakeTransport, answer

pytestmark = pytest.mark.django_db
SETUP = PunchOutSetup(buyer_cookie="c1", return_url="https://desk.example/return/1")


def ask(partner: Partner, *answers: Sent, url: str = "https://store.example/cxml") -> exchange.Answered:
    transport = FakeTransport(*answers)
    answered = exchange.ask(partner=partner, body=SETUP, url=url, about="session:1", now=NOW, transport=transport)
    [(posted_to, content)] = transport.posted
    assert posted_to == url
    assert SECRET_OUT.encode() in content
    return answered


def test_an_answer_comes_back_whole_and_is_kept(partner: Partner) -> None:
    opened = cxml.write_answer(
        status=Status(200, "OK"), body=PunchOutSetupAnswer("https://s.example/1"), payload_id="a", timestamp=NOW
    )

    answered = ask(partner, Sent(http_status=200, content=opened, content_type="text/xml", arrived=True))

    assert answered.problem is None
    assert answered.status is not None
    assert answered.status.ok
    assert answered.message is not None
    assert answered.message.body == PunchOutSetupAnswer("https://s.example/1")
    record = MessageOut.objects.get()
    assert record == answered.record
    assert (record.state, record.asked, record.about) == (Sending.DELIVERED, True, "session:1")
    assert record.attempts.get().answer == opened


LOGIN = b"<!doctype html><html><form><input type=password></form></html>"


@pytest.mark.parametrize(
    ("said", "code", "state"),
    [
        (Sent(problem="wrong_address"), "wrong_address", Sending.DEAD),
        (Sent(problem="tls"), "tls", Sending.DEAD),
        (Sent(problem="timeout", arrived=True), "timeout", Sending.DEAD),
        (Sent(problem="refused_origin.not_https"), "refused_origin", Sending.DEAD),
        (Sent(http_status=200, content=b"hello", arrived=True), "not_cxml", Sending.DEAD),
        (Sent(http_status=200, content=b"<html>", content_type="text/html", arrived=True), "not_cxml", Sending.DEAD),
        (Sent(http_status=200, content=LOGIN, content_type="text/html", arrived=True), "login_page", Sending.DEAD),
        (Sent(http_status=404, content=b"", arrived=True), "http_status", Sending.REFUSED),
        (Sent(http_status=401, content=b"", arrived=True), "unauthorised", Sending.REFUSED),
        (Sent(http_status=503, content=b"", arrived=True), "http_status", Sending.DEAD),
        (Sent(http_status=301, content=b"", arrived=True), "redirect", Sending.REFUSED),
        (answer(401), "unauthorised", Sending.REFUSED),
        (answer(400, "Bad", "No such person"), "refused", Sending.REFUSED),
        (answer(500), "their_fault", Sending.DEAD),
    ],
)
def test_a_problem_has_a_code_words_and_a_remedy(partner: Partner, said: Sent, code: str, state: Sending) -> None:
    answered = ask(partner, said)

    assert answered.problem is not None
    assert answered.problem.code == code
    assert answered.problem.words
    assert answered.problem.remedy
    assert answered.record.state == state


def test_an_answer_of_another_kind_is_no_status(partner: Partner) -> None:
    question = cxml.with_secret(cxml_of_an_order(), "x")

    answered = ask(partner, Sent(http_status=200, content=question, content_type="text/xml", arrived=True))

    assert answered.problem is not None
    assert answered.problem.code == "not_cxml"


def cxml_of_an_order() -> bytes:
    from tests.bridge.conftest import incoming

    return incoming(secret=None)


def test_a_document_that_cannot_be_written_is_our_fault(partner: Partner) -> None:
    from fondaco.documents import PurchaseOrder

    with pytest.raises(LocalError):
        exchange.ask(
            partner=partner, body=PurchaseOrder(number="", lines=()), url="https://store.example/", about="", now=NOW
        )
    assert not MessageOut.objects.exists()


def test_without_a_transport_of_the_test_s_the_real_one_refuses_what_is_not_listed(partner: Partner) -> None:
    answered = exchange.ask(partner=partner, body=SETUP, url="http://127.0.0.1:9/", about="", now=NOW)

    assert answered.problem is not None
    assert answered.problem.code == "refused_origin"
    assert answered.record.problem == "refused_origin.not_registered"


def test_every_problem_has_words_and_an_unknown_one_has_some_too() -> None:
    assert words.problem("") is None
    assert words.problem("refused_origin.port") is not None
    expired, any_other = words.problem("tls.expired"), words.problem("tls.odd")
    assert expired is not None
    assert any_other is not None
    assert (expired.code, any_other.code) == ("tls", "tls")
    assert expired.words != any_other.words
    unknown = words.problem("never_heard_of")
    assert unknown is not None
    assert unknown.words
    assert words.document("Newspaper") == "Newspaper"
