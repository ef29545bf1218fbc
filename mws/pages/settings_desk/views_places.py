"""The tree of places, level by level."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.accounts.requests import PersonRequest
from mws.accounts.selectors import lies_in, places_where
from mws.core.clock import database_now, local_day
from mws.pages.settings_desk.desk import desk_page, desk_render, done, form_page
from mws.pages.settings_desk.forms_places import NamesForm, PlaceForm, ProfileForm, levels_below
from mws.places import services
from mws.places.models import CommunityProfile, Level, Place
from mws.places.selectors import ancestors_of, children_of

MINE = desk_page(Permission.PLACE_EDIT)


def _mine(person: User) -> QuerySet[Place]:
    return Place.objects.filter(lies_in(places_where(person, Permission.PLACE_EDIT)))


@MINE
@require_GET
def places(request: PersonRequest) -> HttpResponse:
    """The top of what this person keeps; with one district, the district at once."""
    tops = places_where(request.user, Permission.PLACE_EDIT)
    if len(tops) == 1:
        return redirect("settings_desk:place", code=tops[0].code)
    return desk_render(request, "places.html", {"places": tops})


@MINE
@require_GET
def place(request: PersonRequest, code: str) -> HttpResponse:
    found = get_object_or_404(_mine(request.user).select_related("profile"), code=code)
    kept = set(_mine(request.user).values_list("pk", flat=True).filter(path__in=_paths_to(found)))
    today = local_day(database_now())
    context = {
        "place": found,
        "trail": [
            (each.name, _address(each) if each.pk in kept else "") for each in ancestors_of(found)
        ],
        "children": children_of(found),
        "can_add": bool(levels_below(found)),
        "is_community": found.level == Level.COMMUNITY,
        "profile": _profile_facts(getattr(found, "profile", None)),
        "memberships": found.memberships.not_over(today).select_related("user").order_by("role"),
    }
    return desk_render(request, "place.html", context)


@MINE
@require_http_methods(["GET", "POST"])
def place_new(request: PersonRequest, code: str) -> HttpResponse:
    parent = get_object_or_404(_mine(request.user), code=code)
    form = PlaceForm(request.POST or None, parent=parent)
    said = _("The place is added.")
    if done(request, form, services.create_place, said, parent_id=parent.pk):
        return redirect("settings_desk:place", code=parent.code)
    return form_page(
        request, form, title=_("Add a place"), over=parent.name, action=_("Add this place"),
        back=_address(parent),
    )  # fmt: skip


@MINE
@require_http_methods(["GET", "POST"])
def place_rename(request: PersonRequest, code: str) -> HttpResponse:
    found = get_object_or_404(_mine(request.user), code=code)
    initial = {name: getattr(found, name) for name in ("name", "name_en", "abbreviation")}
    form = NamesForm(request.POST or None, initial=initial)
    if done(request, form, services.rename_place, _("The name is kept."), place_id=found.pk):
        return redirect("settings_desk:place", code=code)
    return form_page(
        request, form, title=_("Change the name"), over=found.name, action=_("Keep this name"),
        back=_address(found), lead=_("Its code and its place in the tree stay."),
    )  # fmt: skip


@MINE
@require_http_methods(["GET", "POST"])
def place_profile(request: PersonRequest, code: str) -> HttpResponse:
    found = get_object_or_404(_mine(request.user), code=code, level=Level.COMMUNITY)
    form = ProfileForm(request.POST or None, initial=_profile_said(found))
    if done(request, form, services.set_profile, _("The profile is kept."), place_id=found.pk):
        return redirect("settings_desk:place", code=code)
    return form_page(
        request, form, title=_("What the community says of itself"), over=found.name,
        action=_("Keep the profile"), back=_address(found),
    )  # fmt: skip


def _address(found: Place) -> str:
    return reverse("settings_desk:place", args=[found.code])


def _paths_to(found: Place) -> list[str]:
    """The paths of all places above this one."""
    codes = found.ancestor_codes
    return ["".join(f"{code}/" for code in codes[: n + 1]) for n in range(len(codes))]


def _profile_said(found: Place) -> dict[str, Any]:
    """What a community says of itself so far, by the names of the form's fields."""
    profile = CommunityProfile.objects.filter(place=found).first() or CommunityProfile()
    duties = found.bodies.values_list("body", "duties")
    return {
        **{name: getattr(profile, name) for name in services.PROFILE_FIELDS},
        **{f"duties_{body}": text for body, text in duties},
        "standards_met": list(found.standards_met.values_list("standard", flat=True)),
    }


def _profile_facts(profile: CommunityProfile | None) -> list[tuple[str, object]]:
    if profile is None:
        return []
    return [
        (_("Address of the office"), profile.address),
        (_("Telephone"), profile.phone),
        (_("Hours"), profile.hours),
        (_("Households"), f"{profile.households:,}"),
        (_("Residents"), f"{profile.residents:,}"),
        (_("Premises in square metres"), profile.premises_sqm),
    ]
