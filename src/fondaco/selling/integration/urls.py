from django.urls import path

from fondaco.selling.integration import views, views_groups, views_own, views_settings

app_name = "selling_integration"

_GROUP = "business/groups/<str:public_id>"
_CONNECTION = "business/connections/<str:public_id>"

urlpatterns = [
    path("business/groups/", views_groups.group_list, name="groups"),
    path(_GROUP, views_groups.group_page, name="group"),
    path(f"{_GROUP}/name", views_groups.rename, name="rename"),
    path(f"{_GROUP}/move", views_groups.move, name="move"),
    path(f"{_GROUP}/punchout", views_groups.add_punchout, name="add-punchout"),
    path(f"{_GROUP}/punchout/confirm", views_groups.confirm_punchout, name="confirm-punchout"),
    path(f"{_GROUP}/checklist", views_groups.checklist, name="checklist"),
    path(f"{_GROUP}/activate", views_groups.activate, name="activate"),
    path(f"{_GROUP}/system", views_own.integrate, name="integrate"),
    path(f"{_GROUP}/settings", views_settings.settings_page, name="settings"),
    path(f"{_GROUP}/settings/<str:request_id>/withdraw", views_settings.withdraw, name="withdraw"),
    path(_CONNECTION, views_own.connection_page, name="own-connection"),
    path(f"{_CONNECTION}/secret", views_own.issue_secret, name="issue-secret"),
    path(f"{_CONNECTION}/secret/end", views_own.end_secret, name="end-secret"),
    path(f"{_CONNECTION}/replace", views_own.replace, name="replace"),
    path(f"{_CONNECTION}/try", views_own.try_connection, name="try"),
    path("settings-requests/", views_settings.request_list, name="requests"),
    path("settings-requests/<str:public_id>", views_settings.request_page, name="request"),
    path("customers/", views.customer_list, name="customers"),
    path("customers/add", views.add_customer, name="add"),
    path("customers/<str:public_id>", views.customer, name="customer"),
    path("customers/<str:public_id>/safeguards", views.safeguards, name="safeguards"),
    path("customers/<str:public_id>/connection", views.connection, name="connection"),
    path("customers/<str:public_id>/suspend", views.suspend, name="suspend"),
    path("customers/<str:public_id>/lift", views.lift, name="lift"),
]
