"""Letters are rows; the worker sends them, tries again, and gives up in the end."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.urls import reverse

from fondaco.bridge import letters, mail
from fondaco.bridge.models import Mail
from fondaco.bridge.states import Sending
from fondaco.people.models import Person
from tests.bridge.conftest import NOW


class Postman(BaseEmailBackend):
    """Keeps what it is given; raises first, as often as it is told."""

    def __init__(self, failures: int = 0) -> None:
        super().__init__()
        self.failures = failures
        self.taken: list[EmailMessage] = []

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        if self.failures:
            self.failures -= 1
            raise ConnectionRefusedError("no post today")
        self.taken += email_messages
        return len(email_messages)


def letter(**given: Any) -> Mail:
    facts = {"to": "anna@x.example", "subject": "Hello", "text": "See https://desk.example/1", "about": "order:1"}
    return mail.post(**(facts | given), now=NOW)


@pytest.mark.django_db
class TestWriting:
    def test_a_letter_is_a_row_whose_words_are_sealed(self) -> None:
        row = letter(text="canary-text", html="<p>canary-html</p>")

        assert (row.state, row.text, row.html) == (Sending.WAITING, "canary-text", "<p>canary-html</p>")
        assert "canary" not in repr(Mail.objects.values().get())

    def test_it_knows_the_person_it_goes_to(self) -> None:
        anna = Person.objects.create_person(email="Anna@x.example", name="Anna")

        assert letter(to=anna).to == "Anna@x.example"
        assert letter(to="anna@X.example").person == anna

    def test_a_subject_cannot_carry_headers_or_nul(self) -> None:
        assert letter(subject="Order\r\nBcc: evil@x.example\0").subject == "Order Bcc: evil@x.example"

    @pytest.mark.parametrize("to", ["", "nobody in particular <>"])
    def test_nobody_is_not_written_to(self, to: str) -> None:
        with pytest.raises(ValueError, match="somebody"):
            letter(to=to)

    def test_django_s_own_letters_become_rows(self) -> None:
        backend = get_connection("fondaco.bridge.mail.OutboxEmailBackend")
        plain = EmailMessage("One", "text", to=["a@x.example", "b@x.example"])
        rich = EmailMultiAlternatives("Two", "text", to=["c@x.example"], headers={"X-Fondaco-About": "person:1"})
        rich.attach_alternative("<p>text</p>", "text/html")
        rich.attach_alternative("{}", "application/json")

        assert backend.send_messages([plain, rich]) == 2

        assert list(Mail.objects.order_by("pk").values_list("to", "about")) == [
            ("a@x.example", ""),
            ("b@x.example", ""),
            ("c@x.example", "person:1"),
        ]
        assert Mail.objects.get(to="c@x.example").html == "<p>text</p>"

    def test_the_demo_s_postman_sends_nothing_and_says_it_did(self) -> None:
        assert mail.KeepBackend().send_messages([EmailMessage("One", "text", to=["a@x.example"])]) == 1


@pytest.mark.django_db
class TestSending:
    def test_it_is_sent_once(self) -> None:
        row, postman = letter(html="<p>Hello</p>"), Postman()

        assert mail.deliver_due(now=NOW, backend=postman) == 1
        assert mail.deliver_due(now=NOW + timedelta(days=1), backend=postman) == 0

        [message] = postman.taken
        assert isinstance(message, EmailMultiAlternatives)
        assert (message.to, message.subject, len(message.alternatives)) == (["anna@x.example"], "Hello", 1)
        row.refresh_from_db()
        assert (row.state, row.sent_at) == (Sending.DELIVERED, NOW)

    def test_by_default_it_goes_the_way_of_the_settings(self, settings: Any) -> None:
        settings.FONDACO_MAIL_TRANSPORT = "fondaco.bridge.mail.KeepBackend"
        letter()

        assert mail.deliver_due(now=NOW) == 1
        assert Mail.objects.get().state == Sending.DELIVERED

    def test_a_trouble_is_kept_in_words_and_it_is_tried_again_later(self) -> None:
        row, postman = letter(), Postman(failures=1)

        mail.deliver_due(now=NOW, backend=postman)
        row.refresh_from_db()
        assert (row.state, row.trouble) == (Sending.WAITING, "ConnectionRefusedError: no post today")
        assert row.next_attempt_at is not None
        mail.deliver_due(now=row.next_attempt_at, backend=postman)

        row.refresh_from_db()
        assert (row.state, row.trouble) == (Sending.DELIVERED, "")

    def test_after_days_of_trouble_it_is_given_up(self) -> None:
        row, postman = letter(), Postman(failures=99)
        at = NOW
        while row.state == Sending.WAITING:
            assert row.next_attempt_at is not None
            at = row.next_attempt_at
            mail.deliver_due(now=at, backend=postman)
            row.refresh_from_db()

        assert row.state == Sending.DEAD
        assert row.tries == len(mail.PAUSES) + 1
        assert at - NOW > timedelta(hours=48)

    def test_at_most_the_limit_is_sent_in_one_go(self) -> None:
        for _ in range(3):
            letter()
        assert mail.deliver_due(now=NOW, limit=2, backend=Postman()) == 2

    def test_one_whose_worker_died_is_sent_by_another(self) -> None:
        row, postman = letter(), Postman()
        Mail.objects.update(state=Sending.IN_FLIGHT, lease="gone", lease_until=NOW, next_attempt_at=NOW)

        mail.deliver_due(now=NOW, backend=postman)

        row.refresh_from_db()
        assert row.state == Sending.DELIVERED

    def test_what_is_noted_after_the_lease_passed_on_changes_nothing(self) -> None:
        letter()
        mine = mail._claim(NOW)
        assert mine is not None
        Mail.objects.update(lease="another worker's")

        mail._note(mine, "", now=NOW)

        assert Mail.objects.get().state == Sending.IN_FLIGHT


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_a_letter_once() -> None:
    for _ in range(6):
        letter()
    postman = Postman()
    gate = threading.Barrier(3)

    def work() -> None:
        gate.wait()
        while mail.deliver_due(now=NOW, backend=postman):
            pass
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(postman.taken) == 6


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>One<br>two</p>", "<p>One<br>two</p>"),
        ("<script>alert(1)</script>Hello", "Hello"),
        ("<style>p{}</style><title>x</title>Hello", "Hello"),
        ("<script><p>in</p></script></script>out", "out"),
        ('<p onclick="x" style="y">a</p>', "<p>a</p>"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ('<a name="x">y</a>', "y"),
        (
            '<a href="https://x.example/?a=1&amp;b=&quot;">x</a>',
            '<a href="https://x.example/?a=1&amp;b=&quot;" rel="noreferrer noopener">x</a>',
        ),
        ("<svg><b>x</b></svg>Hello", "Hello"),
        ("<img src=x onerror=alert(1)>pic", "pic"),
        ("<p><b>open", "<p><b>open</b></p>"),
        ("<p><b>crossed</p></b>", "<p><b>crossed</b></p>"),
        ("</p>stray", "stray"),
        ("1 &lt; 2 & 3", "1 &lt; 2 &amp; 3"),
        ("", ""),
    ],
)
def test_the_html_of_a_letter_is_made_harmless(html: str, shown: str) -> None:
    assert letters.harmless(html) == shown


@pytest.mark.django_db
class TestEnclosing:
    def test_a_file_is_sealed_and_goes_along(self) -> None:
        row = letter(enclosed=[mail.Enclosed('PO-1 "new"/..\n.pdf', "application/pdf", b"%PDF-canary")])
        postman = Postman()

        mail.deliver_due(now=NOW, backend=postman)

        kept = row.enclosures.get()
        assert (kept.name, kept.size, kept.body) == ("PO-1 new...pdf", 11, b"%PDF-canary")
        assert str(kept) == kept.name
        assert b"canary" not in bytes(kept.body_sealed)
        assert postman.taken[0].attachments == [(kept.name, b"%PDF-canary", "application/pdf")]

    @pytest.mark.parametrize("sizes", [[1] * 6, [6 * 1024 * 1024, 5 * 1024 * 1024]])
    def test_more_than_mail_servers_take_is_not_written(self, sizes: list[int]) -> None:
        with pytest.raises(ValueError, match="too much"):
            letter(enclosed=[mail.Enclosed("a.pdf", "application/pdf", b"x" * size) for size in sizes])

        assert not Mail.objects.exists()

    def test_only_who_reads_mail_gets_the_file(self, client: Any, settings: Any) -> None:
        row = letter(enclosed=[mail.Enclosed("order.pdf", "application/pdf", b"%PDF-1")])
        page = reverse("bridge:enclosure", args=[row.public_id, 1])
        client.force_login(Person.objects.create_person(email="admin@x.example", name="Admin"))

        assert page in client.get(row.get_absolute_url()).content.decode()
        file = client.get(page)
        assert (file.content, file["Content-Type"]) == (b"%PDF-1", "application/pdf")
        assert file["Content-Disposition"] == 'attachment; filename="order.pdf"'
        client.force_login(Person.objects.create_person(email="other@x.example", name="Other"))
        assert client.get(page).status_code == 403
        client.logout()
        assert client.get(page).status_code == 302
