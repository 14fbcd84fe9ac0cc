"""A supplier's classification, once explained, reaches the lines that are still being written."""

from __future__ import annotations

from datetime import datetime

from fondaco import audit
from fondaco.buying.requests.models import PurchaseRequest, RequestLine
from fondaco.buying.requests.states import EDITABLE
from fondaco.buying.suppliers.mapping import category_of, code_beginning, domain_name
from fondaco.buying.suppliers.models import Mapping, MappingKind
from fondaco.people.models import Person


def apply_mapping(mapping: Mapping, by: Person, now: datetime) -> int:
    """Gives lines without a category the one that ``mapping`` leads to now; to how many.

    Only in requests that their people may still change: what was submitted, the approvers have seen as it is. A unit
    is not kept on a line (:func:`fondaco.buying.requests.claims.claim_cart`), so nothing follows from one.
    """
    if mapping.kind != MappingKind.CATEGORY:
        return 0
    waiting = RequestLine.objects.filter(category=None, supplier__isnull=False, request__state__in=EDITABLE)
    waiting = waiting.exclude(classifications=[])
    if mapping.supplier_id is not None:
        waiting = waiting.filter(supplier_id=mapping.supplier_id)
    found = [line for line in waiting.select_related("supplier") if _about(mapping, line)]
    # In one order, as every other writer of requests locks them; asked again, for one may have been submitted.
    whose = {line.request_id for line in found}
    locked = PurchaseRequest.objects.select_for_update().filter(pk__in=whose, state__in=EDITABLE).order_by("pk")
    requests = {request.pk: request for request in locked}
    changed: dict[int, list[str]] = {}
    for line in found:
        assert line.supplier is not None
        # The most exact of all mappings says what it is: this one only made it worth asking.
        category = category_of(supplier=line.supplier, classifications=line.classifications, now=now)
        if line.request_id not in requests or category is None:
            continue
        if RequestLine.objects.filter(pk=line.pk, category=None).update(category=category):
            changed.setdefault(line.request_id, []).append(line.key)
    for pk, keys in changed.items():
        request = requests[pk]
        request.version += 1
        request.save(update_fields=["version"])
        audit.write(
            action="request.categories_explained", subject=request.about, by=by.pk, now=now, after={"lines": keys}
        )
    return sum(len(keys) for keys in changed.values())


def _about(mapping: Mapping, line: RequestLine) -> bool:
    pairs = [pair for pair in line.classifications if len(pair) == 2]
    named = [(domain_name(domain), code) for domain, code in pairs]
    return any(
        domain == mapping.domain and code_beginning(domain, code).startswith(mapping.theirs) for domain, code in named
    )
