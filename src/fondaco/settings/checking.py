"""Both sites' models at once, for the type checker only. Nothing runs on this."""

from fondaco.settings import selling
from fondaco.settings.selling import *  # noqa: F403

_DESK = (
    *("company", "policy", "approvals", "budgets", "suppliers", "shopping", "requests"),
    *("orders", "release", "changes", "standing"),
)
INSTALLED_APPS = [*vars(selling)["INSTALLED_APPS"], *[f"fondaco.buying.{name}" for name in _DESK]]
