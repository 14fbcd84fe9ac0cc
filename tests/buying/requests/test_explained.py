"""What a buyer explains of a supplier's classification reaches the lines that are still being written, and no other."""

from __future__ import annotations

from typing import Any

import pytest

from fondaco.audit.models import Line
from fondaco.buying.company.models import Category
from fondaco.buying.requests.models import PurchaseRequest, RequestLine
from fondaco.buying.requests.operations import submit_request
from fondaco.buying.suppliers.explaining import explain_category, explain_unit
from fondaco.buying.suppliers.models import Unmapped
from tests.buying.requests.filling import DRILL, PENS, answers, claim, visit
from tests.buying.world import World, add_supplier, after, build_world


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def tools() -> Category:
    return Category.objects.create(public_id="cat-tools", code="TOOLS", name="Tools")


@pytest.fixture
def request_(world: World) -> PurchaseRequest:
    """Pens and a drill in a draft, both of a classification that nobody explained."""
    made: PurchaseRequest = claim(world, visit(world, world.supplier, [PENS, DRILL])).request
    classify(made, "DRILL", "27112703")
    classify(made, "PEN", "44121701")
    return made


def classify(request: PurchaseRequest, part: str, code: str) -> None:
    request.lines.filter(supplier_part_id=part).update(category=None, classifications=[["UNSPSC", code]])


def explain(world: World, category: Category, theirs: str, **told: Any) -> int:
    explained = explain_category(
        **{"supplier": world.supplier, "domain": "UNSPSC", "theirs": theirs, "category": category, **told},
        by=world.buyer.person, now=after(9),
    )  # fmt: skip
    return explained.lines


def category_of_line(request: PurchaseRequest, part: str) -> Category | None:
    return RequestLine.objects.get(request=request, supplier_part_id=part).category


def test_lines_still_being_written_get_the_category(world: World, request_: PurchaseRequest, tools: Category) -> None:
    seen = PurchaseRequest.objects.get(pk=request_.pk).version

    assert explain(world, tools, "2711") == 1

    assert category_of_line(request_, "DRILL") == tools
    assert category_of_line(request_, "PEN") is None
    request_.refresh_from_db()
    assert request_.version == seen + 1  # who edits it now is told that it changed
    line = Line.objects.get(action="request.categories_explained")
    assert line.subject == request_.about


def test_it_is_applied_once(world: World, request_: PurchaseRequest, tools: Category) -> None:
    explain(world, tools, "2711")

    assert explain(world, tools, "2711") == 0


def test_what_the_approvers_have_seen_stays_as_it_is(world: World, request_: PurchaseRequest, tools: Category) -> None:
    request_.refresh_from_db()
    submit_request(
        request=request_, version=request_.version, answers=answers(world, request_), by=request_.requester,
        now=after(5),
    )  # fmt: skip

    assert explain(world, tools, "2711") == 0
    assert category_of_line(request_, "DRILL") is None


def test_what_somebody_chose_stays(world: World, request_: PurchaseRequest, tools: Category) -> None:
    chosen = Category.objects.create(public_id="cat-own", code="OWN", name="Own")
    request_.lines.filter(supplier_part_id="DRILL").update(category=chosen)

    assert explain(world, tools, "2711") == 0
    assert category_of_line(request_, "DRILL") == chosen


def test_another_suppliers_word_is_not_this_ones(world: World, request_: PurchaseRequest, tools: Category) -> None:
    other = add_supplier("Other", "other")

    assert explain(world, tools, "2711", supplier=other) == 0
    assert explain(world, tools, "2711", supplier=None) == 1  # the company's word is everybody's


def test_a_longer_beginning_still_says_what_it_is(world: World, request_: PurchaseRequest, tools: Category) -> None:
    drills = Category.objects.create(public_id="cat-drills", code="DRILLS", name="Drills", parent=tools)
    explain(world, drills, "271127")
    request_.lines.update(category=None)

    assert explain(world, tools, "2711") == 1
    assert category_of_line(request_, "DRILL") == drills


def test_a_unit_changes_no_line_and_nothing_new_waits(world: World, request_: PurchaseRequest) -> None:
    waiting = Unmapped.objects.count()

    explained = explain_unit(supplier=world.supplier, theirs="EA", unit="H87", by=world.buyer.person, now=after(9))

    assert explained.lines == 0
    assert Unmapped.objects.count() == waiting
    assert set(request_.lines.values_list("unit", flat=True)) == {"EA"}
