"""A return address is read strictly: what is taken can be read in one way only."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fondaco.selling.shopping.return_address import AddressRefused, WrongAddress, checked_origin, origin_of

OURS = "https://buyer.example.com"
# What browsers drop, mend or read as something else.
TRICKS = [
    "\\",
    "@",
    "//",
    "/",
    "?",
    "#",
    ":",
    "%2f",
    "%40",
    "%00",
    "\t",
    "\n",
    "\r",
    " ",
    "。",
    "．",
    "\u200b",
    "ß",
    "evil.net",
    ".",
    "443",
    "[",
    "]",
]


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://buyer.example.com/a", OURS),
        ("https://BUYER.EXAMPLE.COM", OURS),
        ("HTTPS://buyer.example.com:443/a?b=c&d", OURS),
        ("https://buyer.example.com?x", OURS),
        ("https://buyer.example.com:8443/", f"{OURS}:8443"),
        ("https://buyer.example.com:08443/", f"{OURS}:8443"),
        ("http://localhost:8000/punchout", "http://localhost:8000"),
    ],
)
def test_plain_addresses_have_their_origin(url: str, origin: str) -> None:
    assert origin_of(url) == origin


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", WrongAddress.MISSING),
        ("  ", WrongAddress.MISSING),
        ("ftp://buyer.example.com/", WrongAddress.NOT_HTTPS),
        ("https://buyer.example.com:0/", WrongAddress.UNREADABLE),
        ("https://buyer.example.com:65536/", WrongAddress.UNREADABLE),
        ("https://buyer.example.com:/", WrongAddress.UNREADABLE),
        ("https://-buyer.example.com/", WrongAddress.UNREADABLE),
        ("https://buyer..example.com/", WrongAddress.UNREADABLE),
        ("https://[::1]/", WrongAddress.UNREADABLE),
        ("https:///buyer.example.com", WrongAddress.UNREADABLE),
        ("https://buyer.example.com/a b", WrongAddress.UNREADABLE),
        ("https://buyer.example.com/" + "a" * 4000, WrongAddress.UNREADABLE),
    ],
)
def test_what_is_not_plain_is_no_address(url: str, why: WrongAddress) -> None:
    with pytest.raises(AddressRefused) as refusal:
        origin_of(url)

    assert refusal.value.why is why


def test_plain_http_is_taken_only_where_the_site_lists_it_and_the_customer_registered_it() -> None:
    url = "http://localhost:8000/x"
    origin = "http://localhost:8000"

    assert checked_origin(url, registered=[origin], plain_http=[origin]) == origin
    for registered, listed in (([origin], []), ([], [origin])):
        with pytest.raises(AddressRefused):
            checked_origin(url, registered=registered, plain_http=listed)


def test_what_was_registered_wrongly_registers_nothing() -> None:
    with pytest.raises(AddressRefused):
        checked_origin(f"{OURS}/x", registered=["buyer.example.com", "https://*"], plain_http=[])


@given(parts=st.lists(st.sampled_from([*TRICKS, OURS, "buyer.example.com", "https:", "http:"]), max_size=7))
def test_whatever_is_taken_names_our_host_to_every_reader(parts: list[str]) -> None:
    url = "".join(["https://", *parts])
    try:
        checked_origin(url, registered=[OURS], plain_http=[])
    except AddressRefused:
        return

    assert urlsplit(url).hostname == "buyer.example.com"
    assert urlsplit(url).port in (None, 443)
    assert urlsplit(url).username is None
    # As a browser reads it: backslashes are slashes, the host ends at the first of / ? #.
    assert re.split(r"[/\\?#]", url[len("https://") :])[0].removesuffix(":443").lower() == "buyer.example.com"
    assert "\\" not in url
