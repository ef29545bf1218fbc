"""Two addresses for machines, the same in every language."""

from django.urls import path

from mws.pages.views import health

app_name = "health"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
