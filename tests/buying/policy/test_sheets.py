"""Rules as a file: out, in, and only as it was shown."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fondaco.buying.company.models import Category
from fondaco.buying.lifecycle import Refused
from fondaco.buying.policy.conditions import Condition
from fondaco.buying.policy.models import PolicyVersion, Who
from fondaco.buying.policy.operations import RuleFacts, add_rule, begin_draft
from fondaco.buying.policy.sheets import MOST_BYTES, read_rules, text_of, write_rules
from tests.buying.world import NOW, World

HEAD = "rule,place,effect,who,people,above,category,supplier,requester,message\n"


@pytest.fixture
def drafted(world: World) -> PolicyVersion:
    Category.objects.create(public_id="c", code="IT", name="Computers")
    made = begin_draft(entity=world.entity, by=world.administrator.person, now=NOW, public_id="draft")
    facts = RuleFacts(
        Who.PERSON,
        people=(world.chief, world.owner),
        needs="any",
        above=Decimal("1000.50"),
        covers_lines=True,
        conditions=(
            Condition("category", {"IT"}, negated=True),
            Condition("supplier", {"sup-store"}),
            Condition("requester", {"emp-asker"}),
        ),
    )
    add_rule(version=made, facts=facts, by=None, now=NOW, public_id="r-people")
    block = RuleFacts(effect="block", message="=Not here", conditions=(Condition("flag", {"blocked"}),))
    add_rule(version=made, facts=block, by=None, now=NOW, public_id="r-block")
    made.refresh_from_db()
    return made


def test_what_was_written_out_reads_back_as_the_same(drafted: PolicyVersion) -> None:
    reading = read_rules(drafted, write_rules(drafted))

    assert [row.what for row in reading.rows] == ["same"] * 5
    assert reading.missing == ()


def test_a_file_names_people_by_mail_and_things_by_their_words(drafted: PolicyVersion) -> None:
    text = write_rules(drafted)

    (row,) = (line for line in text.splitlines() if line.startswith("r-people"))
    assert "chief@buyer.example.com|owner@buyer.example.com" in row
    assert "asker@buyer.example.com" in row
    assert ",Store," in row
    assert "!IT" in row


def test_no_cell_is_a_formula_to_a_spreadsheet(drafted: PolicyVersion) -> None:
    text = write_rules(drafted)

    assert ",'=Not here" in text
    assert read_rules(drafted, text).count("same") == 5


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_file_is_read_however_a_spreadsheet_wrote_it(drafted: PolicyVersion, delimiter: str, encoding: str) -> None:
    lines = delimiter.join(["place", "effect", "message"]) + "\r\n" + delimiter.join(["7", "warn", "Perché così?"])

    (row,) = read_rules(drafted, text_of(lines.encode(encoding))).rows

    assert (row.what, row.facts and row.facts.message) == ("added", "Perché così?")


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (",x,approve,manager,,,,,,", "Choose a place between 1 and 9999."),
        (",0,approve,manager,,,,,,", "Choose a place between 1 and 9999."),
        (",1,approve,manager,,1e9,,,,", "is no amount"),
        (",1,approve,manager,,-5,,,,", "is no amount"),
        (",1,approve,person,nobody@buyer.example.com,,,,,", "Nobody here has the e-mail nobody@buyer.example.com"),
        (",1,approve,manager,,,NOWHERE,,,", "is not in use"),
        (",1,approve,manager,,,,Elsewhere,,", "is not in use"),
        (",1,approve,,,,,,,", "Choose who approves."),
        (",1,warn,,,,,,,", "Write what whoever submits is to read."),
        (",1,explode,manager,,,,,,", "Choose what the rule does."),
        ("r-gone,1,approve,manager,,,,,,", "The draft has no rule r-gone."),
    ],
)
def test_a_row_that_is_no_rule_says_why(drafted: PolicyVersion, cells: str, words: str) -> None:
    (row,) = read_rules(drafted, HEAD + cells).rows

    assert row.what == "refused"
    assert words in row.why
    assert row.number == 2


def test_a_rule_that_stands_twice_is_refused_the_second_time(drafted: PolicyVersion) -> None:
    cells = "r-block,1,block,,,,,,,No\n"

    reading = read_rules(drafted, HEAD + cells + cells)

    assert [row.what for row in reading.rows] == ["changed", "refused"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no_header"),
        ("place,effect\n", "no_header"),
        ("a,b\n1,2", "no_header"),
        ("place,effect,weather\n1,warn,rain", "column_unknown"),
        ("place,effect\n" + "1,warn\n" * 5001, "too_many"),
        ("x" * (MOST_BYTES + 1), "too_large"),
    ],
)
def test_what_is_no_such_table_is_refused_as_a_whole(drafted: PolicyVersion, text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_rules(drafted, text)

    assert refused.value.code == code


def signed_in(world: World) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.administrator.person)
    return client


def shown(client: Client, text: str, **told: Any) -> Any:
    return client.post(reverse("policy:import"), {"file": SimpleUploadedFile("rules.csv", text.encode()), **told})


def test_a_file_is_shown_first_and_taken_only_then(world: World, drafted: PolicyVersion) -> None:
    client = signed_in(world)
    text = HEAD + "r-block,5,block,,,,IT,,,No computers\n,6,approve,person,chief@buyer.example.com,2000,,,,\n"

    page = shown(client, text)
    untouched = drafted.rules.count()
    client.post(reverse("policy:import"), {"text": page.context["text"], "edits": drafted.edits, "apply": "1"})

    assert page.status_code == 200
    assert page.context["counts"] == {"added": 1, "changed": 1, "same": 0, "refused": 0}
    assert untouched == 5
    assert drafted.rules.count() == 6
    changed = drafted.rules.get(public_id="r-block")
    assert (changed.message, changed.sequence) == ("No computers", 5)
    added = drafted.rules.get(above=2000)
    assert [one.pk for one in added.people.all()] == [world.chief.pk]


def test_rules_that_are_not_in_the_file_leave_only_where_that_was_said(world: World, drafted: PolicyVersion) -> None:
    client = signed_in(world)
    text = HEAD + ",6,approve,manager,,,,,,\n"

    client.post(reverse("policy:import"), {"text": text, "edits": drafted.edits, "apply": "1"})
    kept = drafted.rules.count()
    client.post(reverse("policy:import"), {"text": text, "edits": drafted.edits + 1, "apply": "1", "whole": "on"})

    assert kept == 6
    assert [rule.sequence for rule in drafted.rules.all()] == [6]


def test_nothing_is_taken_where_a_row_is_wrong_or_the_draft_was_changed(world: World, drafted: PolicyVersion) -> None:
    client = signed_in(world)
    good, bad = ",6,approve,manager,,,,,,\n", ",6,approve,nobody,,,,,,\n"

    wrong = client.post(reverse("policy:import"), {"text": HEAD + good + bad, "edits": drafted.edits, "apply": "1"})
    late = client.post(reverse("policy:import"), {"text": HEAD + good, "edits": drafted.edits - 1, "apply": "1"})

    assert (wrong.status_code, late.status_code) == (422, 422)
    assert "Somebody else changed the draft" in late.content.decode()
    assert drafted.rules.count() == 5


def test_a_file_is_exported_as_it_is_read(world: World, drafted: PolicyVersion) -> None:
    answer = signed_in(world).get(reverse("policy:export", args=[drafted.public_id]))

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert read_rules(drafted, text_of(answer.content)).count("same") == 5


def test_nobody_else_takes_rules_from_a_file(world: World, drafted: PolicyVersion) -> None:
    client = Client()
    client.force_login(world.auditor.person)

    assert client.get(reverse("policy:export", args=[drafted.public_id])).status_code == 200
    assert client.post(reverse("policy:import"), {"text": HEAD, "apply": "1"}).status_code == 403


def test_it_takes_as_many_statements_for_many_rules_as_for_few(
    drafted: PolicyVersion, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    text = write_rules(drafted)
    with CaptureQueriesContext(
        connection,
    ) as few:
        read_rules(drafted, text)
    for number in range(20):
        add_rule(version=drafted, facts=RuleFacts(Who.MANAGER, sequence=9), by=None, now=NOW, public_id=f"m{number}")
    longer = write_rules(drafted)

    with django_assert_num_queries(len(few)):
        read_rules(drafted, longer)
