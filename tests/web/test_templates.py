"""What holds for every template of the house, whoever wrote it: the content security policy allows nothing inline."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.base import Template
from django.template.loader import get_template
from django.utils.translation.template import templatize

import fondaco

PACKAGE = Path(fondaco.__file__).parent
PAGES = sorted(path for path in PACKAGE.rglob("templates/**/*") if path.suffix in {".html", ".svg"})
STYLES = sorted(PACKAGE.rglob("static/**/*.css"))

INLINE = re.compile(
    r"""<style\b | \sstyle\s*= | \son[a-z]+\s*=\s*["'] | javascript: | <script(?![^>]*\bsrc=) """,
    re.IGNORECASE | re.VERBOSE,
)


def of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("path", PAGES, ids=of)
def test_a_template_has_no_inline_style_or_script(path: Path) -> None:
    assert not INLINE.findall(path.read_text("utf-8"))


@pytest.mark.parametrize("path", PAGES, ids=of)
def test_a_template_shows_nothing_unescaped(path: Path) -> None:
    text = path.read_text("utf-8")

    assert "|safe" not in text
    assert "autoescape off" not in text


@pytest.mark.parametrize("path", [path for path in PAGES if path.suffix == ".html"], ids=of)
def test_a_template_can_be_read_by_django_and_by_the_translators(path: Path) -> None:
    text = path.read_text("utf-8")

    Template(text)
    templatize(text, origin=str(path))


@pytest.mark.parametrize("path", STYLES, ids=of)
def test_a_stylesheet_uses_only_custom_properties_that_exist(path: Path) -> None:
    known = {name for style in STYLES for name in re.findall(r"(--[\w-]+)\s*:", style.read_text("utf-8"))}

    assert set(re.findall(r"var\((--[\w-]+)", path.read_text("utf-8"))) <= known


def test_the_stylesheets_and_the_script_weigh_little() -> None:
    weight = sum(path.stat().st_size for path in [*STYLES, *PACKAGE.rglob("static/**/*.js")])

    assert weight < 60_000


def test_every_icon_that_a_template_asks_for_exists() -> None:
    asked = {name for path in PAGES for name in re.findall(r"""\{%\s*icon ["']([\w-]+)["']""", path.read_text("utf-8"))}

    assert asked
    for name in sorted(asked):
        get_template(f"web/icons/{name}.svg")
