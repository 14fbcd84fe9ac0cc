"""The messages tool finds every string, keeps translations, and says what is missing."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest

from fondaco.web import messages

VIEWS = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy

TITLE = pgettext_lazy("quantity", "open")


def words(n, name):
    return _("Hello %(name)s") % {"name": name}, ngettext("%(n)d line", "%(n)d lines", n), _("two " "parts")
"""
PAGE = """
{% load i18n %}<p>it's {% translate "It's 50% 'off'" %} {{ x|default:_("none") }}
{% blocktranslate trimmed count n=n %}
  one {{ n }} "thing"
{% plural %}
  {{ n }} things
{% endblocktranslate %}
{# {% translate "not said" %} #}
"""
SAID = {
    "open": ("aperto", "quantity"),
    "Hello %(name)s": ("Ciao %(name)s", None),
    "two parts": ("due parti", None),
    "It's 50%% 'off'": ("Scontato del 50%%", None),
    "none": ("nessuno", None),
}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A package with a room that owns its strings, and a slice that owns its own."""
    source = tmp_path / "fondaco"
    slice_ = source / "buying" / "orders"
    (slice_ / "templates" / "buying_orders").mkdir(parents=True)
    (slice_ / "locale").mkdir()
    (slice_ / "views.py").write_text(VIEWS)
    (slice_ / "templates" / "buying_orders" / "page.html").write_text(PAGE)
    (source / "buying" / "home.py").write_text('from x import gettext as _\na = _("Home")\n')
    return source


def translate(source: Path, owner: str) -> Path:
    path = messages.catalogue_path(source / owner, "it")
    catalogue = messages.read_catalogue(path, "it")
    for message in catalogue:
        if isinstance(message.id, tuple):
            message.string = tuple(message.id)
        elif message.id in SAID:
            message.string = SAID[message.id][0]
        elif message.id:
            message.string = message.id.upper()
    path.write_text(messages._po_text(catalogue), "utf-8")
    return path


def test_extract_finds_the_strings_of_python_and_of_templates(source: Path) -> None:
    messages.extract(source=source)

    catalogue = messages.read_catalogue(messages.catalogue_path(source / "buying" / "orders", "it"), "it")
    found = {(message.id, message.context) for message in catalogue if message.id}
    assert found == {
        *((one, context) for one, (_italian, context) in SAID.items()),
        (("%(n)d line", "%(n)d lines"), None),
        (('one %(n)s "thing"', "%(n)s things"), None),
    }


def test_the_nearest_owner_keeps_a_string_and_a_room_gets_what_nobody_owns(source: Path) -> None:
    messages.extract(source=source)

    assert 'msgid "Home"' in messages.catalogue_path(source / "buying", "it").read_text("utf-8")
    assert "two parts" not in messages.catalogue_path(source / "buying", "it").read_text("utf-8")


def test_extracting_again_changes_nothing_and_keeps_translations(source: Path) -> None:
    messages.extract(source=source)
    path = translate(source, "buying/orders")
    before = path.read_text("utf-8")

    messages.extract(source=source)

    assert path.read_text("utf-8") == before
    assert "Ciao %(name)s" in before


def test_extracting_some_owners_leaves_the_others_alone(source: Path) -> None:
    messages.extract(source=source, only=["buying.orders"])

    assert messages.catalogue_path(source / "buying" / "orders", "it").exists()
    assert not messages.catalogue_path(source / "buying", "it").exists()


def test_a_string_that_another_owner_has_translated_is_filled_in(source: Path) -> None:
    messages.extract(source=source)
    translate(source, "buying/orders")
    (source / "buying" / "home.py").write_text('from x import gettext as _\na = _("two parts")\n')

    messages.extract(source=source)

    assert 'msgstr "due parti"' in messages.catalogue_path(source / "buying", "it").read_text("utf-8")


def test_check_is_content_when_everything_is_translated(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    messages.extract(source=source)
    translate(source, "buying/orders")
    translate(source, "buying")

    assert messages.main(["check", "--source", str(source)]) == 0
    assert "Every string is translated" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda text: text.replace('msgstr "due parti"', 'msgstr ""'), "untranslated: 'two parts'"),
        (lambda text: text.replace("Ciao %(name)s", "Ciao %(nome)s"), "placeholders differ: 'Hello %(name)s'"),
        (lambda text: text.replace('msgid "none"', 'msgid "gone"'), "no longer said: 'gone'"),
        (lambda text: text.replace('msgid "none"', 'msgid "gone"'), "missing: 'none'"),
        (
            lambda text: text.replace('msgstr[1] "%(n)d lines"', 'msgstr[1] "righe"'),
            "placeholders differ: '%(n)d line'",
        ),
        (lambda text: text.replace('#, python-format\nmsgid "Hello', '#, fuzzy\nmsgid "Hello'), "untranslated: 'Hello"),
    ],
)
def test_check_names_what_is_wrong_and_fails(
    source: Path, capsys: pytest.CaptureFixture[str], spoil: object, complaint: str
) -> None:
    messages.extract(source=source)
    translate(source, "buying")
    path = translate(source, "buying/orders")
    path.write_text(spoil(path.read_text("utf-8")), "utf-8")  # type: ignore[operator]

    assert messages.main(["check", "--source", str(source)]) == 1
    assert complaint in capsys.readouterr().out


def test_check_names_a_string_that_grew_a_plural(source: Path) -> None:
    messages.extract(source=source)
    translate(source, "buying")
    (source / "buying" / "home.py").write_text('from x import ngettext\na = ngettext("Home", "Homes", 2)\n')

    assert any("missing plural: 'Home'" in fault for fault in messages.check(source=source))


def test_check_tells_when_two_owners_translate_differently(source: Path) -> None:
    (source / "buying" / "home.py").write_text('from x import gettext as _\na = _("two parts")\n')
    messages.extract(source=source)
    translate(source, "buying/orders")
    path = translate(source, "buying")
    path.write_text(path.read_text("utf-8").replace("due parti", "due pezzi"), "utf-8")

    assert any("differ: 'two parts'" in fault for fault in messages.check(source=source))


def test_compile_writes_what_gettext_reads(source: Path) -> None:
    messages.extract(source=source)
    path = translate(source, "buying/orders")

    messages.main(["compile", "--source", str(source)])

    with path.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("two parts") == "due parti"


def test_the_head_of_a_catalogue_holds_no_time_and_no_name(source: Path) -> None:
    messages.extract(source=source)

    head = messages.catalogue_path(source / "buying", "it").read_text("utf-8").partition("\n\n")[0]
    assert "Date" not in head
    assert "@" not in head


def test_the_look_itself_is_translated() -> None:
    assert messages.check(only=["web"]) == []
