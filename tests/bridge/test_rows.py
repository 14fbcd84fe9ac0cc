"""Statements that are built once mean what Django's own mean."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection
from django.db.models import F
from django.db.models.functions import Upper
from django.db.transaction import TransactionManagementError, atomic
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fondaco import rows
from fondaco.audit.models import Line
from fondaco.bridge.models import Attempt, MessageIn, MessageOut, Partner, Refused
from fondaco.bridge.states import Taking
from fondaco.people.models import Person
from tests.bridge.conftest import make_partner

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def refused(**values: Any) -> Refused:
    return Refused(**{"reason": Refused.Reason.LOCKED, "at": NOW, **values})


def message(partner: Partner, **values: Any) -> MessageIn:
    given = {
        "document_type": "PurchaseOrder",
        "key": "id:1",
        "fingerprint": "f",
        "body_sealed": b"\x00\xff%s",
        **values,
    }
    return MessageIn(partner=partner, created_at=NOW, **given)


def test_a_row_is_inserted_as_django_would_and_gets_its_key() -> None:
    row = rows.insert(message(make_partner(), explanation="100 % of it; it's “so”"))

    found = MessageIn.objects.get(pk=row.pk)
    assert not row._state.adding
    for field in MessageIn._meta.concrete_fields:
        wrote, read = getattr(row, field.attname), getattr(found, field.attname)
        assert (bytes(read) if isinstance(read, memoryview) else read) == wrote, field.name


def test_what_a_field_prepares_is_prepared() -> None:
    row = rows.insert(Line(action="a", subject="s", at=NOW, before={"n": [1, "zwei"]}, after=None, by=None))

    found = Line.objects.get(pk=row.pk)
    assert (found.before, found.after) == ({"n": [1, "zwei"]}, None)


def test_several_rows_get_their_keys_in_sequence() -> None:
    several = [refused(identity=str(number)) for number in range(5)]

    with CaptureQueriesContext(connection) as ran:
        rows.together(rows.inserting(several))

    assert len(ran) == 1
    assert [Refused.objects.get(pk=row.pk).identity for row in several] == ["0", "1", "2", "3", "4"]


def test_a_row_that_is_there_is_left_alone_and_the_new_one_gets_no_key() -> None:
    partner = make_partner()
    first = rows.insert(message(partner, number="first"))

    second = rows.insert(message(partner, number="second"), unless=" ON CONFLICT (partner_id, key) DO NOTHING")

    assert second.pk is None
    assert [row.number for row in MessageIn.objects.all()] == ["first"]
    assert MessageIn.objects.get().pk == first.pk


def test_the_database_still_refuses() -> None:
    partner = make_partner()
    rows.insert(message(partner))

    with pytest.raises(IntegrityError), atomic():
        rows.insert(message(partner))

    assert MessageIn.objects.count() == 1


def test_only_the_named_fields_are_written() -> None:
    row = rows.insert(message(make_partner()))
    row.state, row.answer_sealed, row.source = Taking.HANDLED, b"yes", "not named"

    rows.update(row, "state", "answer_sealed")

    found = MessageIn.objects.get(pk=row.pk)
    assert (found.state, bytes(found.answer_sealed or b""), found.source) == ("handled", b"yes", "")


def test_a_row_that_is_gone_cannot_be_updated() -> None:
    row = rows.insert(refused())
    Refused.objects.all().delete()

    with pytest.raises(DatabaseError, match="not there"):
        rows.update(row, "identity")


def test_writes_of_several_tables_go_together_or_not_at_all() -> None:
    partner = make_partner()
    rows.insert(message(partner))

    with pytest.raises(IntegrityError), atomic():
        rows.together(rows.inserting([refused()]), rows.inserting([message(partner)]))

    assert not Refused.objects.exists()


def test_an_expression_is_no_value_of_a_row() -> None:
    row = rows.insert(message(make_partner()))
    row.repeated = F("repeated") + 1  # type: ignore[assignment]

    with pytest.raises(ProgrammingError):
        rows.update(row, "repeated")

    assert MessageIn.objects.get().repeated == 0


def test_a_question_finds_what_its_queryset_finds_whatever_it_is_asked() -> None:
    question: rows.Question[Refused] = rows.Question(
        lambda who, since, ids: (
            Refused.objects.select_related("partner")
            .filter(identity__iexact=who, at__gt=since, pk__any_of=ids, reason="locked")
            .order_by("pk")
        ),
        who=str,
        since=type(NOW),
        ids=list,
    )
    partner = make_partner()
    kept = [rows.insert(refused(identity=who, partner=partner)) for who in ("Ada", "ada", "Bo")]
    every = [row.pk for row in kept]

    with CaptureQueriesContext(connection) as ran:
        found = question.all(who="ADA", since=NOW - timedelta(1), ids=every)
        names = {row.partner.name for row in found if row.partner}

    assert found == kept[:2]
    assert names == {partner.name}
    assert len(ran) == 1
    assert question.all(who="ada", since=NOW, ids=every) == []
    assert question.all(who="ada", since=NOW - timedelta(1), ids=[every[1]]) == [kept[1]]
    assert question.first(who="bo", since=NOW - timedelta(1), ids=every) == kept[2]
    assert question.first(who="nobody", since=NOW - timedelta(1), ids=every) is None


def test_what_was_annotated_stands_on_the_row() -> None:
    question: rows.Question[Refused] = rows.Question(
        lambda who: Refused.objects.filter(identity=who).annotate(loud=Upper("identity"), twice=F("pk") * 2), who=str
    )
    row = rows.insert(refused(identity="x"))

    (found,) = question.all(who="x")

    assert (vars(found)["loud"], vars(found)["twice"]) == ("X", row.pk * 2)


def test_a_day_is_asked_for_as_a_day() -> None:
    question: rows.Question[Refused] = rows.Question(
        lambda day, other: Refused.objects.filter(at__date__gte=day, at__date__lte=other), day=date, other=date
    )
    rows.insert(refused())

    assert question.first(day=NOW.date() - timedelta(2), other=NOW.date() + timedelta(2)) is not None
    assert question.first(day=NOW.date() - timedelta(9), other=NOW.date() - timedelta(8)) is None


def test_nothing_beside_a_row_is_none() -> None:
    question: rows.Question[Refused] = rows.Question(
        lambda who: Refused.objects.select_related("partner").filter(identity=who), who=str
    )
    rows.insert(refused(identity="x"))

    (found,) = question.all(who="x")

    assert found.partner is None


def test_a_question_may_find_tuples() -> None:
    question: rows.Question[tuple[Any, ...]] = rows.Question(
        lambda subject: Line.objects.filter(subject=subject).values_list("after", "by"), subject=str
    )
    rows.insert(Line(action="a", subject="s", at=NOW, after={"total": str(Decimal("1.50"))}, by=7))

    assert question.all(subject="s") == [({"total": "1.50"}, 7)]


def test_what_was_left_out_is_read_when_it_is_asked_for() -> None:
    question: rows.Question[MessageIn] = rows.Question(
        lambda pk: MessageIn.objects.filter(pk=pk).defer("body_sealed"), pk=int
    )
    row = rows.insert(message(make_partner()))

    (found,) = question.all(pk=row.pk)

    assert "body_sealed" in found.get_deferred_fields()
    assert bytes(found.body_sealed) == b"\x00\xff%s"


@pytest.mark.django_db(transaction=True)
def test_a_question_that_locks_needs_a_transaction_each_time() -> None:
    question: rows.Question[Refused] = rows.Question(
        lambda pk: Refused.objects.select_for_update().filter(pk=pk), pk=int
    )
    row = rows.insert(refused())

    with pytest.raises(TransactionManagementError):
        question.all(pk=row.pk)
    with atomic():
        assert question.all(pk=row.pk) == [row]
    with pytest.raises(TransactionManagementError):
        question.all(pk=row.pk)


def test_what_a_question_finds_cannot_be_prefetched_to() -> None:
    question: rows.Question[Person] = rows.Question(
        lambda pk: Person.objects.prefetch_related("demo").filter(pk=pk), pk=int
    )

    with pytest.raises(ValueError, match="prefetched"):
        question.all(pk=1)


def test_a_change_changes_what_its_queryset_would_and_says_how_many() -> None:
    change = rows.Change(
        lambda who, since, words: (Refused.objects.filter(identity__iexact=who, at__gt=since), {"domain": words}),
        who=str,
        since=type(NOW),
        words=str,
    )
    for who in ("Ada", "ada", "Bo"):
        rows.insert(refused(identity=who))

    assert change.run(who="ADA", since=NOW - timedelta(1), words="100 %") == 2
    assert change.run(who="ada", since=NOW, words="later") == 0
    assert sorted(Refused.objects.values_list("identity", "domain")) == [("Ada", "100 %"), ("Bo", ""), ("ada", "100 %")]


def test_rows_at_hand_are_not_asked_for() -> None:
    partner = make_partner()
    outgoing = MessageOut(pk=1, partner=partner, document_type="PurchaseOrder", body_sealed=b"", created_at=NOW)
    attempts = [Attempt(message=outgoing, number=1, at=NOW)]

    rows.beside(outgoing, "attempts", attempts)

    with CaptureQueriesContext(connection) as ran:
        assert list(outgoing.attempts.all()) == attempts
    assert len(ran) == 0


@pytest.mark.django_db(transaction=True)
def test_an_operation_joins_its_callers_transaction_or_has_its_own() -> None:
    seen: list[bool] = []

    @rows.in_transaction
    def operation() -> None:
        seen.append(connection.in_atomic_block)
        rows.insert(refused())
        raise ValueError

    with pytest.raises(ValueError):
        operation()
    assert not Refused.objects.exists()
    with CaptureQueriesContext(connection) as ran, atomic(), pytest.raises(ValueError):
        operation()
    assert Refused.objects.count() == 1
    assert seen == [True, True]
    assert not any("SAVEPOINT" in one["sql"] for one in ran)


def test_what_waits_goes_with_the_next_question_and_is_seen_by_it() -> None:
    question: rows.Question[Refused] = rows.Question(lambda who: Refused.objects.filter(identity=who), who=str)

    with CaptureQueriesContext(connection) as ran, rows.gathering():
        rows.later(rows.inserting([refused(identity="x")]))
        rows.later(rows.inserting([refused(identity="x")]))
        assert len(ran) == 0
        found = question.all(who="x")
        assert len(ran) == 1
        rows.later(rows.inserting([refused(identity="y")]))

    assert len(found) == 2
    assert len(ran) == 2
    assert Refused.objects.filter(identity="y").exists()


def test_what_waits_is_seen_by_django_too() -> None:
    with rows.gathering():
        rows.later(rows.inserting([refused(identity="x")]))
        assert Refused.objects.filter(identity="x").count() == 1
        rows.later(rows.inserting([refused(identity="y")]))
        Refused.objects.filter(identity="y").update(domain="z")

    assert Refused.objects.get(identity="y").domain == "z"


def test_a_savepoint_undoes_what_waited_in_it_and_nothing_before() -> None:
    def broken_off() -> None:
        rows.later(rows.inserting([refused(identity="within")]))
        raise ValueError

    def twice_the_same() -> None:
        first = rows.insert(message(make_partner()))
        rows.later(rows.inserting([message(first.partner)]))

    with rows.gathering():
        rows.later(rows.inserting([refused(identity="before")]))
        with pytest.raises(ValueError), atomic():
            broken_off()
        with pytest.raises(IntegrityError), atomic():
            twice_the_same()
        rows.later(rows.inserting([refused(identity="after")]))

    assert sorted(Refused.objects.values_list("identity", flat=True)) == ["after", "before"]
    assert not MessageIn.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_waited_where_something_was_raised_is_never_written() -> None:
    def broken_off() -> None:
        with atomic(), rows.gathering():
            rows.later(rows.inserting([refused()]))
            raise ValueError

    with pytest.raises(ValueError):
        broken_off()
    with pytest.raises(TransactionManagementError), rows.gathering():
        pass

    rows.later(rows.inserting([refused(identity="at once")]))

    assert [row.identity for row in Refused.objects.all()] == ["at once"]


def test_questions_asked_together_take_one_round() -> None:
    question: rows.Question[Refused] = rows.Question(lambda who: Refused.objects.filter(identity=who), who=str)
    row = rows.insert(refused(identity="x"))

    one, other = question.asking(who="x"), question.asking(who="y")
    with CaptureQueriesContext(connection) as ran:
        rows.together(one, other)

    assert len(ran) == 1
    assert (one.first, other.first) == (row, None)
