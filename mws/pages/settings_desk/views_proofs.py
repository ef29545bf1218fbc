"""Proofs of a home that a district accepts."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mws.accounts import services
from mws.accounts.models import ProofKind, User
from mws.accounts.permissions import Permission
from mws.accounts.requests import PersonRequest
from mws.accounts.selectors import places_where
from mws.pages.settings_desk.desk import desk_page, desk_render, done, done_at_once, form_page
from mws.pages.settings_desk.forms_proofs import ChangeProofForm, ProofForm
from mws.places.models import Level, Place

MINE = desk_page(Permission.RULES_EDIT)


def _districts(person: User) -> list[Place]:
    held = places_where(person, Permission.RULES_EDIT)
    return [place for place in held if place.level == Level.DISTRICT]


def _mine(person: User) -> QuerySet[ProofKind]:
    """Proofs of the districts whose rules this person edits, those in use first."""
    found = ProofKind.objects.filter(district__in=_districts(person)).select_related("district")
    return found.order_by("district__path", "-is_active", "pk")


@MINE
@require_GET
def proofs(request: PersonRequest) -> HttpResponse:
    kinds = list(_mine(request.user))
    districts = [
        (district, [kind for kind in kinds if kind.district_id == district.pk])
        for district in _districts(request.user)
    ]
    return desk_render(request, "proofs.html", {"districts": districts})


@MINE
@require_http_methods(["GET", "POST"])
def proof_new(request: PersonRequest, code: str) -> HttpResponse:
    district = _district_or_404(request.user, code)
    form = ProofForm(request.POST or None)
    said = _("The proof is accepted from now on.")
    if done(request, form, services.add_proof_kind, said, district_id=district.pk):
        return redirect("settings_desk:proofs")
    return form_page(
        request, form, title=_("Accept another proof"), over=district.name,
        action=_("Accept this proof"), back=reverse("settings_desk:proofs"),
    )  # fmt: skip


@MINE
@require_POST
def proofs_usual(request: PersonRequest, code: str) -> HttpResponse:
    """Begin with the usual proofs."""
    district = _district_or_404(request.user, code)
    said = _("The usual proofs are accepted from now on.")
    done_at_once(request, services.begin_proof_kinds, said, district_id=district.pk)
    return redirect("settings_desk:proofs")


@MINE
@require_http_methods(["GET", "POST"])
def proof(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_mine(request.user), pk=pk)
    names = ("name", "name_en", "may_upload", "needs_number", "is_active")
    initial = {name: getattr(found, name) for name in names}
    form = ChangeProofForm(request.POST or None, initial=initial)
    if done(request, form, services.change_proof_kind, _("The proof is kept."), proof_kind_id=pk):
        return redirect("settings_desk:proofs")
    return form_page(
        request, form, title=str(found), over=found.district.name, action=_("Keep this proof"),
        back=reverse("settings_desk:proofs"),
        lead=_("Claims that name it already go on as they were made."),
    )  # fmt: skip


def _district_or_404(person: User, code: str) -> Place:
    ids = [district.pk for district in _districts(person)]
    return get_object_or_404(Place.objects.filter(pk__in=ids), code=code)
