"""How a company becomes a customer, in this order and no other. Each test is one of the nine sentences."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from fondaco.bridge.models import MessageOut
from fondaco.clock.workdays import add_working_days
from fondaco.documents import Mode
from fondaco.people.models import Person
from fondaco.selling.accounts.models import BusinessAccount, Group, Invitation, Member, Role, StaffRole
from fondaco.selling.accounts.operations import employ_person
from fondaco.selling.catalog.models import Offer
from fondaco.selling.integration.models import Milestone, SettingsRequest
from fondaco.selling.orders.models import LinePortion, SalesOrder
from fondaco.selling.registration.models import Review
from tests.selling import making
from tests.selling.new_customer import CONFIRMATIONS, EMAIL, NewCustomer, letters
from tests.selling.registration import registering

pytestmark = pytest.mark.django_db


@pytest.fixture
def carla() -> NewCustomer:
    return NewCustomer()


@pytest.fixture
def offer(carla: NewCustomer) -> Offer:
    return making.offer(price="10", stock="100")


@pytest.fixture
def tested(carla: NewCustomer, offer: Offer) -> NewCustomer:
    """At Test, with everything on the checklist seen."""
    return carla.register().add_punchout().integrate().try_everything(offer)


def test_1_a_company_registers_and_is_verified_at_once_where_the_rules_allow_it(carla: NewCustomer) -> None:
    carla.register()

    account = carla.account
    assert (account.state, account.vat_number, account.country) == ("verified", "IT02483100109", "IT")
    assert account.address["city"] == "Genova"
    assert account.first_administrator == carla.member
    assert carla.roles == {Role.ADMINISTRATOR}
    assert len(letters()) == 2  # the link, and that it is verified
    assert "/business" in letters()[-1].text


def test_1_else_the_company_waits_in_the_review_queue_for_at_most_three_working_days(carla: NewCustomer) -> None:
    email = "carla.molino@gmail.com"
    bruno = Person.objects.create_person(email="bruno@store.example", name="Bruno")
    employ_person(person=bruno, role=StaffRole.SERVICE, by=None, now=timezone.now())
    staff = making.sign_in(Client(), bruno)

    carla.register(admin_email=email)

    review = Review.objects.get(account=carla.account)
    today = timezone.localdate()
    assert today < review.due_on <= add_working_days(today, 3, "IT")
    assert carla.account.state == "in_review"
    assert carla.browser.get("/business").status_code == 302  # there is nothing to manage yet
    assert registering.FILLED["company"] in staff.get("/reviews/").content.decode()

    staff.post(f"/reviews/{carla.account.public_id}/approve")

    assert carla.account.state == "verified"
    assert carla.page("/business")
    assert len(letters(email)) == 3  # the link, the day that is promised, the answer


def test_2_administrators_manage_people_groups_roles_addresses_and_payment_and_forward_the_registration(
    carla: NewCustomer,
) -> None:
    carla.register()
    hub = carla.page("/business")

    for door in ("people", "groups/", "payments", "addresses", "policy", "settings"):
        assert f'href="/business/{door}"' in hub
    carla.browser.post(
        "/business/people/invite", {"email": "tech@officine-molino.example", "roles": ["technical_administrator"]}
    )

    invited = Invitation.objects.get()
    assert invited.roles == ["technical_administrator"]
    (letter,) = letters("tech@officine-molino.example")
    assert "/invitation/" in letter.text


def test_3_punchout_is_added_to_a_group_after_asking_twice_and_there_is_no_road_back(carla: NewCustomer) -> None:
    carla.register()
    first = carla.page(f"{carla.group_url}/punchout")
    assert carla.group.status == "plain"
    assert f"{carla.group_url}/punchout/confirm" in first

    assert carla.browser.post(f"{carla.group_url}/punchout/confirm", {"name": "something else"}).status_code == 422
    assert carla.group.status == "plain"
    carla.add_punchout()

    assert carla.group.status == "integrating"
    with pytest.raises(IntegrityError, match="one way"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE selling_accounts_group SET status = 'plain'")
    assert carla.group.status == "integrating"


def test_4_the_purchasing_system_is_chosen_and_its_credentials_are_shown_once(carla: NewCustomer) -> None:
    carla.register().add_punchout()
    choice = carla.page(f"{carla.group_url}/system")
    assert "Coupa" in choice

    carla.integrate()

    partner = carla.partner
    assert partner.secret_in() == carla.secret
    page = carla.page(f"/business/connections/{partner.public_id}")
    assert carla.secret not in page
    assert "/punchout/cxml" in page
    assert f"/orders/in/{partner.public_id}" in page


def test_5_the_first_good_setup_moves_the_group_to_test_and_settings_stand_at_recommended_defaults(
    carla: NewCustomer,
) -> None:
    carla.register().add_punchout().integrate()
    assert carla.group.status == "integrating"

    carla.visit()

    assert carla.group.status == "test"
    assert carla.partner.mode == "test"
    settings = carla.page(f"{carla.group_url}/settings")
    assert "customer service" in settings.lower()
    carla.browser.post(
        f"{carla.group_url}/settings?setting=price_percent", {"value": "20", "reason": "Prices of copper."}
    )
    asked = SettingsRequest.objects.get()
    assert (asked.setting, asked.wanted, asked.state) == ("price_percent", "20", "open")
    assert carla.group.safeguards.price_percent == 5


def test_6_in_test_administrators_punch_out_nothing_is_charged_nothing_ships_and_every_step_is_marked(
    carla: NewCustomer, offer: Offer
) -> None:
    carla.register().add_punchout().integrate()
    assert Role.PUNCHOUT_USER not in carla.roles

    held = carla.bring_cart(offer)
    order = carla.order(making.line(offer, "2", supplier_part_auxiliary_id=held))

    assert order.is_test
    assert order.state == "accepted"
    offer.refresh_from_db()
    assert offer.reserved == 0
    assert letters()[-1].subject.startswith("[TEST]")
    assert "Test" in carla.page(f"/orders/{order.public_id}")
    assert b'deploymentMode="test"' in MessageOut.objects.get(number="PO-1").body


def test_7_test_becomes_active_after_a_checklist_that_was_really_seen_and_never_test_again(
    carla: NewCustomer, offer: Offer
) -> None:
    carla.register().add_punchout().integrate()
    carla.bring_cart(offer)
    carla.browser.post(f"{carla.group_url}/activate", {"name": carla.group.name})
    assert carla.group.status == "test"  # no order, no safeguard, no confirmation yet
    assert {one.milestone for one in carla.group.milestones.all()} == {
        Milestone.GOOD_SETUP,
        Milestone.CART_RETURNED,
    }

    carla.try_everything(offer)

    assert {one.milestone for one in carla.group.milestones.all()} == set(Milestone)
    assert carla.browser.post(f"{carla.group_url}/activate", {"name": "no"}).status_code == 422
    assert carla.group.status == "test"
    carla.activate()
    assert carla.group.status == "active"
    assert carla.partner.mode == "production"
    with pytest.raises(IntegrityError, match="one way"), transaction.atomic():
        Group.objects.filter(pk=carla.group.pk).update(status="test")


def test_8_a_default_payment_method_serves_all_punchout_users(tested: NewCustomer, offer: Offer) -> None:
    tested.activate()
    tested.pay_by_invoice()
    # Somebody whom the purchasing system names for the first time needs nothing of their own.
    held = tested.bring_cart(offer, email="nino@officine-molino.example")
    order = tested.order(making.line(offer, "2", supplier_part_auxiliary_id=held), email="nino@officine-molino.example")

    assert order.state == "accepted"
    offer.refresh_from_db()
    assert offer.reserved == 2


def test_9_the_first_administrator_becomes_a_punchout_user_by_itself_and_before_that_orders_are_refused_for_it(
    tested: NewCustomer, offer: Offer
) -> None:
    tested.activate()
    early = tested.order(making.line(offer, "1"), number="EARLY")
    assert (early.state, early.refusal_code) == ("refused", "no_payment_method")
    assert Role.PUNCHOUT_USER not in tested.roles

    tested.pay_by_invoice()

    assert tested.roles == {Role.ADMINISTRATOR, Role.PUNCHOUT_USER}
    tested.browser.post(
        "/business/people/invite", {"email": "nino@officine-molino.example", "roles": ["punchout_user"]}
    )
    assert Invitation.objects.filter(email="nino@officine-molino.example").exists()
    order = tested.order(making.line(offer, "3"), number="REAL")
    assert order.state == "accepted"
    assert LinePortion.objects.get(line__order=order).quantity == Decimal(3)


def test_no_step_can_be_taken_before_the_one_before_it(carla: NewCustomer, offer: Offer) -> None:
    carla.register()

    carla.browser.post(f"{carla.group_url}/system?system=plain", {"way": "cxml+cxml", "return_origins": making.ORIGIN})
    carla.browser.post(f"{carla.group_url}/activate", {"name": carla.group.name})

    assert carla.group.status == "plain"
    assert not carla.group.connections.exists()
    assert BusinessAccount.objects.count() == 1


def test_an_order_marked_test_is_refused_by_an_active_group_and_the_reverse(tested: NewCustomer, offer: Offer) -> None:
    serious = tested.order(making.line(offer, "1"), number="SERIOUS", mode=Mode.PRODUCTION)
    tested.activate().pay_by_invoice()
    trial = tested.order(making.line(offer, "1"), number="TRIAL", mode=Mode.TEST)

    assert [one.refusal_code for one in (serious, trial)] == ["mode_different", "mode_different"]
    offer.refresh_from_db()
    assert offer.reserved == 0


def test_confirmations_go_where_the_customer_said(tested: NewCustomer) -> None:
    assert SalesOrder.objects.count() == 2
    sent = MessageOut.objects.filter(document_type="OrderConfirmation")
    assert {one.state for one in sent} == {"delivered"}
    assert {one.attempts.get().url for one in sent} == {CONFIRMATIONS}


def test_a_removed_administrator_does_not_come_back_by_a_visit(tested: NewCustomer) -> None:
    tested.activate().pay_by_invoice()
    Member.objects.filter(person__email=EMAIL).update(removed_at=timezone.now())

    status, answer = tested.punch_out()

    assert answer is None
    assert status.code == 403
