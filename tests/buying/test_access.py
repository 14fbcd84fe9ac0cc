"""Who may do what at the desk: the matrix of actions, and every page of these slices with every role."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import URLPattern, URLResolver

from fondaco.bridge.models import MessageOut
from fondaco.buying import urls as root
from fondaco.buying.access import ROLES, may
from fondaco.buying.company.models import Category, Employee, ExchangeRate, Project, Role
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.buying.suppliers.models import Mapping
from tests.buying.desk_carts import cart_xml, path_of, post_cart
from tests.buying.desk_store import NOW, Store

pytestmark = pytest.mark.django_db

EVERY = ["requester", "approver", "buyer", "finance", "administrator", "auditor"]

# Action to who may, written by hand: the code's own table is not asked.
EXPECTED = {
    "see_home": EVERY,
    "shop": ["requester", "buyer"],
    "see_suppliers": EVERY,
    "change_suppliers": ["buyer", "administrator"],
    "see_connections": ["buyer", "administrator", "auditor"],
    "request": ["requester", "buyer"],
    "see_all_requests": ["buyer", "finance", "administrator", "auditor"],
    "see_request": ["buyer", "finance", "administrator", "auditor"],
    "change_request": [],
    "approve": ["approver"],
    "see_all_orders": ["buyer", "finance", "administrator", "auditor"],
    "see_order": ["buyer", "finance", "administrator", "auditor"],
    "change_order": ["buyer"],
    "see_numbers": ["buyer", "finance", "administrator", "auditor"],
    "see_all_changes": ["buyer", "finance", "administrator", "auditor"],
    "see_change": ["buyer", "finance", "administrator", "auditor"],
    "ask_change": ["buyer"],
    "source": ["buyer"],
    "see_all_standing": ["buyer", "finance", "administrator", "auditor"],
    "see_standing": ["buyer", "finance", "administrator", "auditor"],
    "change_standing": ["buyer"],
    "see_messages": ["buyer", "administrator", "auditor"],
    "send_again": ["buyer", "administrator"],
    "see_budgets": ["buyer", "finance", "administrator", "auditor"],
    "change_budgets": ["finance", "administrator"],
    "see_rates": ["buyer", "finance", "administrator", "auditor"],
    "change_rates": ["finance", "administrator"],
    "see_company": ["administrator", "auditor"],
    "change_company": ["administrator"],
    "see_audit": ["administrator", "auditor"],
}

# Route to (method, roles that get in). "own" marks what the requester of the request at hand may do as well.
PAGES: dict[str, tuple[str, list[str]]] = {
    "suppliers:shop-at": ("get", EVERY),
    "suppliers:add": ("get", ["buyer", "administrator"]),
    "suppliers:supplier": ("get", ["buyer", "administrator", "auditor"]),
    "suppliers:change": ("get", ["buyer", "administrator"]),
    "suppliers:try": ("post", ["buyer", "administrator"]),
    "suppliers:renew-secret": ("post", ["buyer", "administrator"]),
    "suppliers:list": ("get", ["buyer", "administrator", "auditor"]),
    "suppliers:add-by-mail": ("get", ["buyer", "administrator"]),
    "suppliers:unmapped": ("get", ["buyer", "administrator", "auditor"]),
    "suppliers:explain": ("post", ["buyer", "administrator"]),
    "suppliers:mappings": ("get", ["buyer", "administrator", "auditor"]),
    "suppliers:mappings-of": ("get", ["buyer", "administrator", "auditor"]),
    "suppliers:forget-mapping": ("post", ["buyer", "administrator"]),
    "suppliers:connect": ("get", ["buyer", "administrator"]),
    "suppliers:try-visit": ("post", ["buyer", "administrator"]),
    "suppliers:switch": ("post", ["buyer", "administrator"]),
    "suppliers:say-of-category": ("post", ["buyer", "administrator"]),
    "suppliers:forget-category": ("post", ["buyer", "administrator"]),
    "suppliers:safeguards": ("get", ["buyer", "administrator"]),
    "shopping:shop": ("post", ["requester", "buyer"]),
    "shopping:visits": ("get", ["requester", "buyer"]),
    "shopping:session": ("get", []),
    "shopping:abandon": ("post", []),
    "claim": ("get", []),
    "requests:mine": ("get", EVERY),
    "requests:all": ("get", ["buyer", "finance", "administrator", "auditor"]),
    "requests:request": ("get", ["buyer", "finance", "administrator", "auditor"]),
    "requests:route": ("get", []),
    "requests:save": ("post", []),
    "requests:submit": ("post", []),
    "requests:withdraw": ("post", []),
    "requests:answer": ("post", []),
    "requests:for-me": ("get", EVERY),
    "requests:begin": ("post", ["requester", "buyer"]),
    "requests:revise": ("get", []),
    "requests:other-store": ("get", []),
    "requests:open-again": ("post", []),
    "requests:write-line": ("get", []),
    "requests:rewrite-line": ("get", []),
    "requests:delete-line": ("post", []),
    "requests:charge-line": ("get", []),
    "requests:keep-favourite": ("post", ["buyer"]),
    "requests:favourites": ("get", ["requester", "buyer"]),
    "requests:shop-favourite": ("post", []),
    "requests:drop-favourite": ("post", []),
    "requests:again": ("post", ["buyer"]),
    "requests:add-file": ("post", []),
    "requests:file": ("get", []),
    "requests:remove-file": ("post", []),
    "company:people": ("get", ["administrator", "auditor"]),
    "company:add-person": ("get", ["administrator"]),
    "company:person": ("get", ["administrator", "auditor"]),
    "company:invite": ("post", ["administrator"]),
    "company:cost-centres": ("get", ["administrator", "auditor"]),
    "company:add-cost-centre": ("get", ["administrator"]),
    "company:cost-centre": ("get", ["administrator", "auditor"]),
    "company:addresses": ("get", ["administrator", "auditor"]),
    "company:add-address": ("get", ["administrator"]),
    "company:address": ("get", ["administrator", "auditor"]),
    "company:legal-entity": ("get", ["administrator", "auditor"]),
    "company:add-entity": ("get", ["administrator"]),
    "company:choose-entity": ("post", ["administrator", "auditor"]),
    "company:projects": ("get", ["administrator", "auditor"]),
    "company:add-project": ("get", ["administrator"]),
    "company:project": ("get", ["administrator", "auditor"]),
    "company:categories": ("get", ["administrator", "auditor"]),
    "company:add-category": ("get", ["administrator"]),
    "company:category": ("get", ["administrator", "auditor"]),
    "company:rates": ("get", ["buyer", "finance", "administrator", "auditor"]),
    "company:add-rate": ("get", ["finance", "administrator"]),
    "company:rate": ("get", ["buyer", "finance", "administrator", "auditor"]),
    "company:imports": ("get", ["buyer", "finance", "administrator", "auditor"]),
    "company:import": ("get", ["administrator"]),
    "company:import-template": ("get", ["administrator"]),
    "company:export": ("get", ["administrator", "auditor"]),
    "company:trial": ("get", []),
}
OPEN_TO_ALL = {"shopping:return"}  # by its one-use token alone
MINE = {"suppliers", "shopping", "requests", "company"}


def routes(patterns: list[Any], namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, pattern.namespace or namespace)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}:{pattern.name}" if namespace else str(pattern.name)


@pytest.fixture
def with_role(company: Any, employee: Any) -> Any:
    """A browser of somebody who has one role and asked for nothing."""

    def signed_in(role: str) -> Client:
        chiara: Employee = employee("Chiara")
        chiara.roles.all().delete()
        if role:
            Role.objects.create(employee=chiara, name=role)
        client = Client(headers={"accept-language": "en"})
        client.force_login(chiara.person)
        return client

    return signed_in


@pytest.fixture
def addresses(visit: Any, store: Store, as_person: Any, supplier: Any, employee: Any, company: Any) -> dict[str, str]:
    """An address for each route, about Giulia's visit and request."""
    as_person("Giulia").get(post_cart(path_of(store.setup()), cart_xml(visit.buyer_cookie))["Location"])
    request = PurchaseRequest.objects.get()
    session, marta = visit.public_id, employee("Marta").public_id
    shop, mine = f"/suppliers/{supplier.public_id}", f"/requests/{request.public_id}"
    return {
        "suppliers:shop-at": "/suppliers/",
        "suppliers:add": "/suppliers/new",
        "suppliers:supplier": shop,
        "suppliers:change": f"{shop}/change",
        "suppliers:try": f"{shop}/try",
        "suppliers:renew-secret": f"{shop}/secret",
        "suppliers:list": "/suppliers/all",
        "suppliers:add-by-mail": "/suppliers/new-by-mail",
        "suppliers:unmapped": "/suppliers/unmapped",
        "suppliers:explain": "/suppliers/unmapped/1",
        "suppliers:mappings": "/suppliers/mappings",
        "suppliers:mappings-of": f"{shop}/mappings",
        "suppliers:forget-mapping": f"/suppliers/mappings/{_mapping()}/forget",
        "suppliers:connect": f"{shop}/connect",
        "suppliers:try-visit": f"{shop}/try-visit",
        "suppliers:switch": f"{shop}/switch",
        "suppliers:say-of-category": f"{shop}/categories",
        "suppliers:forget-category": f"{shop}/categories/{_category()}/forget",
        "suppliers:safeguards": f"{shop}/safeguards",
        "shopping:shop": f"/punchout/shop/{supplier.public_id}",
        "shopping:visits": "/punchout/visits",
        "shopping:session": f"/punchout/session/{session}",
        "shopping:abandon": f"/punchout/session/{session}/left",
        "claim": f"/punchout/claim/{session}",
        "requests:mine": "/requests/",
        "requests:all": "/requests/all",
        "requests:request": mine,
        "requests:route": f"{mine}/route",
        "requests:save": f"{mine}/save",
        "requests:submit": f"{mine}/submit",
        "requests:withdraw": f"{mine}/withdraw",
        "requests:answer": f"{mine}/answer/none",
        "requests:for-me": "/requests/for-me",
        "requests:begin": "/requests/new",
        "requests:revise": f"{mine}/revise",
        "requests:other-store": f"{mine}/stores",
        "requests:open-again": f"{mine}/open-again",
        "requests:write-line": f"{mine}/lines/new",
        "requests:rewrite-line": f"{mine}/lines/1",
        "requests:delete-line": f"{mine}/lines/1/delete",
        "requests:charge-line": f"{mine}/lines/1/account",
        "requests:keep-favourite": f"{mine}/lines/1/favourite",
        "requests:favourites": "/requests/favourites",
        "requests:shop-favourite": "/requests/favourites/none/shop",
        "requests:drop-favourite": "/requests/favourites/none/drop",
        "requests:again": f"{mine}/again",
        "requests:add-file": f"{mine}/files",
        "requests:file": f"{mine}/files/none",
        "requests:remove-file": f"{mine}/files/none/remove",
        "company:people": "/company/",
        "company:add-person": "/company/people/new",
        "company:person": f"/company/people/{marta}",
        "company:invite": f"/company/people/{marta}/invite",
        "company:cost-centres": "/company/cost-centres",
        "company:add-cost-centre": "/company/cost-centres/new",
        "company:cost-centre": f"/company/cost-centres/{company.cost_centres.first().public_id}",
        "company:addresses": "/company/addresses",
        "company:add-address": "/company/addresses/new",
        "company:address": f"/company/addresses/{company.addresses.first().public_id}",
        "company:legal-entity": "/company/legal-entity",
        "company:add-entity": "/company/legal-entity/new",
        "company:choose-entity": "/company/legal-entity/choose",
        "company:projects": "/company/projects",
        "company:add-project": "/company/projects/new",
        "company:project": f"/company/projects/{_project(company)}",
        "company:categories": "/company/categories",
        "company:add-category": "/company/categories/new",
        "company:category": f"/company/categories/{_category()}",
        "company:rates": "/company/rates",
        "company:add-rate": "/company/rates/new",
        "company:rate": f"/company/rates/{_rate()}",
        "company:imports": "/company/import",
        "company:import": "/company/import/people",
        "company:import-template": "/company/import/people/template.csv",
        "company:export": "/company/import/people/export.csv",
        "company:trial": "/company/import/trial/none",
    }


def _project(company: Any) -> str:
    return Project.objects.create(public_id="prj", legal_entity=company, code="P", name="P").public_id


def _mapping() -> int:
    return Mapping.objects.create(kind="unit", theirs="Stk", unit="EA", created_at=NOW).pk


def _category() -> str:
    return Category.objects.get_or_create(public_id="cat", code="ONLY-HERE", name="C")[0].public_id


def _rate() -> str:
    return ExchangeRate.objects.create(currency="SEK", into="EUR", on=NOW.date(), rate=1).currency


def test_every_action_is_in_the_matrix() -> None:
    assert set(EXPECTED) == set(ROLES)


@pytest.mark.parametrize("role", EVERY)
def test_a_role_allows_what_the_matrix_says(with_role: Any, employee: Any, role: str) -> None:
    with_role(role)
    person = employee("Chiara").person

    assert {action: may(person, action) for action in EXPECTED} == {
        action: role in roles for action, roles in EXPECTED.items()
    }


def test_without_a_role_or_without_a_place_nothing_is_allowed(with_role: Any, employee: Any) -> None:
    with_role("")
    nobody = employee("Chiara").person
    gone = employee("Luca").person
    gone.is_active = False

    for person in (nobody, gone, AnonymousUser()):
        assert not any(may(person, action) for action in ROLES)


def test_every_route_of_these_slices_is_in_the_matrix() -> None:
    known = {name for name in routes(root.urlpatterns) if name.partition(":")[0] in MINE or name == "claim"}

    assert known - OPEN_TO_ALL == set(PAGES)


@pytest.mark.parametrize("role", [*EVERY, ""])
def test_a_page_opens_for_its_roles_and_no_other(with_role: Any, addresses: dict[str, str], role: str) -> None:
    client = with_role(role)

    opened = {
        name: getattr(client, method)(addresses[name]).status_code not in {403, 404}
        for name, (method, _roles) in PAGES.items()
    }

    assert opened == {name: role in roles for name, (_method, roles) in PAGES.items()}


def test_a_stranger_is_sent_to_the_sign_in_everywhere(addresses: dict[str, str]) -> None:
    for name, (method, _roles) in PAGES.items():
        answer = getattr(Client(), method)(addresses[name])
        assert answer.status_code == 302, name
        assert answer["Location"].startswith("/account/sign-in"), name


def test_what_is_asked_with_the_wrong_method_changes_nothing(addresses: dict[str, str], as_person: Any) -> None:
    client = as_person("Luca")
    posts = [name for name, (method, _roles) in PAGES.items() if method == "post"]

    assert {client.get(addresses[name]).status_code for name in posts} <= {403, 404, 405}


@pytest.mark.parametrize("role", [*EVERY, ""])
def test_messages_are_read_by_some_and_sent_by_fewer(
    with_role: Any, addresses: dict[str, str], supplier: Any, role: str
) -> None:
    client, partner = with_role(role), supplier.partner.public_id
    setup = MessageOut.objects.get(document_type="PunchOutSetup").public_id

    read = {client.get(f"/{path}").status_code for path in (f"connections/{partner}", f"messages/{setup}", "messages/")}
    sent = {client.post(f"/{path}").status_code for path in (f"connections/{partner}/try", f"messages/{setup}/again")}

    assert (read == {200}) is (role in {"buyer", "administrator", "auditor"})
    assert (403 not in sent) is (role in {"buyer", "administrator"})
