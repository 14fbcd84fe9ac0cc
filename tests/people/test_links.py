"""A token is kept as its digest only."""

from __future__ import annotations

from fondaco.people.links import digest_of, new_token


def test_tokens_differ_and_are_long_enough_not_to_be_guessed() -> None:
    tokens = {new_token() for _ in range(100)}

    assert len(tokens) == 100
    assert all(len(token) == 43 for token in tokens)


def test_the_digest_tells_nothing_of_the_token_and_is_always_the_same() -> None:
    token = new_token()

    assert digest_of(token) == digest_of(token)
    assert len(digest_of(token)) == 64
    assert token not in digest_of(token)
    assert digest_of("ünïcode\0") != digest_of("ünïcode")
