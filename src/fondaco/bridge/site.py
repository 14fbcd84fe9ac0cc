"""The one place in the bridge that reads what the site is: below it, everything is handed in."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from attrs import frozen
from django.conf import settings
from django.urls import reverse

from fondaco import __version__
from fondaco.bridge.models import Partner


@frozen
class Site:
    """``base_url`` has no slash at its end; ``lease`` is how long a message may be in flight until it is lost.

    ``cxml_at`` and ``orders_at`` name the addresses (URL names) for cXML; the latter takes a partner's public id, and
    is empty where orders come to the common one.
    """

    name: str
    base_url: str
    dtd_dir: str
    outbound_origins: tuple[str, ...]
    lease: timedelta
    cxml_at: str = "bridge:cxml"
    orders_at: str = ""

    @property
    def cxml_url(self) -> str:
        """Where cXML is taken that has no address of its own."""
        return self.base_url + reverse(self.cxml_at)

    def orders_url(self, partner: Partner) -> str:
        """Where that partner's orders are taken in cXML."""
        return self.base_url + reverse(self.orders_at, args=[partner.public_id]) if self.orders_at else self.cxml_url

    def url_for(self, partner: Partner) -> str:
        """Where orders and their answers are taken from that partner, in the language that they are agreed in."""
        return self.base_url + reverse("bridge:oagis") if partner.speaks_oagis else self.orders_url(partner)

    @property
    def user_agent(self) -> str:
        return f"Fondaco {__version__}"

    def payload_id(self, now: datetime, public_id: str) -> str:
        """``datetime.random@host`` as the cXML guide recommends; the same for every retry."""
        host = urlsplit(self.base_url).hostname or "localhost"
        return f"{now:%Y%m%d%H%M%S}.{public_id}@{host}"


def this_site() -> Site:
    return Site(
        name=settings.FONDACO_SITE_NAME,
        base_url=settings.FONDACO_BASE_URL,
        dtd_dir=str(getattr(settings, "FONDACO_CXML_DTD_DIR", "")),
        outbound_origins=tuple(settings.FONDACO_OUTBOUND_ORIGINS),
        lease=timedelta(seconds=getattr(settings, "FONDACO_LEASE_SECONDS", 60)),
        cxml_at=settings.FONDACO_CXML_AT,
        orders_at=settings.FONDACO_ORDERS_AT,
    )
