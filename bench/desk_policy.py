"""How long it takes to find who has to approve a document, with ten thousand rules in force.

A request of twenty lines from the operations' own models, in the embedded PostgreSQL: its rules are of every kind, on
accounts, categories, suppliers, requesters and amounts. What is measured is what a page does: from the request as it
stands in the database to who is asked, with the version of the policy read before by this process, as it is in one that
serves. ``--full``: five hundred times instead of a hundred.

Prints a JSON line each for the median and the p95 in milliseconds, the limit of 50 ms as reference, and the limit by it
as ratio (more is better; 1 is the limit); and how long a process takes to read a version for the first time.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "bench"
sys.path[:0] = [str(ROOT), str(HERE)]

from _serving import say  # noqa: E402

LIMIT = 50.0  # ms
RULES = 10_000
THINGS = 400  # categories, and as many accounts
LINES = 20  # of the request


def prepare() -> Any:
    """The company, its rules and a request; its key."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from fondaco.buying.company.models import Category, CostCentre
    from fondaco.buying.requests.models import RequestLine
    from tests.buying.world import build_world, draft

    world = build_world()
    chance = random.Random(7)
    CostCentre.objects.bulk_create(
        CostCentre(public_id=f"c{n}", legal_entity=world.entity, code=f"C{n}", name=f"Account {n}", owner=world.owner)
        for n in range(THINGS)
    )
    Category.objects.bulk_create(Category(public_id=f"k{n}", code=f"K{n}", name=f"Things {n}") for n in range(THINGS))
    write_rules(world, chance)
    request = draft(world, lines=[("2", f"{10 + n}.00") for n in range(LINES)])
    centres, categories = list(CostCentre.objects.all()), list(Category.objects.all())
    for line in RequestLine.objects.filter(request=request):
        line.cost_centre, line.category = chance.choice(centres), chance.choice(categories)
        line.save()
    return request.pk


def write_rules(world: Any, chance: random.Random) -> None:
    from fondaco.buying.policy.models import ApprovalRule, PolicyVersion
    from fondaco.buying.policy.operations import begin_draft, publish
    from tests.buying.world import NOW

    made: PolicyVersion = begin_draft(entity=world.entity, by=None, now=NOW, public_id="many")
    ApprovalRule.objects.bulk_create(rule_of(made, number, chance) for number in range(RULES))
    through = ApprovalRule.people.through
    named = made.rules.filter(who="person").values_list("pk", flat=True)
    through.objects.bulk_create(through(approvalrule_id=rule, employee_id=world.chief.pk) for rule in named)
    publish(version=made, edits=made.edits, effective_on=NOW.date(), note="Many", by=None, now=NOW)


def rule_of(version: Any, number: int, chance: random.Random) -> Any:
    """A rule as companies have them: mostly narrow, one in two hundred on nothing but an amount."""
    from fondaco.buying.policy.models import ApprovalRule

    conditions = []
    if number % 200:
        dimension, letter = chance.choice([("cost_centre", "C"), ("category", "K"), ("cost_centre", "C")])
        values = sorted({f"{letter}{chance.randrange(THINGS)}" for _ in range(chance.randint(1, 3))})
        conditions.append({"dimension": dimension, "values": values, "negated": False})
    if number % 3 == 0:
        conditions.append({"dimension": "supplier", "values": [f"sup-{number % 50}"], "negated": number % 2 == 0})
    return ApprovalRule(
        version=version,
        public_id=f"r{number}",
        sequence=10 + number % 40,
        who=chance.choice(["manager", "chain", "cost_centre_owner", "person"]),
        above=chance.choice([None, 100, 250, 1000, 5000]),
        conditions=conditions,
    )


def measure(request: int, times: int) -> None:
    from fondaco.buying.policy.compiled import compiled, version_on
    from fondaco.buying.policy.queries import preview
    from fondaco.buying.requests.models import PurchaseRequest
    from fondaco.buying.requests.subject import RequestSubject
    from tests.buying.world import NOW

    entity = PurchaseRequest.objects.get(pk=request).legal_entity
    version = version_on(entity, NOW.date())
    assert version is not None
    began = perf_counter()
    compiled(version)
    first = (perf_counter() - began) * 1000
    waits = []
    for turn in range(times + 3):
        began = perf_counter()
        found = preview(subject=RequestSubject(PurchaseRequest.objects.get(pk=request)), now=NOW)
        if turn >= 3:  # the first ones warm up
            waits.append((perf_counter() - began) * 1000)
    if not found.steps or len(found.applied) < 10:
        raise AssertionError(f"{len(found.applied)} rules applied, {found.problems}")
    p95 = statistics.quantiles(waits, n=20)[18]
    unit = f"ms, {RULES} rules, {LINES} lines"
    say("buying.policy.route.p50", statistics.median(waits), unit, LIMIT, LIMIT / statistics.median(waits))
    say("buying.policy.route.p95", p95, unit, LIMIT, LIMIT / p95)
    say("buying.policy.first_read", first, f"ms, {RULES} rules, once a process")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--full", action="store_true", help="five hundred times instead of a hundred")
    options = parser.parse_args()
    var = Path(tempfile.mkdtemp(prefix="fondaco-bench-"))
    os.environ["FONDACO_VAR"] = str(var)
    os.environ["DJANGO_SETTINGS_MODULE"] = "fondaco.settings.buying"
    for name in ("FONDACO_DATABASE_URL", "FONDACO_DEMO"):
        os.environ.pop(name, None)

    from fondaco.host.postgres import EmbeddedServer

    server = EmbeddedServer(var)
    try:
        server.start()
        server.create_database("fondaco_buying")
        measure(prepare(), 500 if options.full else 100)
    finally:
        server.forget()
        shutil.rmtree(var, ignore_errors=True)


if __name__ == "__main__":
    main()
