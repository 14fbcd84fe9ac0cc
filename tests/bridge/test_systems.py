"""What a partner's system is called."""

from __future__ import annotations

import pytest

from fondaco.bridge import systems
from tests.bridge.conftest import make_partner

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("profile", "title"),
    [("plain", ""), ("coupa", "Coupa"), ("our-own-that-is-gone", "our-own-that-is-gone")],
    ids=["none in particular", "one that comes along", "one whose file was taken away"],
)
def test_a_system_is_called_as_its_profile_says(profile: str, title: str) -> None:
    assert systems.title(make_partner(profile=profile)) == title
