"""Both sites' models at once, for the type checker only. Nothing runs on this."""

from fondaco.settings.selling import *  # noqa: F403
from fondaco.settings.selling import INSTALLED_APPS

INSTALLED_APPS = [
    *INSTALLED_APPS,
    *[f"fondaco.buying.{name}" for name in ("company", "approvals", "suppliers", "shopping", "requests", "orders")],
]
