"""Addresses of proposals, their decisions, notices and projects."""

from django.urls import path

from proposals.views import cases

app_name = "proposals"

urlpatterns = [
    path("proposals/<int:pk>/", cases.proposal_detail, name="detail"),
]
