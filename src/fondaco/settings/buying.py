"""The purchasing desk."""

from fondaco.settings import environment as env
from fondaco.settings.base import *  # noqa: F403
from fondaco.settings.base import of_site

FONDACO_SITE_NAME = env.text("FONDACO_BUYING_NAME", "Fondaco Desk")
SESSION_COOKIE_NAME = "fondaco_desk"
CSRF_COOKIE_NAME = "fondaco_desk_csrf"
LANGUAGE_COOKIE_NAME = "fondaco_desk_language"
# Interfaces of suppliers' own that price and stock can be asked by: a name, and the function that asks.
FONDACO_PRICERS = env.pairs("FONDACO_PRICERS")
FONDACO_MESSAGE_ACTION_POLICY = "fondaco.buying.access.may_act_on_messages"

globals().update(
    of_site(
        "buying",
        base_url=f"http://localhost:{env.port('FONDACO_BUYING_PORT', 8000)}",
        slices=[
            *("company", "policy", "approvals", "budgets", "suppliers", "shopping", "requests"),
            *("orders", "release", "changes", "standing"),
        ],
    )
)
