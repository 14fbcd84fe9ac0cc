"""Each component shows what it is given, in words, and lets nothing through as markup."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace as Given
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.utils import timezone, translation

HOSTILE = "<script>alert(1)</script>\"'&"
Rendered = Callable[..., str]


class AskingForm(forms.Form):
    reason = forms.CharField(label="Reason", help_text="One sentence.")
    note = forms.CharField(label="Note", required=False)
    agreed = forms.BooleanField(label="Agreed", required=False)
    way = forms.ChoiceField(label="Way", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])


def included(rendered: Rendered, name: str, **context: Any) -> str:
    return rendered("{% include name %}", name=f"web/components/{name}.html", **context)


def step(**given: Any) -> Given:
    return Given(**{"person": HOSTILE, "why": HOSTILE, "state": HOSTILE, "tone": "going", "note": HOSTILE, **given})


HOSTILE_PIECES = [
    ("{% pill words 'good' %}", {}),
    ("{% pill words words %}", {}),
    ("{% person words words note=words %}", {}),
    ("{% quantity 3 words %}", {}),
    ("{% money 3 words %}", {}),
    ("{% icon 'cart' words %}", {}),
    ("{% notice words title=words %}{{ words }}{% endnotice %}", {}),
    ("{% card title=words %}{{ words }}{% endcard %}", {}),
    ("{% nothing title=words %}{{ words }}{% endnothing %}", {}),
    ("{% dialog id='x' title=words button=words %}{{ words }}{% enddialog %}", {}),
    ("{% chart words rows currency=words %}", {"rows": [(HOSTILE, 3)]}),
    ("{% tiers rows words words %}", {"rows": [(1, 3), (5, 2)]}),
    ("{% query page=words %}", {}),
    ("{% include 'web/components/steps.html' %}", {"steps": [step(), step(tone="good"), step(tone="wrong")]}),
    (
        "{% include 'web/components/timeline.html' %}",
        {"entries": [Given(at=timezone.now(), words=HOSTILE, tone="act", by=HOSTILE, detail=HOSTILE, url="/x")]},
    ),
    (
        "{% include 'web/components/diff.html' %}",
        {"rows": [Given(label=HOSTILE, before=HOSTILE, after=HOSTILE, changed=True)]},
    ),
    (
        "{% include 'web/components/findings.html' %}",
        {"findings": [Given(level="error", path=HOSTILE, expected=HOSTILE, found=HOSTILE, remedy=HOSTILE)]},
    ),
    ("{% include 'web/components/source.html' with source=words marked=1 %}", {}),
    ("{% include 'web/components/copy.html' with value=words %}", {}),
    ("{% include 'web/components/progress.html' %}", {"maximum": 3, "value": 1}),
    (
        "{% include 'web/components/facet.html' with title=words %}",
        {"options": [Given(label=HOSTILE, count=3, url="?a=%22", chosen=True)]},
    ),
    ("{% include 'web/components/tabs.html' %}", {"items": [Given(label=HOSTILE, url="/", active=True, count=0)]}),
    ("{% include 'web/components/breadcrumb.html' with here_label=words %}", {"links": [(HOSTILE, "/")]}),
    (
        "{% include 'web/components/handshake.html' %}",
        {"steps": [Given(title=HOSTILE, words=HOSTILE, tone="act", state=HOSTILE, way="out")]},
    ),
    (
        "{% include 'web/components/table.html' with caption=words %}",
        {"columns": [Given(label=HOSTILE, numeric=True, sortable=True)], "rows": [[HOSTILE]], "totals": [HOSTILE]},
    ),
    ("{% include 'web/components/form.html' %}", {"form": AskingForm({"note": HOSTILE, "way": HOSTILE})}),
]


@pytest.mark.parametrize(("piece", "context"), HOSTILE_PIECES, ids=[piece for piece, _context in HOSTILE_PIECES])
def test_a_hostile_word_stays_a_word(rendered: Rendered, piece: str, context: dict[str, Any]) -> None:
    markup = rendered(piece, words=HOSTILE, **context)

    assert markup.strip()
    assert "<script" not in markup
    assert not re.search(r'="[^"]*<', markup), "a quote broke out of an attribute"


def test_money_without_an_amount_is_a_dash(rendered: Rendered) -> None:
    assert "–" in rendered("{% money nothing 'EUR' %}{{ nothing|money }}")
    assert "–" in rendered("{% money 'NaN' 'EUR' %}")


def test_money_carries_its_exact_value_for_sorting(rendered: Rendered) -> None:
    with translation.override("it"):
        markup = rendered("{{ price|money }}", price=Given(amount=Decimal("1234.5000"), currency="EUR"))

    assert 'value="1234.5000"' in markup
    assert "1.234,50\u202f€" in markup


@pytest.mark.parametrize("tone", ["calm", "going", "good", "act", "wrong"])
def test_a_pill_has_a_word_and_a_shape_beside_its_colour(rendered: Rendered, tone: str) -> None:
    markup = rendered("{% pill 'In words' tone %}", tone=tone)

    assert f"pill-{tone}" in markup
    assert "<svg" in markup
    assert "In words" in markup


def test_a_time_gives_the_exact_one_on_hover_and_to_screen_readers(rendered: Rendered) -> None:
    now = timezone.now()

    markup = rendered("{% when moment %}", moment=now - timedelta(minutes=12), now=now)

    assert "12 minutes ago" in markup
    assert re.search(r'title="\w+, \d+ \w+ \d{4}', markup)
    assert "for-readers" in markup


def test_a_missing_time_or_day_is_a_dash(rendered: Rendered) -> None:
    assert rendered("{% when nothing %}{% day nothing %}").count("–") == 2


def test_a_field_is_tied_to_its_hint_and_its_error(rendered: Rendered) -> None:
    markup = included(rendered, "form", form=AskingForm({"way": "a"}))

    described = re.search(r'<input[^>]*name="reason"[^>]*aria-describedby="([^"]+)"', markup)
    assert described
    for one in described.group(1).split():
        assert f'id="{one}"' in markup
    assert 'aria-invalid="true"' in markup
    assert 'href="#id_reason"' in markup, "the summary links to the field"


def test_an_optional_field_says_so_and_a_needed_one_does_not(rendered: Rendered) -> None:
    form = AskingForm()

    assert "(optional)" in included(rendered, "field", field=form["note"])
    assert "(optional)" not in included(rendered, "field", field=form["reason"])


def test_a_group_of_choices_has_a_legend_and_a_checkbox_its_label_behind_it(rendered: Rendered) -> None:
    form = AskingForm()

    assert "<legend>Way" in included(rendered, "field", field=form["way"])
    assert re.search(
        r'<label for="id_agreed"><input[^>]*><span>Agreed</span>', included(rendered, "field", field=form["agreed"])
    )


def test_the_bar_never_runs_over_its_end(rendered: Rendered) -> None:
    with translation.override("it"):
        markup = rendered("{% bar 40 30 20 5 %}")

    ends = [float(x) + float(width) for x, width in re.findall(r'x="([\d.]+)" y="0" width="([\d.]+)"', markup)]
    assert len(ends) == 3
    assert max(ends) <= 100.01


def test_the_bar_says_its_parts_in_words(rendered: Rendered) -> None:
    markup = rendered("{% bar '40' '25' '5' '0' %}")

    assert "25 confirmed" in markup
    assert "5 rejected" in markup
    assert "later" not in markup
    assert "10 open" in markup


def test_a_bar_of_nothing_is_empty(rendered: Rendered) -> None:
    assert "<rect" not in rendered("{% bar 0 %}")


def test_the_chart_has_its_table(rendered: Rendered) -> None:
    markup = rendered("{% chart 'Spend' rows currency='EUR' %}", rows=[("Oct", 1200), ("Nov", -5)])

    assert markup.count("<rect") == 2
    assert "€1,200.00" in markup
    assert 'height="0"' in markup


def test_a_chart_of_nothing_says_so(rendered: Rendered) -> None:
    assert "No figures yet." in rendered("{% chart 'Spend' rows %}", rows=[])


def test_tiers_fall_with_the_price(rendered: Rendered) -> None:
    markup = rendered("{% tiers rows 'EUR' %}", rows=[(1, "4.60"), (10, "2.30")])

    heights = [float(height) for height in re.findall(r'<rect[^>]*height="([\d.]+)"', markup)]
    assert heights == [36, 18]
    assert "from 10" in markup


def test_drawings_use_points_whatever_the_language(rendered: Rendered) -> None:
    with translation.override("it"):
        markup = rendered("{% bar 3 1 %}{% tiers rows 'EUR' %}", rows=[(1, 3), (2, 2), (3, 1)])

    assert not re.findall(r'(?:x|y|width|height)="[\d.]*,', markup)


def test_a_query_keeps_what_it_does_not_change(rendered: Rendered) -> None:
    assert rendered("{% query page=3 %}") == "?brand=Volta&amp;brand=Brio&amp;page=3"
    assert rendered("{% query brand=None %}") == "?page=2"
    assert rendered("{% query brand=two page='' %}", two=["a", "b c"]) == "?brand=a&amp;brand=b+c"


def test_pagination_marks_the_page_one_is_on(rendered: Rendered) -> None:
    markup = included(rendered, "pagination", page=Paginator(range(4000), 20).get_page(7))

    assert '<span aria-current="page">7</span>' in markup
    assert "page=8" in markup
    assert "121 to 140 of 4,000" in markup


def test_one_page_needs_no_pagination(rendered: Rendered) -> None:
    assert included(rendered, "pagination", page=Paginator(range(3), 20).get_page(1)).strip() == ""


def test_the_viewer_marks_the_lines_of_its_findings(rendered: Rendered) -> None:
    markup = included(rendered, "source", source="one\ntwo\nthree", marked=[2])

    assert '<span class="marked" id="L2" data-line="2">two</span>' in markup
    assert markup.count("marked") == 1


def test_a_document_without_findings_says_so(rendered: Rendered) -> None:
    assert "Nothing was off in this document." in included(rendered, "findings", findings=[])


def test_a_table_without_rows_is_an_empty_state(rendered: Rendered) -> None:
    markup = included(rendered, "table", rows=[], empty_title="No orders yet", empty_words="They come.")

    assert "<table" not in markup
    assert "No orders yet" in markup


def test_messages_become_notices_with_the_tone_of_their_level() -> None:
    told = [Given(level_tag=level, __str__=lambda self: "x") for level in ("error", "warning", "success", "info")]

    markup = render_to_string("web/components/notices.html", {"messages": told})

    assert [f"notice-{tone}" in markup for tone in ("wrong", "act", "good", "calm")] == [True] * 4
