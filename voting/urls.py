"""Addresses of both votes: the council's, open and by name; the residents', secret."""

from django.urls import include, path

app_name = "voting"

urlpatterns = [
    path("council/", include("voting.urls_council")),
    path("votes/", include("voting.urls_polls")),
]
