"""Which of a site's addresses a document in cXML belongs to: orders may have one of their own, partner by partner."""

from __future__ import annotations

from fondaco.bridge.answers import Gate
from fondaco.bridge.models import Partner
from fondaco.bridge.registry import Place
from fondaco.documents import Document, ProfileRequest, Status

NO_ORDERS = "Orders are not taken at this address. Nothing was ordered; send them to {url}"
ONLY_ORDERS = "Only orders are taken at this address. Nothing was done; send everything else to {url}"
# The same whether the address is another partner's or nobody's: who has which is nobody else's business.
NOT_YOURS = "This address takes nothing from this sender. Nothing was done; your address for orders is {url}"


def misplaced(body: Document, partner: Partner, gate: Gate, orders_of: str | None) -> Status | None:
    """What is said to a document that came to the wrong address; None where it may be taken.

    ``orders_of`` is the public id in the address for orders, None at the common one. A question for the profile is
    answered at both, and what nothing takes is refused as such later.
    """
    place = gate.registry.place(type(body))
    if orders_of is None:
        return _said(NO_ORDERS, gate.site.orders_url(partner)) if place is Place.ORDERS else None
    if orders_of != partner.public_id:
        return _said(NOT_YOURS, gate.site.orders_url(partner))
    if place is Place.COMMON and not isinstance(body, ProfileRequest):
        return _said(ONLY_ORDERS, gate.site.cxml_url)
    return None


def _said(words: str, url: str) -> Status:
    return Status(400, "Bad Request", words.format(url=url))
