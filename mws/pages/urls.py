"""Pages that compose several rooms."""

from django.conf import settings
from django.urls import path

from mws.pages import design, display

app_name = "pages"

urlpatterns = [
    path("display/", display.set_display, name="display"),
]

if settings.MWS_DEMO:
    urlpatterns.append(path("design/", design.design, name="design"))
