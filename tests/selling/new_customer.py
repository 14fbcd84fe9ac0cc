"""A company on its way from the first form to its first real order, by pages and messages alone."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.test import Client
from django.utils import timezone

from fondaco.bridge import outbox
from fondaco.bridge.models import Mail, Partner
from fondaco.bridge.registry import site_registry
from fondaco.documents import Mode, PurchaseOrder, Status
from fondaco.selling.accounts.models import BusinessAccount, Group, Member, Role
from fondaco.selling.catalog.models import Offer
from fondaco.selling.orders.models import SalesOrder
from tests.bridge.conftest import FakeTransport
from tests.selling import making
from tests.selling.registration import registering
from tests.selling.shopping import going

EMAIL = registering.FILLED["admin_email"]
CONFIRMATIONS = f"{making.ORIGIN}/cxml"


class NewCustomer:
    """Carla Molino and her company; each verb is a step of hers, in a browser or from her purchasing system."""

    def __init__(self) -> None:
        making.store(timezone.now())
        self.browser = Client()
        self.secret = ""

    # what she does -------------------------------------------------------------------------------------------------

    def register(self, **changes: str) -> NewCustomer:
        page = registering.follow(self.browser, **changes)
        assert page.status_code == 200
        password = registering.PASSWORD
        assert self.browser.post("/register/confirm", {"password": password, "again": password}).status_code == 302
        return self

    def add_punchout(self) -> NewCustomer:
        answer = self.browser.post(f"{self.group_url}/punchout/confirm", {"name": self.group.name})
        assert answer.status_code == 302, answer.content
        return self

    def integrate(self, **changes: str) -> NewCustomer:
        chosen = {
            "way": "cxml+cxml",
            "return_origins": making.ORIGIN,
            "order_url": CONFIRMATIONS,
            "person_parameter": "",
            **changes,
        }
        answer = self.browser.post(f"{self.group_url}/system?system=plain", chosen)
        assert answer.status_code == 200, answer
        self.secret = answer.context["secret_in"]
        return self

    def punch_out(self, email: str = EMAIL, **more: Any) -> tuple[Status, Any]:
        return self.system.say(making.setup(email, **more), now=timezone.now())

    def visit(self, email: str = EMAIL) -> Client:
        """A browser in the shop."""
        status, answer = self.punch_out(email)
        assert answer is not None, status
        browser = Client()
        assert browser.get(making.start_path(answer)).status_code == 303
        return browser

    def bring_cart(self, offer: Offer, quantity: str = "2", email: str = EMAIL) -> str:
        """Fill a cart and submit it; the auxiliary id under which its line is held."""
        browser = self.visit(email)
        going.add(browser, offer.key, quantity)
        (line, *_rest) = going.cart_in(going.submit(browser)).lines
        return line.supplier_part_auxiliary_id

    def order(self, *lines: Any, number: str = "PO-1", email: str = EMAIL, mode: Mode | None = None) -> SalesOrder:
        order: PurchaseOrder = making.order(*lines, number=number, at=timezone.now(), person=_person(email))
        system = self.system if mode is None else self.system.as_(mode=mode, says_mode=True)
        status, _ = system.say(order, now=timezone.now())
        assert status.code == 201, status
        return SalesOrder.objects.get(order_number=number)

    def take_confirmations(self, *, now: datetime | None = None) -> FakeTransport:
        """Let the worker deliver; her system answers 200 to whatever comes."""
        transport = FakeTransport()
        post = outbox.Post(transport, site_registry(), outbox.this_site(), lambda: 0.0)
        outbox.deliver_due(now=now or timezone.now(), post=post)
        return transport

    def try_everything(self, offer: Offer) -> NewCustomer:
        """All that the checklist asks for, once."""
        held = self.bring_cart(offer)
        self.order(making.line(offer, "2", supplier_part_auxiliary_id=held), number="TRY-1")
        self.order(making.line(offer, "1", price="0.01"), number="TRY-2")
        self.take_confirmations()
        return self

    def activate(self) -> NewCustomer:
        answer = self.browser.post(f"{self.group_url}/activate", {"name": self.group.name})
        assert answer.status_code == 302
        return self

    def pay_by_invoice(self) -> NewCustomer:
        answer = self.browser.post("/business/payments/invoice", {"limit": "1000", "words": ""})
        assert answer.status_code == 302, answer.content
        return self

    # where she stands ----------------------------------------------------------------------------------------------

    @property
    def account(self) -> BusinessAccount:
        return BusinessAccount.objects.get(name=registering.FILLED["company"])

    @property
    def group(self) -> Group:
        return self.account.groups.get()

    @property
    def group_url(self) -> str:
        return f"/business/groups/{self.group.public_id}"

    @property
    def partner(self) -> Partner:
        return Partner.objects.get(connection__account=self.account)

    @property
    def member(self) -> Member:
        return Member.objects.standing().get(person__email=EMAIL)

    @property
    def roles(self) -> set[Role]:
        return {Role(held.role) for held in self.member.held_roles.all()}

    @property
    def system(self) -> making.Sender:
        """Her purchasing system. While the group is tried it says so, as it should."""
        mode = Mode.TEST if self.group.is_test else Mode.PRODUCTION
        partner = self.partner
        return making.Sender(
            Client(), identity=partner.their_identity, domain=partner.their_domain, secret=self.secret, mode=mode
        )

    def page(self, path: str) -> str:
        answer = self.browser.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return re.sub(r"\s+", " ", answer.content.decode())


def _person(email: str) -> Any:
    from fondaco.documents import Person

    return Person(email=email, name="Carla Molino")


def letters(to: str = EMAIL) -> list[Mail]:
    return registering.letters(to)
