"""The desk's root."""

from django.urls import include, path

from fondaco.buying import home
from fondaco.buying.company.views_audit import audit_trail
from fondaco.buying.requests.views import claim

urlpatterns = [
    path("", home.home, name="home"),
    path("", include("fondaco.bridge.urls")),
    path("account/", include("fondaco.people.urls")),
    path("look/", include("fondaco.web.urls")),
    path("suppliers/", include("fondaco.buying.suppliers.urls")),
    path("punchout/", include("fondaco.buying.shopping.urls")),
    path("punchout/claim/<str:public_id>", claim, name="claim"),
    path("requests/", include("fondaco.buying.requests.urls")),
    path("company/", include("fondaco.buying.company.urls")),
    path("approvals/", include("fondaco.buying.approvals.urls")),
    path("policy/", include("fondaco.buying.policy.urls")),
    path("budgets/", include("fondaco.buying.budgets.urls")),
    path("orders/", include("fondaco.buying.orders.urls")),
    path("release/", include("fondaco.buying.release.urls")),
    path("changes/", include("fondaco.buying.changes.urls")),
    path("standing/", include("fondaco.buying.standing.urls")),
    path("find", home.find, name="find"),
    path("audit", audit_trail, name="audit"),
]

handler400 = "fondaco.web.errors.bad_request"
handler403 = "fondaco.web.errors.forbidden"
handler404 = "fondaco.web.errors.not_found"
handler500 = "fondaco.web.errors.server_error"
