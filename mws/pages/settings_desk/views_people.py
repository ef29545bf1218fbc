"""Roles: find a person, see what they hold, give or end a role."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mws.accounts import services
from mws.accounts.models import Membership, User
from mws.accounts.permissions import Permission
from mws.accounts.phones import masked_phone
from mws.accounts.requests import PersonRequest
from mws.accounts.selectors import lies_in, people_named, places_where
from mws.pages.settings_desk.desk import desk_page, desk_render, done, form_page
from mws.pages.settings_desk.forms_people import EndForm, GrantForm, PlacePickForm
from mws.places.models import Place

MINE = desk_page(Permission.MEMBERSHIP_GRANT)


def _my_places(person: User) -> QuerySet[Place]:
    return Place.objects.filter(lies_in(places_where(person, Permission.MEMBERSHIP_GRANT)))


@MINE
@require_GET
def people(request: PersonRequest) -> HttpResponse:
    """Find a person by name, user name, e-mail or number."""
    text = request.GET.get("q", "").strip()
    found = people_named(text)
    rows = [(each, masked_phone(each.verified_phone)) for each in found]
    return desk_render(request, "people.html", {"text": text, "rows": rows})


@MINE
@require_GET
def person(request: PersonRequest, pk: int) -> HttpResponse:
    """One person's roles, here and elsewhere, and where to give another."""
    found = get_object_or_404(User, pk=pk, is_active=True)
    mine = _my_places(request.user)
    memberships = found.memberships.select_related("place").order_by("-starts_on", "pk")
    ours = set(mine.filter(memberships__user=found).values_list("pk", flat=True))
    context = {
        "person": found,
        "phone": masked_phone(found.verified_phone),
        "rows": [(row, row.place_id in ours) for row in memberships],
        "form": PlacePickForm(places=mine),
    }
    return desk_render(request, "person.html", context)


@MINE
@require_http_methods(["GET", "POST"])
def grant(request: PersonRequest, pk: int) -> HttpResponse:
    """Give a role in the place that was picked (``?place=CODE``)."""
    found = get_object_or_404(User, pk=pk, is_active=True)
    picked = PlacePickForm(request.GET, places=_my_places(request.user))
    if not picked.is_valid():
        return redirect("settings_desk:person", pk=pk)
    place = picked.cleaned_data["place"]
    form = GrantForm(request.POST or None, place=place)
    said = _("The role is given, and the person is told.")
    if done(request, form, services.grant_membership, said, user_id=pk, place_id=place.pk):
        return redirect("settings_desk:person", pk=pk)
    return form_page(
        request, form, title=_("Give a role at %(place)s") % {"place": place.name},
        over=str(found), action=_("Give this role"), back=_address(found),
    )  # fmt: skip


@MINE
@require_http_methods(["GET", "POST"])
def membership_end(request: PersonRequest, pk: int) -> HttpResponse:
    places = places_where(request.user, Permission.MEMBERSHIP_GRANT)
    held = get_object_or_404(
        Membership.objects.filter(lies_in(places, "place__path")).select_related("user", "place"),
        pk=pk,
    )
    form = EndForm(request.POST or None)
    said = _("The role ends, and the person is told.")
    if done(request, form, services.end_membership, said, membership_id=pk):
        return redirect("settings_desk:person", pk=held.user_id)
    title = _("%(role)s, %(place)s") % {"role": held.get_role_display(), "place": held.place.name}
    return form_page(
        request, form, title=title, over=str(held.user), action=_("End this role"),
        back=_address(held.user),
    )  # fmt: skip


def _address(found: User) -> str:
    return reverse("settings_desk:person", args=[found.pk])
