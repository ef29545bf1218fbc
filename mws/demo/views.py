"""/demo/: sign in as any role with one click; move a community on."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mws.core.display import keep_elder
from mws.core.refusals import Refused
from mws.demo import services
from mws.demo.forms import CommunityForm
from mws.demo.roles import LONGZHU, ROLES, people_of, person_called, role_named


@require_GET
def demo_index(request: HttpRequest) -> HttpResponse:
    """All roles, and below them one community: its people, and its next stage."""
    form = CommunityForm({"community": request.GET.get("community", LONGZHU)})
    community = form.cleaned_data["community"] if form.is_valid() else None
    context = {
        "roles": ROLES,
        "form": form,
        "community": community,
        "people": people_of(community) if community else [],
    }
    return render(request, "demo/index.html", context)


@require_POST
def demo_sign_in(request: HttpRequest, slug: str) -> HttpResponse:
    """``slug`` names a role of the list, or any invented person."""
    role = role_named(slug)
    person = person_called(role.username if role else slug)
    if person is None and role is None:
        raise Http404
    try:
        services.sign_in_as(request, person)
    except Refused as refused:
        messages.error(request, refused.refusal.message)
        return redirect("demo:index")
    messages.success(
        request,
        _("You are signed in as: %(role)s.") % {"role": role.label if role else person},
    )
    response = redirect(role.start if role else "accounts:me")
    if person.prefers_elder:
        keep_elder(response, on=True)
    return response


@require_POST
def demo_advance(request: HttpRequest) -> HttpResponse:
    form = CommunityForm(request.POST)
    if not form.is_valid():
        raise Http404
    community = form.cleaned_data["community"]
    actor = request.user if request.user.is_authenticated else None
    try:
        stage = services.advance_community(community=community, by=actor)
    except Refused as refused:
        messages.error(request, refused.refusal.message)
    else:
        services.run_due_jobs()
        messages.success(
            request,
            _("%(community)s has moved on: %(stage)s.")
            % {"community": community.name, "stage": stage.label},
        )
    return redirect(f"{reverse('demo:index')}?community={community.code}")
