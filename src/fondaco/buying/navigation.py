"""The desk's main navigation: what each person may open, and nothing else."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from fondaco.buying.access import may
from fondaco.buying.approvals.queries import waiting_count
from fondaco.web.navigation import NavItem

# Name of the page, the action that it takes to see it, and where in the site the item stands out.
_ITEMS = (
    ("home", "see_home", ("/",)),
    ("suppliers:shop-at", "see_suppliers", ("/suppliers/", "/punchout/")),
    ("requests:mine", "see_home", ("/requests/",)),
    ("approvals:inbox", "approve", ("/approvals/",)),
    ("orders:list", "see_home", ("/orders/",)),
    ("standing:list", "see_home", ("/standing/",)),
    ("release:to-source", "source", ("/release/",)),
    ("changes:list", "see_all_changes", ("/changes/",)),
    ("budgets:list", "see_budgets", ("/budgets/",)),
    ("bridge:messages", "see_messages", ("/messages/", "/mail/")),
    ("company:people", "see_company", ("/company/",)),
)


def _labels() -> dict[str, str]:
    return {
        "home": _("Desk"),
        "suppliers:shop-at": _("Shop"),
        "requests:mine": _("Requests"),
        "approvals:inbox": _("Approvals"),
        "orders:list": _("Orders"),
        "standing:list": _("Standing orders"),
        "release:to-source": _("To be found"),
        "changes:list": _("Changes"),
        "budgets:list": _("Budgets"),
        "bridge:messages": _("Messages"),
        "company:people": _("Company"),
    }


def navigation(request: HttpRequest) -> list[NavItem]:
    """Nothing for somebody who is not signed in."""
    labels, found = _labels(), []
    for name, action, places in _ITEMS:
        if not may(request.user, action):
            continue
        here = request.path == "/" if places == ("/",) else request.path.startswith(places)
        count = waiting_count(request.user) if name == "approvals:inbox" else None
        found.append(NavItem(label=labels[name], url=reverse(name), active=here, count=count))
    return found
