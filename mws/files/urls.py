"""Addresses of stored files."""

from django.urls import path

from mws.files import views

app_name = "files"

urlpatterns = [path("files/<uuid:pk>/", views.download, name="download")]
