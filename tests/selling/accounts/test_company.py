"""Addresses that an account's people share, and what its administrators set about it."""

from __future__ import annotations

from datetime import datetime

import pytest

from fondaco.documents import Address
from fondaco.selling.accounts import company
from fondaco.selling.accounts.company import PostalAddress
from fondaco.selling.accounts.models import BusinessAccount, Connection, Member, SharedAddress
from fondaco.selling.accounts.operations import AlreadyThere
from fondaco.selling.accounts.people import ChangedMeanwhile, NoChange
from fondaco.selling.accounts.queries import addresses_of
from tests.selling import making
from tests.selling.accounts import belonging

GENOA = PostalAddress(name="Lanterna", street=("Via della Superba 12",), city="Genova", country="IT", address_id="GE")
GIVEN = {
    "label": "Workshop",
    "name": "Lanterna",
    "deliver_to": "Goods in",
    "street": "Via della Superba 12\nGate 3",
    "postal_code": "16149",
    "city": "Genova",
    "state": "GE",
    "country": "IT",
    "address_id": "WS-1",
}


@pytest.fixture
def ada(lanterna: Connection, now: datetime) -> Member:
    return belonging.administrator(lanterna, now)


def add(ada: Member, label: str = "Workshop", *, now: datetime) -> SharedAddress:
    return company.add_address(account=ada.account, label=label, address=GENOA, by=ada.person, now=now)


class TestAddresses:
    def test_the_first_is_the_default_and_the_next_is_not(self, ada: Member, now: datetime) -> None:
        first, second = add(ada, now=now), add(ada, "Office", now=now)

        assert list(addresses_of(ada.account)) == [first, second]
        assert [one.is_default for one in addresses_of(ada.account)] == [True, False]
        assert len(belonging.lines("address.added")) == 2

    def test_what_is_kept_can_be_read_as_a_documents_address(self, ada: Member, now: datetime) -> None:
        row = add(ada, now=now)
        row.refresh_from_db()

        kept = {key: tuple(value) if isinstance(value, list) else value for key, value in row.address.items()}
        assert Address(**kept) == Address(
            name="Lanterna", street=("Via della Superba 12",), city="Genova", country="IT", address_id="GE"
        )

    def test_two_of_one_name_are_one_too_many_whatever_the_case(self, ada: Member, now: datetime) -> None:
        add(ada, now=now)

        with pytest.raises(AlreadyThere):
            add(ada, "WORKSHOP", now=now)

        assert SharedAddress.objects.count() == 1

    def test_another_account_may_use_the_same_name(self, ada: Member, other: Connection, now: datetime) -> None:
        add(ada, now=now)
        bea = belonging.administrator(other, now, "bea@other.example")

        theirs = add(bea, now=now)

        assert list(addresses_of(ada.account)) != [theirs]
        assert theirs.is_default

    def test_of_several_one_is_the_default(self, ada: Member, now: datetime) -> None:
        first, second = add(ada, now=now), add(ada, "Office", now=now)

        company.make_default(address=second, by=ada.person, now=now)

        assert [one.pk for one in SharedAddress.objects.filter(is_default=True)] == [second.pk]
        with pytest.raises(NoChange):
            company.make_default(address=second, by=ada.person, now=now)
        (line,) = belonging.lines("address.made_default")
        assert line.before == {"default": first.public_id}

    def test_a_removed_one_is_offered_no_more_and_its_name_is_free(self, ada: Member, now: datetime) -> None:
        row = add(ada, now=now)

        company.remove_address(address=row, by=ada.person, now=now)

        assert not addresses_of(ada.account).exists()
        assert SharedAddress.objects.filter(pk=row.pk).exists()
        assert add(ada, now=now).is_default
        with pytest.raises(ChangedMeanwhile):
            company.remove_address(address=row, by=ada.person, now=now)
        with pytest.raises(ChangedMeanwhile):
            company.make_default(address=row, by=ada.person, now=now)

    def test_a_second_who_changes_it_hears_that_it_was_changed(self, ada: Member, now: datetime) -> None:
        row = add(ada, now=now)
        seen = company.fingerprint(row)
        company.change_address(address=row, label="Hall", to=GENOA, seen=seen, by=ada.person, now=now)

        with pytest.raises(ChangedMeanwhile):
            company.change_address(address=row, label="Yard", to=GENOA, seen=seen, by=ada.person, now=now)

        row.refresh_from_db()
        assert row.label == "Hall"

    def test_from_the_page_it_is_added_changed_and_removed(self, ada: Member) -> None:
        browser = belonging.browser(ada)
        assert "No addresses yet" in browser.get("/business/addresses").content.decode()

        browser.post("/business/addresses/add", GIVEN)
        row = SharedAddress.objects.get()
        form = browser.get(f"/business/addresses/{row.public_id}").context["form"]
        changed = {**GIVEN, "seen": form.initial["seen"], "label": "Workshop 2", "country": "CH"}
        browser.post(f"/business/addresses/{row.public_id}", changed)

        row.refresh_from_db()
        assert row.label == "Workshop 2"
        assert row.address["street"] == ["Via della Superba 12", "Gate 3"]
        assert (row.address["deliver_to"], row.address["country"]) == (["Goods in"], "CH")
        assert "Switzerland" in browser.get("/business/addresses").content.decode()
        browser.post(f"/business/addresses/{row.public_id}/remove")
        assert not addresses_of(ada.account).exists()

    def test_the_form_shows_again_what_somebody_else_wrote(self, ada: Member) -> None:
        browser = belonging.browser(ada)
        browser.post("/business/addresses/add", GIVEN)
        row = SharedAddress.objects.get()

        page = browser.post(f"/business/addresses/{row.public_id}", {**GIVEN, "seen": "old", "label": "Mine"})

        assert page.status_code == 409
        assert "meanwhile" in page.content.decode()
        row.refresh_from_db()
        assert row.label == "Workshop"

    @pytest.mark.parametrize(
        ("field", "value"),
        [("label", ""), ("street", "a\nb\nc\nd\ne"), ("street", " \n "), ("country", "XX"), ("city", ""), ("name", "")],
    )
    def test_half_an_address_is_not_kept(self, ada: Member, field: str, value: str) -> None:
        page = belonging.browser(ada).post("/business/addresses/add", {**GIVEN, field: value})

        assert page.status_code == 422
        assert not SharedAddress.objects.exists()

    @pytest.mark.parametrize("act", ["", "/default", "/remove"])
    def test_another_accounts_address_is_as_unknown_as_none(
        self, ada: Member, other: Connection, now: datetime, act: str
    ) -> None:
        bea = belonging.administrator(other, now, "bea@other.example")
        theirs = add(bea, "Secret place", now=now)
        browser = belonging.browser(ada)

        answers = [browser.post(f"/business/addresses/{key}{act}", GIVEN) for key in (theirs.public_id, "none")]

        assert [one.status_code for one in answers] == [404, 404]
        theirs.refresh_from_db()
        assert (theirs.label, theirs.removed_at) == ("Secret place", None)


class TestSettings:
    def test_they_are_changed_with_what_was_seen(self, ada: Member) -> None:
        browser = belonging.browser(ada)
        form = browser.get("/business/settings").context["form"]

        browser.post("/business/settings", {"contact_email": "buying@lanterna.example", "seen": form.initial["seen"]})

        account = BusinessAccount.objects.get(pk=ada.account_id)
        assert account.contact_email == "buying@lanterna.example"
        assert not account.admits_first_visits
        (line,) = belonging.lines("account.settings_changed")
        assert line.after == {"admits_first_visits": False, "contact_changed": True}
        assert "buying@" not in str(line.after)

    def test_of_two_who_change_them_the_second_is_told(self, ada: Member) -> None:
        browser = belonging.browser(ada)
        seen = browser.get("/business/settings").context["form"].initial["seen"]
        browser.post("/business/settings", {"contact_email": "one@lanterna.example", "seen": seen})

        page = browser.post("/business/settings", {"contact_email": "two@lanterna.example", "seen": seen})

        assert page.status_code == 409
        assert "meanwhile" in page.content.decode()
        assert "one@lanterna.example" in page.content.decode()
        assert BusinessAccount.objects.get(pk=ada.account_id).contact_email == "one@lanterna.example"

    def test_the_former_contact_address_is_told(self, ada: Member, now: datetime) -> None:
        account = ada.account
        account.contact_email = "old@lanterna.example"
        account.save()

        company.change_company(
            account=account,
            company=company.Company("new@lanterna.example", True),
            seen=company.Company.of(account).fingerprint(),
            by=ada.person,
            now=now,
        )

        assert len(belonging.letters("old@lanterna.example")) == 1

    def test_no_change_is_said_and_not_written(self, ada: Member) -> None:
        browser = belonging.browser(ada)
        seen = browser.get("/business/settings").context["form"].initial["seen"]

        browser.post("/business/settings", {"contact_email": "", "admits_first_visits": "on", "seen": seen})

        assert belonging.lines("account.settings_changed") == []

    def test_what_the_law_knows_the_company_by_is_shown_and_cannot_be_posted(self, ada: Member) -> None:
        BusinessAccount.objects.filter(pk=ada.account_id).update(vat_number="IT12345670017")
        browser = belonging.browser(ada)
        page = browser.get("/business/settings")
        seen = page.context["form"].initial["seen"]

        browser.post("/business/settings", {"seen": seen, "name": "Evil", "vat_number": "IT1", "state": "suspended"})

        assert "IT12345670017" in page.content.decode()
        assert "Only customer service changes these" in page.content.decode()
        account = BusinessAccount.objects.get(pk=ada.account_id)
        assert (account.name, account.vat_number, account.state) == ("Lanterna", "IT12345670017", "verified")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_add_the_first_address_at_once_one_is_the_default(now: datetime) -> None:
    making.store(now)
    ada = belonging.administrator(making.customer(now), now)

    belonging.together([lambda n=n: add(ada, f"Place {n}", now=now) for n in range(4)])

    assert SharedAddress.objects.count() == 4
    assert SharedAddress.objects.filter(is_default=True).count() == 1
