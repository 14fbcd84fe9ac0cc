"""A desk's history for ``desk_pages.py``: some requests through the operations, then copies of their rows in SQL."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.test import Client

from fondaco.buying.approvals.models import Round, Step
from fondaco.buying.company.models import Employee
from fondaco.buying.orders import models as orders
from fondaco.buying.requests.models import PurchaseRequest, RequestCharge, RequestLine
from tests.buying import world as worlds

# Tables whose rows are copied together, each before those that refer to it.
TOGETHER: tuple[type[models.Model], ...] = (
    PurchaseRequest,
    RequestLine,
    RequestCharge,
    Round,
    Step,
    orders.PurchaseOrder,
    orders.OrderLine,
    *(getattr(orders, name) for name in ("OrderCharge",) if hasattr(orders, name)),
)
# What else differs between copies: columns by table, as SQL over the copied row ``t`` and the number ``g``.
OTHERWISE = {
    Round: {"subject_id": "t.subject_id || '-' || g", "subject_number": "t.subject_number || '-' || g"},
    RequestLine: {"supplier_part_id": "t.supplier_part_id || '-' || (g %% 1000)"},
    orders.OrderLine: {"supplier_part_id": "t.supplier_part_id || '-' || (g %% 1000)"},
    orders.PurchaseOrder: {"serial": "t.serial + g * 1000"},
}
STRIDE = 10_000  # more than any table's seed has rows for


def seed(count: int, lines: int) -> worlds.World:
    """``count`` requests that were ordered, and as many that wait for the same approver."""
    world = worlds.build_world()
    askers = [worlds.add_person(world.entity, f"Asker{n}", "requester", world.lead) for n in range(count)]
    suppliers = [world.supplier, *(worlds.add_supplier(f"Store {n}", f"store-{n}") for n in range(1, 20))]
    for number, asker in enumerate(askers):
        mine = world._replace(supplier=suppliers[number % len(suppliers)])
        wanted = [(str(place + 1), f"{20 + number}.00") for place in range(lines)]
        worlds.approve_all(worlds.submitted(mine, lines=wanted, by=asker))
    for number, asker in enumerate(askers):
        mine = world._replace(supplier=suppliers[number % len(suppliers)])
        worlds.submitted(mine, lines=[("1", "10.00"), ("2", "12.00")], by=asker)
    return world


def grow(ordered: int, waiting: int) -> None:
    """``ordered`` copies of each order with all that belongs to it, ``waiting`` of each pending request."""
    done = list(orders.PurchaseOrder.objects.values_list("request_id", flat=True))
    pending = list(PurchaseRequest.objects.exclude(pk__in=done).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # the copies are whole: no trigger has to look
        for requests, copies, first in ((done, ordered, 1), (pending, waiting, ordered + 1)):
            for model in TOGETHER:
                cursor.execute(*_copying(model, requests, first, first + copies - 1))
        cursor.execute("SET session_replication_role = origin")
        for model in TOGETHER:
            table = model._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        cursor.execute("ANALYZE")


def _copying(model: type[models.Model], requests: Iterable[int], first: int, last: int) -> tuple[str, list[Any]]:
    columns, values = [], []
    for field in model._meta.concrete_fields:
        columns.append(f'"{field.column}"')
        values.append(_value(model, field))
    table = model._meta.db_table
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} "
        f"FROM {table} t CROSS JOIN generate_series(%s, %s) g WHERE t.id < {STRIDE} AND {_belongs(model)}",
        [first, last, list(requests)],
    )


def _value(model: type[models.Model], field: Any) -> str:
    column = f't."{field.column}"'
    other = OTHERWISE.get(model, {}).get(field.column)
    if other:
        return other
    if field.primary_key or (field.remote_field and field.related_model in TOGETHER):
        return f"{column} + g::bigint * {STRIDE}"
    if isinstance(field, models.DateTimeField):
        return f"{column} - g * interval '37 seconds'"
    if field.unique and isinstance(field, models.CharField):
        return f"{column} || '-' || g"
    return column


def _belongs(model: type[models.Model]) -> str:
    request, order = PurchaseRequest._meta.db_table, orders.PurchaseOrder._meta.db_table
    round_ = Round._meta.db_table
    public = f"SELECT public_id FROM {request} WHERE id = ANY(%s)"
    if model is PurchaseRequest:
        return "t.id = ANY(%s)"
    if model is Round:
        return f"t.subject_id IN ({public})"
    if model is Step:
        return f"t.round_id IN (SELECT id FROM {round_} WHERE subject_id IN ({public}))"
    if any(field.name == "request" for field in model._meta.concrete_fields):
        return "t.request_id = ANY(%s)"
    return f"t.order_id IN (SELECT id FROM {order} WHERE request_id = ANY(%s))"


def pages_of(world: worlds.World) -> dict[str, tuple[str, str]]:
    """The pages that people wait for, and who looks."""
    buyer, lead = _cookie(world.buyer), _cookie(world.lead)
    chief = Employee.objects.get(pk=world.asker.pk)
    order = orders.PurchaseOrder.objects.order_by("-pk").first()
    request = PurchaseRequest.objects.filter(state="ordered").order_by("pk").first()
    step = Step.objects.filter(state="pending", person=world.lead.person).order_by("pk").first()
    assert order
    assert request
    assert step
    return {
        "home": ("/", lead),
        "orders.list": ("/orders/", buyer),
        "orders.list.late_page": ("/orders/?page=200", buyer),
        "orders.list.by_state": ("/orders/?state=issued", buyer),
        "orders.list.search": ("/orders/?q=PO-2026-0000", buyer),
        "orders.order": (f"/orders/{order.public_id}", buyer),
        "orders.list.search_words": ("/orders/?q=thing", buyer),
        "orders.list.search_supplier": ("/orders/?q=store+1", buyer),
        "requests.list": ("/requests/all", buyer),
        "requests.list.search": ("/requests/all?q=thing", buyer),
        "requests.request": (f"/requests/{request.public_id}", buyer),
        "approvals.inbox": ("/approvals/", lead),
        "approvals.decide": (f"/approvals/{step.public_id}", lead),
        "requests.mine": ("/requests/", _cookie(chief)),
        "suppliers": ("/suppliers/", buyer),
    }


def _cookie(employee: Employee) -> str:
    browser = Client()
    browser.force_login(employee.person)
    return f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"
