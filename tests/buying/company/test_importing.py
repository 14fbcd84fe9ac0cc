"""Files in and out: tried, shown, applied exactly as shown, all or nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fondaco import audit
from fondaco.bridge.models import Mail
from fondaco.buying.budgets.importing import BUDGETS
from fondaco.buying.budgets.models import Budget
from fondaco.buying.company import imports
from fondaco.buying.company.kinds import CATEGORIES, COST_CENTRES, OWN, PEOPLE, RATES
from fondaco.buying.company.models import Category, CostCentre, Employee, ExchangeRate, Trial
from fondaco.buying.company.operations import change_cost_centre
from fondaco.buying.lifecycle import Refused
from fondaco.people.models import Person
from tests.buying.world import NOW

pytestmark = pytest.mark.django_db


def send(client: Client, kind: str, content: str | bytes) -> Any:
    raw = content if isinstance(content, bytes) else content.encode()
    return client.post(f"/company/import/{kind}", {"file": SimpleUploadedFile("file.csv", raw)})


def what(trial: Trial) -> list[tuple[str, str]]:
    return [(one["key"], one["what"]) for one in trial.outcomes]


def tried(client: Client, kind: str, content: str | bytes) -> Trial:
    answer = send(client, kind, content)
    assert answer.status_code == 302, answer.content.decode()
    return Trial.objects.order_by("-pk")[0]


def do(client: Client, trial: Trial) -> Any:
    return client.post(f"/company/import/trial/{trial.public_id}")


def test_people_are_tried_and_nothing_is_done_until_it_is_confirmed(as_person: Any, employee: Any) -> None:
    client = as_person("Andrea")
    content = (
        "email;name;roles;manager\n"
        # The manager comes further down.
        "ugo@lanterna.example;Ugo Bassi;requester;irene@lanterna.example\n"
        "irene@lanterna.example;Irene Sanna;approver requester;elena.rinaldi@lanterna-meccanica.example\n"
        "giulia.ferraro@lanterna-meccanica.example;Giulia Ferraro;requester;marta.conti@lanterna-meccanica.example\n"
        "davide.ottonello@lanterna-meccanica.example;Davide O.;requester;marta.conti@lanterna-meccanica.example\n"
    )
    before = (Person.objects.count(), Mail.objects.count())

    trial = tried(client, "people", content)

    assert [kind for _key, kind in what(trial)] == ["added", "added", "same", "changed"]
    assert trial.outcomes[3]["differences"] == [["name", "Davide Ottonello", "Davide O."]]
    assert (Person.objects.count(), Mail.objects.count()) == before
    page = client.get(f"/company/import/trial/{trial.public_id}").content.decode()
    assert "Davide Ottonello" in page
    assert "Do exactly this" in page

    assert do(client, trial).status_code == 302
    ugo = Employee.objects.get(person__name="Ugo Bassi")
    assert ugo.manager is not None
    assert ugo.manager.person.name == "Irene Sanna"
    assert set(Mail.objects.values_list("to", flat=True)) == {"ugo@lanterna.example", "irene@lanterna.example"}
    assert employee("Davide").title == "Magazziniere"
    trial.refresh_from_db()
    assert trial.text == ""
    assert audit.lines_for(f"import:{trial.public_id}")[0].after["added"] == 2


def test_one_refused_line_keeps_all_of_them_out(as_person: Any, company: Any) -> None:
    client = as_person("Andrea")
    trial = tried(client, "cost-centres", "code,name\nNEW-1,One\nNEW-2,\n")

    answer = do(client, trial)

    assert what(trial) == [("NEW-1", "added"), ("NEW-2", "refused")]
    assert answer.status_code == 422
    assert not CostCentre.objects.filter(code="NEW-1").exists()


def test_what_changed_meanwhile_is_not_applied(as_person: Any, company: Any, person: Any) -> None:
    client = as_person("Andrea")
    centre = CostCentre.objects.get(code="PRD-310")
    trial = tried(client, "cost-centres", "code,name\nPRD-310,Officina\n")
    change_cost_centre(
        cost_centre=centre, code="PRD-310", name="Reparto", owner=None, active=True, by=person("Andrea"), now=NOW
    )

    answer = do(client, trial)

    centre.refresh_from_db()
    assert answer.status_code == 422
    assert "Something changed since" in answer.content.decode()
    assert centre.name == "Reparto"


def test_what_changed_elsewhere_does_not_matter(as_person: Any, company: Any) -> None:
    client = as_person("Andrea")
    trial = tried(client, "cost-centres", "code,name\nPRD-310,Officina\n")
    CostCentre.objects.filter(code="DIR-100").update(name="Altro")

    assert do(client, trial).status_code == 302
    assert CostCentre.objects.get(code="PRD-310").name == "Officina"


def test_a_file_is_applied_once(as_person: Any, company: Any) -> None:
    client = as_person("Andrea")
    trial = tried(client, "cost-centres", "code,name\nNEW-1,One\n")
    do(client, trial)
    CostCentre.objects.filter(code="NEW-1").update(name="Changed by hand")

    again = do(client, trial)

    assert again.status_code == 422
    assert "applied already" in again.content.decode()
    assert CostCentre.objects.get(code="NEW-1").name == "Changed by hand"


def test_a_column_left_out_changes_nothing_and_an_empty_cell_empties(as_person: Any, company: Any) -> None:
    client = as_person("Andrea")
    centre = CostCentre.objects.get(code="PRD-310")
    assert centre.owner is not None

    do(client, tried(client, "cost-centres", "code,name\nprd-310,Officina\n"))
    centre.refresh_from_db()
    assert (centre.owner is not None, centre.name, centre.code) == (True, "Officina", "PRD-310")

    do(client, tried(client, "cost-centres", "code,name,owner\nPRD-310,Officina,\n"))
    centre.refresh_from_db()
    assert centre.owner is None


def test_nobody_makes_themselves_an_approver_by_a_file(as_person: Any, employee: Any) -> None:
    client, andrea = as_person("Andrea"), employee("Andrea")
    roles = "administrator requester approver"

    trial = tried(client, "people", f"email,name,roles\n{andrea.person.email},Andrea Costa,{roles}\n")

    assert what(trial)[0][1] == "refused"
    assert "themselves an approver" in trial.outcomes[0]["words"]


def test_categories_come_in_any_order_and_a_circle_is_refused(as_person: Any) -> None:
    client = as_person("Andrea")
    trial = tried(client, "categories", "code,name,parent\nZC,C,ZB\nZB,B,ZA\nZA,A,\nZX,X,NOWHERE\n")
    assert [kind for _key, kind in what(trial)] == ["added", "added", "added", "refused"]

    do(client, tried(client, "categories", "code,name,parent\nZC,C,ZB\nZB,B,ZA\nZA,A,\n"))
    circle = tried(client, "categories", "code,name,parent\nZA,A,ZC\n")

    assert Category.objects.get(code="ZC").parent == Category.objects.get(code="ZB")
    assert what(circle) == [("ZA", "refused")]


def test_rates_and_budgets_are_taken_by_finance(as_person: Any, company: Any) -> None:
    client = as_person("Beatrice")

    ExchangeRate.objects.all().delete()
    do(client, tried(client, "rates", "currency;on;rate\nusd;2026-03-02;0,9216\nUSD;2026-03-03;0.93\n"))
    content = "name;from;to;amount;mode;cost_centre\nOfficina 2026;2026-01-01;2026-12-31;50000,00;block;PRD-310\n"
    do(client, tried(client, "budgets", content))
    do(client, tried(client, "budgets", content.replace("50000,00", "60000")))
    same = tried(client, "budgets", content.replace("50000,00", "60000.00"))

    assert ExchangeRate.objects.filter(currency="USD").count() == 2
    budget = Budget.objects.get(name="Officina 2026")
    assert (budget.amount, budget.mode, budget.cost_centre.code) == (60000, "block", "PRD-310")
    assert budget.revisions.get().amount_before == 50000
    assert what(same)[0][1] == "same"
    assert client.get("/company/import/people").status_code == 403


@pytest.mark.parametrize("kind", [*OWN, BUDGETS], ids=lambda kind: kind.name)
def test_what_is_taken_out_comes_in_again_as_the_same(as_person: Any, company: Any, kind: imports.Kind) -> None:
    client = as_person("Andrea")
    CostCentre.objects.filter(code="PRD-310").update(name='=HYPERLINK("http://x")')
    ExchangeRate.objects.create(currency="SEK", into="EUR", on=NOW.date(), rate=1, source="-1+1")
    Category.objects.create(public_id="zz", code="ZZ", name="@zz")
    Budget.objects.create(
        public_id="b", legal_entity=company, name="+B", starts_on=NOW.date(), ends_on=NOW.date(), amount=12
    )

    answer = client.get(f"/company/import/{kind.name}/export.csv")
    cells = answer.content.decode("utf-8-sig").replace("\r\n", ",").split(",")

    assert not [cell for cell in cells if cell.strip('"').startswith(("=", "+", "@", "-"))]
    if kind.current(company):
        trial = tried(client, kind.name, answer.content)
        assert {said for _key, said in what(trial)} == {"same"}


@pytest.mark.parametrize("kind", [*OWN, BUDGETS], ids=lambda kind: kind.name)
def test_the_template_is_a_file_that_can_be_read(as_person: Any, company: Any, kind: imports.Kind) -> None:
    answer = as_person("Andrea").get(f"/company/import/{kind.name}/template.csv")

    rows = imports.read(kind, imports.decoded(answer.content))

    assert set(rows[0].cells) == {column.name for column in kind.columns}


@pytest.mark.parametrize(
    "content",
    [
        "code,name\nMÜ-1,Über Büro\n".encode(),
        "code,name\nMÜ-1,Über Büro\n".encode("utf-8-sig"),
        "code;name\r\nMÜ-1;Über Büro\r\n".encode("cp1252"),
        '"code"\t"name"\nMÜ-1\tÜber Büro\n'.encode(),
    ],
)
def test_files_of_different_spreadsheets_are_read(content: bytes) -> None:
    (row,) = imports.read(COST_CENTRES, imports.decoded(content))

    assert (row.cells["code"], row.cells["name"]) == ("MÜ-1", "Über Büro")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "wrong_columns"),
        (b"code,name\n", "empty"),
        (b"code,colour\nA,red\n", "wrong_columns"),
        (b"code,name,code\nA,B,C\n", "wrong_columns"),
        (b"name\nA\n", "wrong_columns"),
        (b"code,name\nA,B,C\n", "too_many_cells"),
        (b'code,name\nA,"B\n', "no_csv"),
        (b"code,name\nA,B\0\n", "no_text"),
        (b"\x81\x8d\x90", "no_text"),
        (b"code,name\n" + b"A,B\n" * (imports.MOST_ROWS + 1), "too_many_rows"),
        (b"x" * (imports.MOST_BYTES + 1), "too_large"),
    ],
)
def test_what_is_no_such_file_is_refused_with_words(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        imports.read(COST_CENTRES, imports.decoded(content))

    assert refused.value.code == code


def test_a_file_that_cannot_be_read_is_answered_beside_the_field(as_person: Any, company: Any) -> None:
    answer = send(as_person("Andrea"), "people", "colour\nred\n")

    assert answer.status_code == 422
    assert "Nobody knows these columns: colour." in answer.content.decode()
    assert not Trial.objects.exists()


@pytest.mark.parametrize(
    ("kind", "line", "code"),
    [
        (PEOPLE, {"email": "no", "name": "A"}, "no_email"),
        (PEOPLE, {"email": "a@b.example", "name": "A", "roles": "emperor"}, "role_unknown"),
        (PEOPLE, {"email": "a@b.example", "name": "A", "active": "perhaps"}, "not_yes_or_no"),
        (RATES, {"currency": "DOLLAR", "on": "2026-03-02", "rate": "1"}, "no_currency"),
        (RATES, {"currency": "USD", "on": "02/03/2026", "rate": "1"}, "no_day"),
        (RATES, {"currency": "USD", "on": "2026-02-30", "rate": "1"}, "no_day"),
        (RATES, {"currency": "USD", "on": "2026-03-02", "rate": "1.000,5"}, "no_number"),
        (RATES, {"currency": "USD", "on": "2026-03-02", "rate": "NaN"}, "no_number"),
        (RATES, {"currency": "USD", "on": "2026-03-02", "rate": "-1"}, "no_number"),
        (RATES, {"currency": "EUR", "on": "2026-03-02", "rate": "1"}, "own_currency"),
        (CATEGORIES, {"code": "A" * 41, "name": "A"}, "too_long"),
        (COST_CENTRES, {"code": "", "name": "A"}, "missing"),
    ],
)
def test_a_cell_that_is_not_what_it_should_be_is_named(
    as_person: Any, company: Any, kind: imports.Kind, line: dict[str, str], code: str
) -> None:
    content = ";".join(line) + "\n" + ";".join(line.values()) + "\n"

    trial = tried(as_person("Andrea"), kind.name, content)

    assert (trial.outcomes[0]["what"], trial.outcomes[0]["code"]) == ("refused", code)


def test_the_same_line_twice_is_refused_the_second_time(as_person: Any, company: Any) -> None:
    trial = tried(as_person("Andrea"), "cost-centres", "code,name\nNEW-1,A\nnew-1,B\n")

    assert [kind for _key, kind in what(trial)] == ["added", "refused"]


def test_only_who_sent_a_file_sees_what_it_would_do(as_person: Any, company: Any, employee: Any) -> None:
    from fondaco.buying.company.models import Role

    trial = tried(as_person("Andrea"), "cost-centres", "code,name\nNEW-1,A\n")
    Role.objects.create(employee=employee("Elena"), name="administrator")

    assert as_person("Elena").get(f"/company/import/trial/{trial.public_id}").status_code == 404
    assert do(as_person("Elena"), trial).status_code == 404


def test_the_next_trial_takes_the_text_of_the_one_before_with_it(as_person: Any, company: Any) -> None:
    client = as_person("Andrea")
    first = tried(client, "cost-centres", "code,name\nNEW-1,A\n")
    tried(client, "cost-centres", "code,name\nNEW-2,A\n")

    assert not Trial.objects.filter(pk=first.pk).exists()
