"""Addresses of the books."""

from django.urls import path

from mws.ledger import views

app_name = "ledger"

urlpatterns = [
    path("communities/<str:code>/money/<int:year>/", views.statement, name="statement"),
    path("places/<str:code>/money/<int:year>/", views.statement, name="statement_of_place"),
]
