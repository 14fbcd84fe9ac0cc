"""The store's root."""

from django.urls import include, path

from fondaco.bridge import views as bridge
from fondaco.selling import business, home, staff

urlpatterns = [
    path("", home.home, name="home"),
    path("find", home.find, name="find"),
    path("business", business.hub, name="business"),
    path("staff/", staff.people, name="staff"),
    path("staff/<str:public_id>/second-factor", staff.reset_second_factor, name="staff-second-factor"),
    # Setups and orders have addresses of their own; /cxml is the first one's older name.
    path("punchout/cxml", bridge.cxml, name="setups-in"),
    path("orders/in/<str:public_id>", bridge.cxml, name="orders-in"),
    path("availability", bridge.availability, name="availability-in"),
    path("", include("fondaco.bridge.urls")),
    path("account/", include("fondaco.people.urls")),
    path("look/", include("fondaco.web.urls")),
    path("", include("fondaco.selling.catalog.urls")),
    path("", include("fondaco.selling.shopping.urls")),
    path("", include("fondaco.selling.orders.urls")),
    path("", include("fondaco.selling.accounts.urls")),
    path("", include("fondaco.selling.payments.urls")),
    path("", include("fondaco.selling.registration.urls")),
    path("", include("fondaco.selling.integration.urls")),
]

handler400 = "fondaco.web.errors.bad_request"
handler403 = "fondaco.web.errors.forbidden"
handler404 = "fondaco.web.errors.not_found"
handler500 = "fondaco.web.errors.server_error"
