"""The address for partners' systems, and the pages about messages, letters and connections."""

from django.urls import path

from fondaco.bridge import views, views_mail

app_name = "bridge"
urlpatterns = [
    path("cxml", views.cxml, name="cxml"),
    path("oagis", views.oagis, name="oagis"),
    path("messages/", views.messages_page, name="messages"),
    path("messages/<str:public_id>", views.message_page, name="message"),
    path("messages/<str:public_id>/again", views.send_again, name="send-again"),
    path("messages/<str:public_id>/vouch", views.vouch, name="vouch"),
    path("connections/<str:public_id>", views.connection_page, name="connection"),
    path("connections/<str:public_id>/try", views.try_connection, name="try-connection"),
    path("mail/", views_mail.mailbox, name="mailbox"),
    path("mail/<str:public_id>", views_mail.letter, name="mail"),
    path("mail/<str:public_id>/files/<int:number>", views_mail.enclosure, name="enclosure"),
]
