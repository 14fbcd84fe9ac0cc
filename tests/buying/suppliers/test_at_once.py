"""Two people at the same moment: one word, one connection."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from fondaco.bridge.models import Partner
from fondaco.buying.lifecycle import Refused
from fondaco.buying.suppliers.explaining import explain_unit
from fondaco.buying.suppliers.mapping import unit_of
from fondaco.buying.suppliers.models import Mapping, Unmapped
from fondaco.buying.suppliers.operations import connect_supplier
from tests.buying.world import NOW, World, add_mail_supplier, build_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> World:
    return build_world()


def at_once(act: Callable[[int], Any], times: int = 4) -> list[Any]:
    """What each of ``times`` threads came back with, a Refused included."""
    came: list[Any] = []
    gate = threading.Barrier(times)

    def one(number: int) -> None:
        gate.wait()
        try:
            came.append(act(number))
        except Exception as trouble:  # what a thread raises would be lost
            came.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def test_a_word_that_many_carts_bring_waits_once_and_is_counted(world: World) -> None:
    came = at_once(lambda _number: unit_of(supplier=world.supplier, theirs="Stk", now=NOW), times=6)

    assert came == [""] * 6
    assert Unmapped.objects.get().times == 6


def test_a_word_explained_twice_at_the_same_moment_means_one_thing(world: World) -> None:
    units = ["EA", "SET", "PR", "BX"]

    came = at_once(
        lambda number: (
            explain_unit(supplier=None, theirs="Stk", unit=units[number], by=world.buyer.person, now=NOW).mapping.unit
        )
    )

    assert sorted(came) == sorted(units)
    assert Mapping.objects.get().unit in units


def test_a_supplier_is_connected_once_by_two_people(world: World) -> None:
    printer = add_mail_supplier()

    came = at_once(
        lambda number: connect_supplier(
            supplier=printer,
            connection={
                "setup_url": "https://printer.example/",
                "order_url": "https://printer.example/",
                "our_domain": "NetworkID",
                "our_identity": "buyer",
                "their_domain": "NetworkID",
                "their_identity": f"printer-{number}",
            },
            start_origins=(),
            secret_out="s",
            secret_in="t",
            oci_password="",
            by=world.buyer.person,
            now=NOW,
            partner_id=f"p{number}",
        ),
        times=2,
    )

    assert sorted(isinstance(one, Refused) for one in came) == [False, True]
    assert Partner.objects.filter(name="Printer").count() == 1
