"""The buyers' pages: every supplier, one without a connection, categories, safeguards, and words to be explained."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fondaco import audit
from fondaco.bridge.models import Partner
from fondaco.buying.company.models import Category
from fondaco.buying.lifecycle import Refused
from fondaco.buying.suppliers import agreements, explaining, operations, registry
from fondaco.buying.suppliers.mapping import category_of, unit_of
from fondaco.buying.suppliers.models import KnownSafeguards, Mapping, SafeguardSource, Supplier, Unmapped
from tests.buying.desk_store import NOW, Store
from tests.buying.suppliers.test_suppliers import said
from tests.buying.world import add_mail_supplier, add_supplier

pytestmark = pytest.mark.django_db

BY_MAIL = {
    "name": "Tipografia Grana",
    "policy": "allowed",
    "currency": "EUR",
    "order_email": "ordini@grana.example",
}


@pytest.fixture
def pens() -> Category:
    return Category.objects.create(public_id="cat-pens", code="PENS", name="Pens")


class TestWithoutAConnection:
    def test_it_is_added_with_an_address_for_orders(self, as_person: Any, company: Any) -> None:
        terms = BY_MAIL | {"payment_terms": "30 days", "price_tolerance_percent": "5", "price_tolerance_amount": "1.5"}

        page = as_person("Luca").post("/suppliers/new-by-mail", terms, follow=True).content.decode()

        made = Supplier.objects.get(name="Tipografia Grana")
        assert made.partner is None
        assert (made.price_tolerance_percent, made.price_tolerance_amount) == (Decimal(5), Decimal("1.5"))
        assert "Orders go to ordini@grana.example by mail" in page
        assert "30 days" in page

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"order_email": ""}, "required"),
            ({"order_email": "nobody"}, "valid email"),
            ({"name": "Fondaco Store"}, "has this name"),
            ({"price_tolerance_percent": "5"}, "Enter both limits, or neither"),
            ({"price_tolerance_amount": "5"}, "Enter both limits, or neither"),
            ({"price_tolerance_percent": "-1", "price_tolerance_amount": "1"}, "greater than or equal to 0"),
            ({"price_tolerance_percent": "NaN", "price_tolerance_amount": "1"}, "Enter a number"),
            ({"answers_by": "prayer"}, "valid choice"),
        ],
    )
    def test_what_cannot_be_is_told_and_adds_nothing(
        self, as_person: Any, company: Any, changed: dict[str, str], words: str
    ) -> None:
        answer = as_person("Luca").post("/suppliers/new-by-mail", BY_MAIL | changed)

        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert Supplier.objects.count() == 1

    def test_its_terms_are_changed(self, as_person: Any, company: Any) -> None:
        printer = add_mail_supplier()

        page = as_person("Luca").post(f"/suppliers/{printer.public_id}/change", BY_MAIL | {"takes_changes": "on"})

        printer.refresh_from_db()
        assert page.status_code == 302
        assert (printer.name, printer.takes_changes, printer.partner) == ("Tipografia Grana", True, None)

    def test_it_is_connected_later_and_tried_at_once(self, as_person: Any, company: Any, store: Store) -> None:
        printer, client = add_mail_supplier(), as_person("Luca")

        page = client.post(f"/suppliers/{printer.public_id}/connect", said(store), follow=True).content.decode()

        printer.refresh_from_db()
        assert printer.tried == "worked"
        assert printer.connection.name == printer.name
        assert printer.connection.secret_in() in page
        assert [line.action for line in audit.lines_for(printer.about)] == ["supplier.connected", "supplier.tried"]

    def test_it_is_connected_only_once(self, as_person: Any, company: Any, store: Store, person: Any) -> None:
        printer = add_mail_supplier()
        as_person("Luca").post(f"/suppliers/{printer.public_id}/connect", said(store))

        again = as_person("Luca").post(f"/suppliers/{printer.public_id}/connect", said(store))
        with pytest.raises(Refused, match="has a connection already"):
            operations.connect_supplier(
                supplier=printer,
                connection={},
                start_origins=(),
                secret_out="",
                secret_in="",
                oci_password="",
                by=person("Luca"),
                now=NOW,
                partner_id="p",
            )

        assert again["Location"].endswith("/change")
        assert Partner.objects.count() == 2

    def test_nobody_shops_there_and_the_page_says_what_to_do(self, as_person: Any, company: Any) -> None:
        printer = add_mail_supplier()

        page = as_person("Giulia").get("/suppliers/").content.decode()

        assert "Without a store" in page
        assert printer.name in page
        assert f"/punchout/shop/{printer.public_id}" not in page

    @pytest.mark.parametrize("path", ["try", "try-visit", "secret", "switch"])
    def test_what_needs_a_connection_is_refused_in_words(self, as_person: Any, company: Any, path: str) -> None:
        printer = add_mail_supplier()

        page = as_person("Luca").post(f"/suppliers/{printer.public_id}/{path}", follow=True).content.decode()

        assert "There is no connection with Printer" in page


def test_a_connection_is_switched_off_and_on(as_person: Any, supplier: Supplier) -> None:
    client, address = as_person("Luca"), f"/suppliers/{supplier.public_id}/switch"

    assert "Switched off" in client.post(address, {"active": "no"}, follow=True).content.decode()
    assert not Partner.objects.get().active
    assert "switched off already" in client.post(address, {"active": "no"}, follow=True).content.decode()
    client.post(address, {"active": "yes"})
    assert Partner.objects.get().active
    assert [line.action for line in audit.lines_for(supplier.about)][-2:] == ["supplier.switched"] * 2


class TestTheList:
    def test_it_is_searched(self, as_person: Any, supplier: Supplier) -> None:
        add_mail_supplier()
        client = as_person("Luca")
        found = lambda query: client.get(f"/suppliers/all?{query}").content.decode()  # noqa: E731

        assert "Printer" in found("")
        assert "Fondaco Store" in found("")
        assert "Printer" in found("q=prin")
        assert "Fondaco Store</a>" not in found("q=prin")
        assert "Printer" in found("state=mail")
        assert "Fondaco Store</a>" not in found("state=mail")
        assert "Printer" not in found("policy=preferred")
        assert "No supplier is like that" in found("state=broken")
        assert "Printer" in found("state=odd&policy=odd&page=99")
        assert "No supplier is like that" in found("q=%00zzz")

    @pytest.mark.parametrize("count", [1, 60])
    def test_the_number_of_statements_does_not_grow(self, as_person: Any, supplier: Supplier, count: int) -> None:
        for number in range(count):
            unit_of(supplier=add_supplier(f"S{number:02}", f"s{number}"), theirs="Stk", now=NOW)
        client = as_person("Luca")

        for path in ("/suppliers/all", "/suppliers/unmapped", "/suppliers/mappings", "/suppliers/"):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert client.get(path).status_code == 200
            assert len(asked) <= 11, path


class TestCategories:
    def test_one_is_preferred_and_forgotten_again(self, as_person: Any, supplier: Supplier, pens: Category) -> None:
        client, address = as_person("Luca"), f"/suppliers/{supplier.public_id}"

        page = client.post(
            f"{address}/categories", {"category": "PENS", "policy": "blocked", "note": "Too dear"}, follow=True
        ).content.decode()
        assert "PENS Pens" in page
        assert "Too dear" in page
        client.post(f"{address}/categories", {"category": "PENS Pens", "policy": "allowed"})
        assert supplier.categories.get().policy == "allowed"

        forget = f"{address}/categories/cat-pens/forget"
        client.post(forget)
        assert not supplier.categories.exists()
        assert "somebody else was faster" in client.post(forget, follow=True).content.decode()
        actions = [line.action for line in audit.lines_for(supplier.about)]
        assert actions[-3:] == ["supplier.category_said", "supplier.category_said", "supplier.category_forgotten"]

    def test_one_that_is_not_there_is_told_beside_the_field(self, as_person: Any, supplier: Supplier) -> None:
        answer = as_person("Luca").post(
            f"/suppliers/{supplier.public_id}/categories", {"category": "NONE", "policy": "blocked"}
        )

        assert answer.status_code == 422
        assert "There is no category with this code" in answer.content.decode()


class TestSafeguards:
    def test_what_the_supplier_told_is_kept_and_what_is_empty_is_unknown(
        self, as_person: Any, supplier: Supplier
    ) -> None:
        facts = {"price_percent": "5", "delivery_days": "15", "quantity_rule": "drop_line"}

        page = as_person("Luca").post(f"/suppliers/{supplier.public_id}/safeguards", facts, follow=True)

        known = KnownSafeguards.objects.get()
        assert (known.price_percent, known.price_amount, known.delivery_days) == (Decimal(5), None, 15)
        assert (known.quantity_rule, known.seller_kind, known.source) == ("drop_line", "", "person")
        assert "entered by hand" in page.content.decode()

    def test_the_store_s_own_word_replaces_it(self, as_person: Any, supplier: Supplier) -> None:
        for source, days in ((SafeguardSource.PERSON, 15), (SafeguardSource.STORE, 3)):
            agreements.know_safeguards(
                supplier=supplier, facts={"delivery_days": days}, source=source, by=None, now=NOW
            )

        known = KnownSafeguards.objects.get()
        assert (known.delivery_days, known.source, known.taken_at) == (3, "store", NOW)
        page = as_person("Luca").get(f"/suppliers/{supplier.public_id}/safeguards").content.decode()
        assert "until the store tells it again" in page
        assert audit.lines_for(supplier.about)[-1].before["delivery_days"] == "15"

    def test_a_negative_limit_is_told(self, as_person: Any, supplier: Supplier) -> None:
        answer = as_person("Luca").post(f"/suppliers/{supplier.public_id}/safeguards", {"price_percent": "-1"})

        assert answer.status_code == 422
        assert not KnownSafeguards.objects.exists()


class TestWords:
    def test_a_unit_is_explained_where_it_waits(self, as_person: Any, supplier: Supplier) -> None:
        unit_of(supplier=supplier, theirs="Stk", now=NOW, example="Bolt M8")
        client = as_person("Luca")
        assert "Bolt M8" in client.get("/suppliers/unmapped").content.decode()

        page = client.post(f"/suppliers/unmapped/{Unmapped.objects.get().pk}", {"unit": "EA"}, follow=True)

        assert "Everything is explained" in page.content.decode()
        assert unit_of(supplier=supplier, theirs="Stk", now=NOW) == "EA"
        assert not Unmapped.objects.exists()
        assert audit.lines_for(supplier.about)[-1].after["means"] == "EA"

    def test_a_word_explained_for_all_leaves_every_supplier_s_queue(self, as_person: Any, supplier: Supplier) -> None:
        other = add_supplier()
        for one in (supplier, other):
            unit_of(supplier=one, theirs="Stk", now=NOW)

        as_person("Luca").post(f"/suppliers/unmapped/{Unmapped.objects.first().pk}", {"unit": "EA", "everywhere": "on"})

        assert not Unmapped.objects.exists()
        assert Mapping.objects.get().supplier is None
        assert unit_of(supplier=other, theirs="Stk", now=NOW) == "EA"

    def test_a_code_is_explained_by_how_it_begins(self, as_person: Any, supplier: Supplier, pens: Category) -> None:
        for code in ("44121706", "44121804", "43211503"):
            category_of(supplier=supplier, classifications=[["UNSPSC", code]], now=NOW)

        as_person("Luca").post(
            f"/suppliers/unmapped/{Unmapped.objects.get(theirs='44121706').pk}",
            {"theirs": "4412", "category": "PENS"},
        )

        assert [one.theirs for one in Unmapped.objects.all()] == ["43211503"]
        assert category_of(supplier=supplier, classifications=[["UNSPSC", "44121804"]], now=NOW) == pens

    @pytest.mark.parametrize(
        ("asked", "words"),
        [
            ({"unit": "XYZ"}, "is not a unit that is known here"),
            ({"unit": ""}, "Choose what it means here"),
        ],
    )
    def test_what_explains_nothing_is_told_and_the_word_waits_on(
        self, as_person: Any, supplier: Supplier, asked: dict[str, str], words: str
    ) -> None:
        unit_of(supplier=supplier, theirs="Stk", now=NOW)

        answer = as_person("Luca").post(f"/suppliers/unmapped/{Unmapped.objects.get().pk}", asked)

        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert Unmapped.objects.exists()
        assert not Mapping.objects.exists()

    def test_what_somebody_else_explained_meanwhile_changes_nothing(self, as_person: Any, supplier: Supplier) -> None:
        page = as_person("Luca").post("/suppliers/unmapped/99", {"unit": "EA"}, follow=True).content.decode()

        assert "Somebody else has explained this one" in page
        assert not Mapping.objects.exists()

    def test_whoever_registered_hears_and_its_lines_are_counted(
        self, as_person: Any, supplier: Supplier, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        heard: list[tuple[Any, ...]] = []
        monkeypatch.setattr(registry, "_hearers", {})
        registry.on_mapped("test", lambda mapping, by, now: heard.append((mapping.theirs, mapping.unit)) or 3)
        unit_of(supplier=supplier, theirs="Stk", now=NOW)

        page = (
            as_person("Luca")
            .post(f"/suppliers/unmapped/{Unmapped.objects.get().pk}", {"unit": "EA"}, follow=True)
            .content.decode()
        )

        assert heard == [("Stk", "EA")]
        assert "applied to 3 lines" in page

    @pytest.mark.parametrize(
        ("asked", "words"),
        [
            ({"kind": "category", "domain": "UNSPSC", "theirs": "441", "category": "PENS"}, "two digits for each"),
            ({"kind": "category", "domain": "UNSPSC", "theirs": "44x2", "category": "PENS"}, "two digits for each"),
            ({"kind": "category", "domain": "", "theirs": "44", "category": "PENS"}, "the classification that"),
            ({"kind": "category", "domain": "X", "theirs": "--", "category": "PENS"}, "how it begins"),
            ({"kind": "category", "domain": "X", "theirs": "44", "category": "OLD"}, "not in use any more"),
            ({"kind": "unit", "theirs": "Stk"}, "Choose what it means here"),
            ({"kind": "colour", "theirs": "Stk", "unit": "EA"}, "valid choice"),
        ],
    )
    def test_a_mapping_that_says_nothing_is_told(
        self, as_person: Any, supplier: Supplier, pens: Category, asked: dict[str, str], words: str
    ) -> None:
        Category.objects.create(public_id="old", code="OLD", name="Old", active=False)

        answer = as_person("Luca").post("/suppliers/mappings", asked)

        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert not Mapping.objects.exists()

    def test_a_mapping_is_replaced_and_taken_away(self, as_person: Any, supplier: Supplier) -> None:
        client, address = as_person("Luca"), f"/suppliers/{supplier.public_id}/mappings"
        for unit in ("EA", "SET"):
            client.post(address, {"kind": "unit", "theirs": "Stk", "unit": unit})
        mapping = Mapping.objects.get()
        assert (mapping.unit, mapping.supplier) == ("SET", supplier)
        assert "Stk" in client.get(address).content.decode()

        client.post(f"/suppliers/mappings/{mapping.pk}/forget")

        assert not Mapping.objects.exists()
        with pytest.raises(Refused, match="no longer there"):
            explaining.forget_mapping(mapping=mapping, by=supplier_buyer(client), now=NOW)

    def test_an_auditor_reads_and_changes_nothing(self, as_person: Any, supplier: Supplier, employee: Any) -> None:
        from fondaco.buying.company.models import Role

        one = employee("Giulia")
        one.roles.all().delete()
        Role.objects.create(employee=one, name="auditor")
        client = as_person("Giulia")

        assert client.get("/suppliers/mappings").status_code == 200
        assert client.post("/suppliers/mappings", {"kind": "unit", "theirs": "a", "unit": "EA"}).status_code == 403
        assert not Mapping.objects.exists()


def supplier_buyer(client: Any) -> Any:
    from fondaco.people.models import Person

    return Person.objects.get(pk=client.session["_auth_user_id"])


@pytest.mark.parametrize(
    "path",
    ["all", "new", "new-by-mail", "unmapped", "mappings", "{id}", "{id}/change", "{id}/safeguards", "{id}/mappings"],
)
def test_each_page_is_in_italian_too(as_person: Any, supplier: Supplier, path: str) -> None:
    unit_of(supplier=supplier, theirs="Stk", now=NOW)

    page = (
        as_person("Luca")
        .get(f"/suppliers/{path.format(id=supplier.public_id)}", headers={"accept-language": "it"})
        .content.decode()
    )

    assert '<html lang="it"' in page
    assert "fornitor" in page.lower()


def test_whether_what_comes_twice_is_answered_alike_is_kept_with_the_connection(
    as_person: Any, supplier: Any, store: Store
) -> None:
    luca = as_person("Luca")
    page = f"/suppliers/{supplier.public_id}/change"
    form = luca.get(page).context["form"]
    answers = {name: value for name, value in form.initial.items() if value not in (None, False)} | {"active": "on"}
    del answers["deduplicates"]

    assert 'name="deduplicates"' in luca.get(page).content.decode()
    assert luca.post(page, answers).status_code == 302

    supplier.refresh_from_db()
    assert supplier.connection.deduplicates is False
    assert "a buyer decides" in luca.get(f"/suppliers/{supplier.public_id}").content.decode()
