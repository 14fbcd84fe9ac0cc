"""The one place in the bridge that reads what the site is: below it, everything is handed in."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from attrs import frozen
from django.conf import settings
from django.urls import reverse

from fondaco import __version__


@frozen
class Site:
    """``base_url`` has no slash at its end; ``lease`` is how long a message may be in flight until it is lost."""

    name: str
    base_url: str
    dtd_dir: str
    outbound_origins: tuple[str, ...]
    lease: timedelta

    @property
    def cxml_url(self) -> str:
        return self.base_url + reverse("bridge:cxml")

    def url_for(self, protocol: str) -> str:
        """Where documents of that protocol are taken."""
        return self.cxml_url if protocol == "cxml" else self.base_url + reverse("bridge:oagis")

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
    )
