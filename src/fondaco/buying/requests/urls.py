"""Addresses of purchase requests."""

from django.urls import path

from fondaco.buying.requests import views, views_again, views_lines

app_name = "requests"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("all", views.everybodys, name="all"),
    path("for-me", views.for_me, name="for-me"),
    path("new", views_lines.begin, name="begin"),
    path("favourites", views_again.favourites, name="favourites"),
    path("favourites/<str:favourite_id>/shop", views_again.shop_favourite, name="shop-favourite"),
    path("favourites/<str:favourite_id>/drop", views_again.drop_favourite, name="drop-favourite"),
    path("<str:public_id>", views.request_page, name="request"),
    path("<str:public_id>/route", views.route, name="route"),
    path("<str:public_id>/save", views.save, name="save"),
    path("<str:public_id>/submit", views.submit, name="submit"),
    path("<str:public_id>/revise", views.revise, name="revise"),
    path("<str:public_id>/stores", views_lines.other_store, name="other-store"),
    path("<str:public_id>/open-again", views_lines.open_again, name="open-again"),
    path("<str:public_id>/lines/new", views_lines.write_line, name="write-line"),
    path("<str:public_id>/lines/<int:number>", views_lines.rewrite_line, name="rewrite-line"),
    path("<str:public_id>/lines/<int:number>/delete", views_lines.delete_line, name="delete-line"),
    path("<str:public_id>/lines/<int:number>/account", views_lines.charge_line, name="charge-line"),
    path("<str:public_id>/lines/<int:number>/favourite", views_again.keep_favourite, name="keep-favourite"),
    path("<str:public_id>/again", views_again.ask_again, name="again"),
    path("<str:public_id>/files", views_again.add_file, name="add-file"),
    path("<str:public_id>/files/<str:file_id>", views_again.file, name="file"),
    path("<str:public_id>/files/<str:file_id>/remove", views_again.remove_file, name="remove-file"),
    path("<str:public_id>/withdraw", views.withdraw, name="withdraw"),
    path("<str:public_id>/answer/<str:question_id>", views.answer, name="answer"),
]
