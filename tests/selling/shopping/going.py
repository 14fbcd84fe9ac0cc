"""What a shopper does: put something in, submit, and read what their purchasing system gets."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape

from django.test import Client

from fondaco.documents import Cart, PunchOutSetup
from fondaco.wire import cxml
from tests.selling import making


def add(client: Client, key: str, quantity: str = "2", **more: str) -> None:
    response = client.post("/cart/add", {"offer": key, "quantity": quantity, **more})
    assert response.status_code == 303


def shown(client: Client) -> str:
    """The digest of the cart as its page shows it."""
    found = re.search(r'name="shown" value="([0-9a-f]{64})"', client.get("/cart").content.decode())
    assert found
    return found[1]


def submit(client: Client) -> str:
    """The page that carries the cart home."""
    response = client.post("/cart/submit", {"shown": shown(client)})
    assert response.status_code == 200, response.content
    return response.content.decode()


def cart_in(page: str) -> Cart:
    found = re.search(r'name="cxml-urlencoded" value="([^"]*)"', page)
    assert found
    message = cxml.read(cxml.read_cart_form({"cxml-urlencoded": unescape(found[1])})).message
    assert message is not None
    assert isinstance(message.body, Cart)
    return message.body


def came(sender: making.Sender, setup: PunchOutSetup, now: datetime, client: Client | None = None) -> Client:
    """A browser that has come in by a setup."""
    browser = client or Client()
    _, answer = sender.say(setup, now=now)
    assert browser.get(making.start_path(answer)).status_code == 303
    return browser
