"""Both sites' models at once, for the type checker only. Nothing runs on this."""

from fondaco.settings.selling import *  # noqa: F403
from fondaco.settings.selling import INSTALLED_APPS

INSTALLED_APPS = [
    *INSTALLED_APPS,
    *[f"fondaco.buying.{name}" for name in ("company", "approvals", "suppliers", "shopping", "requests", "orders")],
]

# What a site's own module sets out of `of_site`, where the type checker cannot see it.
FONDACO_SITE: str = "selling"
FONDACO_BASE_URL: str = ""
FONDACO_HANDLERS: str = ""
FONDACO_SCHEDULE: str = ""
FONDACO_NAVIGATION: str = ""
FONDACO_MESSAGE_POLICY: str = ""
FONDACO_MESSAGE_OWNERS: str = ""
FONDACO_DATA_KEYS: list[str] = []
