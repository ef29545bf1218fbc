"""Addresses of the settings desk, below /desk/settings/."""

from django.urls import path

from mws.pages.settings_desk import (
    views,
    views_allocations,
    views_calendar,
    views_people,
    views_places,
    views_rounds,
    views_rules,
)

app_name = "settings_desk"

urlpatterns = [
    path("", views.index, name="index"),
    path("rules/", views_rules.rule_sets, name="rule_sets"),
    path("rules/new/", views_rules.rule_set_new, name="rule_set_new"),
    path("rules/<int:pk>/", views_rules.rule_set, name="rule_set"),
    path("rules/<int:pk>/<slug:key>/", views_rules.rule, name="rule"),
    path("calendar/", views_calendar.calendar, name="calendar"),
    path("calendar/<int:year>/", views_calendar.calendar, name="calendar_year"),
    path("calendar/<int:year>/load/", views_calendar.calendar_load, name="calendar_load"),
    path("calendar/<int:year>/day/", views_calendar.calendar_day, name="calendar_day"),
    path("places/", views_places.places, name="places"),
    path("places/<slug:code>/", views_places.place, name="place"),
    path("places/<slug:code>/add/", views_places.place_new, name="place_new"),
    path("places/<slug:code>/name/", views_places.place_rename, name="place_rename"),
    path("places/<slug:code>/profile/", views_places.place_profile, name="place_profile"),
    path("people/", views_people.people, name="people"),
    path("people/<int:pk>/", views_people.person, name="person"),
    path("people/<int:pk>/grant/", views_people.grant, name="grant"),
    path("people/roles/<int:pk>/end/", views_people.membership_end, name="membership_end"),
    path("rounds/", views_rounds.rounds, name="rounds"),
    path("rounds/new/", views_rounds.round_new, name="round_new"),
    path("rounds/<int:pk>/", views_rounds.round_page, name="round"),
    path("rounds/<int:pk>/open/", views_rounds.round_open, name="round_open"),
    path("rounds/<int:pk>/<slug:stage>/", views_rounds.round_stage, name="round_stage"),
    path("allocations/", views_allocations.allocations, name="allocations"),
    path("allocations/new/", views_allocations.allocation_new, name="allocation_new"),
    path(
        "allocations/<int:pk>/confirm/",
        views_allocations.allocation_confirm,
        name="allocation_confirm",
    ),
]
