"""Customer B cannot see, change or guess anything of customer A: every address, method, person and foreign id.

The matrix is generated: from the URL resolver, so that a new address is in it by itself; from the forms and views, so
that their fields and query names are; and from the database, so that a new kind of row is looked for in every answer.
An address with a parameter that :data:`TAKES` does not know fails.
"""

from __future__ import annotations

import ast
import itertools
import logging
import re
from collections.abc import Iterator
from html import unescape
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import pytest
from django import forms
from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

import fondaco
from fondaco.people.models import Person
from fondaco.selling.accounts.models import BusinessAccount, SharedAddress
from fondaco.selling.catalog.search.indexer import rebuild
from tests.selling import making
from tests.selling.isolation_takes import CART_LINE, FILE, OFFER, PART, TAKES
from tests.selling.isolation_world import World, build, own_ids
from tests.selling.shopping import going

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
WRITING = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)', re.IGNORECASE)
ACTORS = (
    "nobody",
    "visitor",
    "administrator",
    "punchout_user",
    "technical_administrator",
    "finance",
    "everything",
    "removed",
    "suspended",
    "waiting",
)


class Matrix:
    """Asks, and writes down what was wrong. Every request is undone, so that none sees what another left."""

    def __init__(self, world: World, actor: str) -> None:
        self.world, self.actor = world, actor
        self.client = world.clients[actor]
        self.client.raise_request_exception = False
        self.cookies = SimpleCookie(self.client.cookies.output(header="", sep="; "))
        self.tables = {model._meta.db_table for model in world.rows}
        self.before = world.digest()
        self.asked = 0
        self.wrong: list[str] = []

    def ask(self, method: str, path: str, given: dict[str, str] | None = None, *, told: set[str] = frozenset()) -> int:  # type: ignore[assignment]
        """``told`` is what the request itself says, and so may be said back."""
        self.asked += 1
        words = f"{self.actor} {method} {path} {next(iter(given.values())) if given else ''}"
        self.client.cookies = SimpleCookie({name: one.value for name, one in self.cookies.items()})
        self.wrote = False
        with transaction.atomic():
            sent = {"data": given or {}} if method in ("GET", "HEAD", "POST") else {}
            with connection.execute_wrapper(self._watch):
                answer = getattr(self.client, method.lower())(path, **sent)
            if self.wrote and self.world.digest() != self.before:
                self.wrong.append(f"{words}: changed a row of A's")
            transaction.set_rollback(True)
        shown = said_in(answer)
        for echoed in sorted(told, key=len, reverse=True):
            shown = shown.replace(echoed, "")
        leaked = sorted(one for one in self.world.canaries if one in shown)
        if leaked:
            self.wrong.append(f"{words}: {answer.status_code} says {leaked[:4]}")
        if answer.status_code >= 500 and answer.status_code != 503:
            self.wrong.append(f"{words}: {answer.status_code}")
        return int(answer.status_code)

    def _watch(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """The rows are looked at again only where something was written to one of their tables."""
        written = WRITING.match(sql)
        self.wrote |= bool(written and written[1] in self.tables)
        return execute(sql, params, many, context)


def said_in(answer: HttpResponse) -> str:
    content = b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]
    plain = "\n".join([*(f"{name}: {value}" for name, value in answer.items()), content.decode(errors="replace")])
    return unquote_plus(unescape(plain))


def routes(patterns: list[URLPattern | URLResolver] | None = None, space: str = "", before: str = "/") -> Iterator[Any]:
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, one.namespace or space, before + str(one.pattern))
        else:
            yield (f"{space}:{one.name}" if space else str(one.name)), before + str(one.pattern)


def parameters(route: str) -> list[str]:
    return re.findall(r"<(?:\w+:)?(\w+)>", route)


def filled(route: str, values: dict[str, str]) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found[1]], route)


def foreign(world: World, kind: str) -> list[str]:
    if kind == PART:
        return [world.exclusive.item.part_id]
    if kind == OFFER:
        return [world.exclusive.key]
    if kind == FILE:
        return ["1"]
    if kind == CART_LINE:
        return [str(pk) for pk in sorted(world.rows[apps.get_model("selling_shopping.CartLine")])]
    return world.ids(kind) if "." in kind else [kind.replace(" ", "-")]


def addresses(world: World, name: str, route: str) -> Iterator[tuple[str, set[str]]]:
    """The route with each of A's ids; where it takes several, also with B's own in the place of the others."""
    names = parameters(route)
    theirs = {one: [value for kind in TAKES[name][one] for value in foreign(world, kind)] for one in names}
    own = {one: own_ids(world).get(TAKES[name][one][0], "none") for one in names}
    for values in itertools.product(*(theirs[one] for one in names)):
        yield filled(route, dict(zip(names, values, strict=True))), set(values)
    if len(names) > 1:
        for one in names:
            for value in theirs[one]:
                yield filled(route, {**own, one: value}), {value}


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path) -> Iterator[World]:
    logging.disable(logging.ERROR)  # thousands of requests that are meant to be refused
    made = build(timezone.now())
    settings.FONDACO_INDEX_DIR = tmp_path / "index"
    rebuild()
    yield made
    logging.disable(logging.NOTSET)


def test_every_address_that_takes_something_is_known() -> None:
    known = {name: set(taken) for name, taken in TAKES.items()}

    assert {name: set(parameters(route)) for name, route in routes() if parameters(route)} == known


@pytest.mark.django_db
def test_a_owns_something_of_every_kind_there_is(world: World) -> None:
    """Whoever adds a table whose rows belong to a customer adds one of A's here, or the matrix looks past it."""
    one = BusinessAccount._meta.app_config.name.rpartition(".")[0]
    missing = []
    for model in apps.get_models():
        named = any(field.name == "public_id" for field in model._meta.fields)
        leads = any(
            field.related_model in world.rows and (field.many_to_one or field.one_to_one)
            for field in model._meta.get_fields()
            if getattr(field, "column", None)
        )
        if model.__module__.startswith((one, "fondaco.bridge")) and (named or leads) and not world.rows.get(model):
            missing.append(model._meta.label)

    # Nothing of these comes of A's doings above, and their own tests show who sees them.
    assert set(missing) <= {"bridge.Attempt", "bridge.Sighting", "bridge.Refused", "selling_shopping.BroughtLine",
                            "selling_accounts.StaffMember"}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("actor", ACTORS)
def test_no_address_gives_anything_of_as_away_for_an_id_of_theirs(world: World, actor: str) -> None:
    """And answers it as an id that there is not: else it would say that there is such a thing."""
    matrix = Matrix(world, actor)
    for name, route in routes():
        for method in METHODS:
            if not parameters(route):
                matrix.ask(method, route)
                continue
            nothing = matrix.ask(method, filled(route, dict.fromkeys(parameters(route), "0")))
            for path, told in addresses(world, name, route):
                if matrix.ask(method, path, told=told) != nothing:
                    matrix.wrong.append(f"{actor} {method} {path}: answered unlike one that there is not")

    print(f"{actor}: {matrix.asked} combinations of address, method and foreign id")
    assert not matrix.wrong, "\n".join(matrix.wrong[:40])
    assert matrix.asked > 1000


@pytest.mark.django_db
@pytest.mark.parametrize("actor", ["nobody", "visitor", "everything", "removed"])
def test_no_query_finds_anything_of_as(world: World, actor: str) -> None:
    matrix = Matrix(world, actor)
    queries = names_of_queries() | names_of_fields()
    for name, route in routes():
        if parameters(route) or name.startswith("people:"):
            continue
        for value in wanted(world):
            matrix.ask("GET", route, dict.fromkeys(queries, value), told={value})
            matrix.ask("GET", route, {"q": value}, told={value})

    print(f"{actor}: {matrix.asked} combinations of address and query")
    assert not matrix.wrong, "\n".join(matrix.wrong[:40])


@pytest.mark.django_db
@pytest.mark.parametrize("actor", ["visitor", "everything"])
def test_no_form_takes_anything_of_as(world: World, actor: str) -> None:
    """Every field of every form filled with a foreign id, at every address that takes a POST, B's own ids in it."""
    matrix = Matrix(world, actor)
    fields = names_of_fields()
    for name, route in routes():
        names = parameters(route)
        own = {one: own_ids(world).get(TAKES[name][one][0], "none") for one in names}
        path = filled(route, {**own, "line_id": "1"})
        for value in wanted(world):
            matrix.ask("POST", path, dict.fromkeys(fields, value), told={value})

    print(f"{actor}: {matrix.asked} combinations of address and form")
    assert not matrix.wrong, "\n".join(matrix.wrong[:40])


def wanted(world: World) -> list[str]:
    """One thing of each kind that A owns and that might be asked for, by number, name or id."""
    labels = sorted({kind for taken in TAKES.values() for kinds in taken.values() for kind in kinds if "." in kind})
    found = [world.ids(label)[0] for label in labels if world.ids(label)]
    found += ["PO-CANARY-1", "Canary anvil", "canary", world.exclusive.item.part_id, world.exclusive.key]
    return found


def names_of_queries() -> set[str]:
    """What the store's views read from an address's query."""
    found = set()
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith((".GET.get", ".GET.getlist")):
                found |= {one.value for one in node.args[:1] if isinstance(one, ast.Constant)}
    return found


def names_of_fields() -> set[str]:
    """What the store's forms and views read from a POST."""
    found = {name for form in _forms(forms.Form) for name in form.base_fields}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith((".POST.get", ".POST.getlist")):
                found |= {one.value for one in node.args[:1] if isinstance(one, ast.Constant)}
    return found


def _forms(above: type[forms.Form]) -> Iterator[type[forms.Form]]:
    for one in above.__subclasses__():
        yield from _forms(one)
        if one.__module__.startswith(("fondaco.selling", "fondaco.people")):
            yield one


def sources() -> Iterator[Path]:
    root = Path(fondaco.__file__).parent
    for room in ("selling", "bridge", "people"):
        yield from (path for path in (root / room).rglob("*.py") if "migrations" not in path.parts)


@pytest.mark.django_db
def test_the_matrix_notices_a_leak_and_a_change(world: World) -> None:
    """A test that cannot fail proves nothing: A's own administrator, on a visit, is let see, find and change."""
    sender = making.Sender(Client(), identity="canary-system")
    visiting = going.came(sender, making.setup("boss@canary.example"), timezone.now())
    world.clients["boss"] = making.sign_in(visiting, Person.objects.get(email="boss@canary.example"))
    world.learn()
    matrix = Matrix(world, "boss")
    address = SharedAddress.objects.get(label="Canary wharf", account=world.a.account, is_default=False).public_id
    for method, path, given in (
        ("GET", "/business/addresses", {}),
        ("GET", "/shop/", {"q": "anvil"}),
        ("POST", f"/business/addresses/{address}/default", {}),
    ):
        before = len(matrix.wrong)

        matrix.ask(method, path, given)

        assert any(path in one for one in matrix.wrong[before:]), (method, path)
    assert "changed a row" in matrix.wrong[-1] + matrix.wrong[-2]
    # And what is looked for by B is there to be found.
    assert world.exclusive.item.part_id in said_in(visiting.get("/shop/", {"q": "anvil"}))
