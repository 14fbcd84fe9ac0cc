"""POST /cxml as partners meet it: HTTP round the inbox."""

from __future__ import annotations

import io
import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory

from fondaco.audit.models import Line
from fondaco.bridge import reception, views
from fondaco.bridge.models import MessageIn, Partner, Refused
from fondaco.documents import Status
from fondaco.wire import cxml
from tests.bridge.conftest import incoming, make_partner
from tests.bridge.handlers import Behaviour


def post(data: bytes, **more: Any) -> Any:
    return Client(enforce_csrf_checks=True).post("/cxml", data, content_type="text/xml", **more)


def status_in(response: Any) -> Status:
    message = cxml.read(response.content).message
    assert message is not None
    assert isinstance(message.body, Status)
    return message.body


@pytest.mark.django_db
def test_an_order_posted_without_any_cookie_is_answered_in_xml(partner: Partner) -> None:
    response = post(incoming())

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies
    assert status_in(response).code == 201
    assert MessageIn.objects.get().source == "127.0.0.1"


@pytest.mark.django_db
def test_a_multipart_message_is_read_by_the_boundary_in_the_http_header(partner: Partner) -> None:
    parts = (
        b"--edge\r\nContent-Type: text/plain\r\nContent-ID: <note@x>\r\n\r\nA note.\r\n"
        b"--edge\r\nContent-Type: text/xml\r\nContent-ID: <order@x>\r\n\r\n" + incoming() + b"\r\n--edge--\r\n"
    )
    kind = 'multipart/related; boundary="edge"; start="<order@x>"'

    response = Client().generic("POST", "/cxml", parts, content_type=kind)

    assert status_in(response).code == 201
    assert cxml.read(MessageIn.objects.get().body).message is not None


@pytest.mark.django_db
def test_a_proxy_of_ours_tells_where_a_message_came_from(partner: Partner, settings: Any) -> None:
    settings.FONDACO_TRUST_PROXY = True

    post(incoming(), headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.7"})
    post(incoming(payload_id="2@x"))

    assert set(MessageIn.objects.values_list("source", flat=True)) == {"198.51.100.7", "127.0.0.1"}


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_any_other_method_is_told_to_post(method: str) -> None:
    response = getattr(Client(), method)("/cxml")

    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"
    assert b"POST" in response.content


@pytest.mark.django_db
def test_eleven_megabytes_are_refused_with_413_and_a_status_inside(partner: Partner) -> None:
    response = post(b"<cXML>" + b"x" * (11 * 1024 * 1024))

    assert response.status_code == 413
    assert status_in(response).code == 406
    assert Refused.objects.get().reason == Refused.Reason.TOO_LARGE


@pytest.mark.django_db
def test_a_compressed_body_is_refused_with_415() -> None:
    response = post(b"\x1f\x8b", headers={"Content-Encoding": "gzip"})

    assert response.status_code == 415
    assert status_in(response).code == 406


def test_no_more_is_read_than_the_limit_and_a_bit_to_be_thrown_away() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"x" * size

    request = RequestFactory().post("/cxml", headers={"Transfer-Encoding": "chunked"})
    endless = Endless()
    del request.META["CONTENT_LENGTH"]
    request.META["wsgi.input"] = endless

    with pytest.raises(reception.TooLarge):
        reception.body(request)

    assert endless.given <= reception.LIMIT + reception.DRAIN + 2 * 64 * 1024


def test_a_chunked_body_is_read_though_it_names_no_length() -> None:
    request = RequestFactory().post("/cxml", headers={"Transfer-Encoding": "chunked"})
    del request.META["CONTENT_LENGTH"]
    request.META["wsgi.input"] = io.BytesIO(b"<cXML/>")

    assert reception.body(request) == b"<cXML/>"


def test_the_drain_ends_where_the_sender_does() -> None:
    data = b"x" * (reception.LIMIT + 100_000)
    request = RequestFactory().post("/cxml", data, content_type="text/xml")

    with pytest.raises(reception.TooLarge):
        reception.body(request)


@pytest.mark.django_db(transaction=True)
def test_twenty_identical_posts_at_once_have_one_effect_and_twenty_equal_answers() -> None:
    make_partner()
    data = incoming()
    answers: list[tuple[int, bytes]] = []
    gate = threading.Barrier(20)

    def one() -> None:
        gate.wait()
        request = RequestFactory().post("/cxml", data, content_type="text/xml")
        response = views.cxml(request)
        answers.append((response.status_code, response.content))
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 20
    assert len(set(answers)) == 1
    assert answers[0][0] == 200
    assert Line.objects.filter(action="order.taken").count() == 1
    assert MessageIn.objects.get().repeated == 19


@pytest.mark.django_db(transaction=True)
def test_a_message_is_stored_before_it_is_handled_and_survives_a_crash() -> None:
    make_partner()
    seen: list[int] = []

    def look_from_outside(incoming: Any) -> Status:
        def count() -> None:
            seen.append(MessageIn.objects.count())
            connection.close()

        other = threading.Thread(target=count)
        other.start()
        other.join()
        raise RuntimeError("killed")

    Behaviour.order = look_from_outside
    response = post(incoming())

    assert response.status_code == 500
    assert seen == [1]
    assert MessageIn.objects.get().state == "failed"
    assert Line.objects.count() == 0
