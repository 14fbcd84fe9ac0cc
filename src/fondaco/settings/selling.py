"""The store."""

from typing import Any

from fondaco.settings import environment as env
from fondaco.settings.base import *  # noqa: F403
from fondaco.settings.base import FONDACO_DEMO, MIDDLEWARE, TEMPLATES, of_site

FONDACO_SITE_NAME = env.text("FONDACO_SELLING_NAME", "Fondaco Store")
SESSION_COOKIE_NAME = "fondaco_store"
CSRF_COOKIE_NAME = "fondaco_store_csrf"
LANGUAGE_COOKIE_NAME = "fondaco_store_language"

# Who keeps customers' cards: a class that implements fondaco.selling.payments.provider; empty where none are taken.
FONDACO_PAYMENT_PROVIDER = env.text(
    "FONDACO_PAYMENT_PROVIDER",
    "fondaco.selling.payments.demo_provider.DemoProvider" if FONDACO_DEMO else "",
)

FONDACO_MAIL_POLICY = "fondaco.selling.access.may_read_mail"
FONDACO_SECOND_FACTOR_POLICY = "fondaco.selling.access.needs_second_factor"

# After sign-in and language: a visit belongs to the browser's session.
MIDDLEWARE = [*MIDDLEWARE, "fondaco.selling.shopping.middleware.VisitMiddleware"]

globals().update(
    of_site(
        "selling",
        base_url=f"http://127.0.0.1:{env.port('FONDACO_SELLING_PORT', 8100)}",
        slices=["accounts", "payments", "registration", "integration", "catalog", "shopping", "orders"],
    )
)
FONDACO_CXML_AT = "setups-in"
FONDACO_ORDERS_AT = "orders-in"

# What stands above every page of a visit.
_options: dict[str, Any] = dict(TEMPLATES[0]["OPTIONS"])
_options["context_processors"] = [*_options["context_processors"], "fondaco.selling.shopping.context.strip"]
TEMPLATES = [{**TEMPLATES[0], "OPTIONS": _options}]
