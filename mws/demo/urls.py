"""Addresses of the demonstration; under production settings there are none."""

from django.conf import settings
from django.urls import path

from mws.demo import views

app_name = "demo"

urlpatterns = (
    [
        path("demo/", views.demo_index, name="index"),
        path("demo/advance/", views.demo_advance, name="advance"),
        path("demo/<slug:slug>/", views.demo_sign_in, name="sign_in"),
    ]
    if settings.MWS_DEMO
    else []
)
