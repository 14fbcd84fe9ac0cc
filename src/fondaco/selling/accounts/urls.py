from django.urls import path

from fondaco.selling.accounts import views, views_company, views_invitation

app_name = "selling_accounts"

urlpatterns = [
    path("business/people", views.people, name="people"),
    path("business/people/invite", views.invite, name="invite"),
    path("business/people/<str:public_id>", views.member, name="member"),
    path("business/people/<str:public_id>/roles", views.roles, name="roles"),
    path("business/people/<str:public_id>/suspend", views.suspend, name="suspend"),
    path("business/people/<str:public_id>/lift", views.lift, name="lift"),
    path("business/people/<str:public_id>/remove", views.remove, name="remove"),
    path("business/invitations/<str:public_id>/again", views.invite_again, name="invite-again"),
    path("business/invitations/<str:public_id>/withdraw", views.withdraw, name="withdraw"),
    path("business/addresses", views_company.addresses, name="addresses"),
    path("business/addresses/add", views_company.add_address, name="add-address"),
    path("business/addresses/<str:public_id>", views_company.address, name="address"),
    path("business/addresses/<str:public_id>/default", views_company.default_address, name="default-address"),
    path("business/addresses/<str:public_id>/remove", views_company.remove_address, name="remove-address"),
    path("business/settings", views_company.company, name="company"),
    path("invitation", views_invitation.invitation, name="invitation"),
    path("invitation/<str:token>", views_invitation.link, name="invitation-link"),
]
