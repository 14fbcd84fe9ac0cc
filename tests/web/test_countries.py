"""Countries are named in the reader's language."""

from __future__ import annotations

from django.utils import translation

from fondaco.web.countries import country_choices, country_name


def test_countries_are_named_and_ordered_in_the_readers_language() -> None:
    with translation.override("it"):
        italian = dict(country_choices())
    with translation.override("en"):
        names = [name for _code, name in country_choices()]

    assert italian["DE"] == "Germania"
    assert names == sorted(names)
    assert len(italian) > 200


def test_a_code_that_no_country_has_is_shown_as_it_is() -> None:
    assert country_name("QQ") == "QQ"
    with translation.override("it"):
        assert country_name("CH") == "Svizzera"
