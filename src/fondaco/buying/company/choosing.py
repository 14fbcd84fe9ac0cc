"""Which legal entity the company's pages are about: one's own, or the one chosen among several."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from fondaco.buying.access import may
from fondaco.buying.answers import employee
from fondaco.buying.company.models import LegalEntity

_KEY = "company_entity"


def entity_of(request: HttpRequest) -> LegalEntity:
    """The chosen one for those who look after the company; everybody else has their own and no other."""
    mine = employee(request).legal_entity
    chosen = request.session.get(_KEY)
    if not chosen or chosen == mine.public_id or not may(request.user, "see_company"):
        return mine
    return LegalEntity.objects.filter(public_id=chosen).first() or mine


def choose(request: HttpRequest, public_id: str) -> LegalEntity:
    """From now on the pages are about this one; without a choice they stay as they are."""
    if not public_id:
        return entity_of(request)
    found = LegalEntity.objects.filter(public_id=public_id[:32].replace("\0", "")).first()
    if found is None:
        raise Http404
    request.session[_KEY] = found.public_id
    return found
