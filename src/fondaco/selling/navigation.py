"""The store's main navigation: a shop for visitors, orders for members, everything for its own people."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from fondaco.selling.access import Action, may
from fondaco.selling.shopping.queries import cart_count
from fondaco.web.navigation import NavItem


def navigation(request: HttpRequest) -> list[NavItem]:
    visit = getattr(request, "visit", None)
    items: list[NavItem] = []
    if visit is not None and visit.state == "shopping":
        items.append(_item(request, _("Shop"), "selling_catalog:search", ("/shop",)))
        items.append(_item(request, _("Cart"), "selling_shopping:cart", ("/cart",), cart_count(visit)))
    elif visit is not None:
        items.append(_item(request, _("Your visit"), "selling_shopping:visit", ("/visit",)))
    if not request.user.is_authenticated:
        if visit is not None and not visit.by_oci:
            items.append(_item(request, _("Your orders"), "selling_orders:list", ("/orders",)))
        return items
    items.append(_item(request, _("Home"), "home", ("/",)))
    items.extend(
        _item(request, label, name, places)
        for label, name, places, action in (
            (_("Orders"), "selling_orders:list", ("/orders",), Action.SEE_OWN_ORDERS),
            (_("Orders"), "selling_orders:list", ("/orders",), Action.SEE_ALL_ORDERS),
            (_("Business account"), "business", ("/business",), Action.SEE_OWN_ACCOUNT),
            (_("Customers"), "selling_integration:customers", ("/customers", "/connections"), Action.SEE_CUSTOMERS),
            (_("Catalogue"), "selling_catalog:staff", ("/catalogue",), Action.SEE_CATALOGUE),
            (_("Registrations"), "selling_registration:reviews", ("/reviews",), Action.REVIEW_COMPANIES),
            (_("Messages"), "bridge:messages", ("/messages", "/mail"), Action.SEE_MESSAGES),
            (_("Staff"), "staff", ("/staff",), Action.MANAGE_STAFF),
        )
        if may(request.user, action)
    )
    return items


def _item(request: HttpRequest, label: str, name: str, places: tuple[str, ...], count: int | None = None) -> NavItem:
    here = request.path == "/" if places == ("/",) else request.path.startswith(places)
    return NavItem(label=label, url=reverse(name), active=here, count=count)
