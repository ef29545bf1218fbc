"""/demo/: sign in as any role with one click; move a community on."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mws.core.refusals import Refused
from mws.demo import services
from mws.demo.forms import AdvanceForm
from mws.demo.roles import ROLES, person_of, role_named
from mws.pages.jobs import JOBS


@require_GET
def demo_index(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/index.html", {"roles": ROLES, "form": AdvanceForm()})


@require_POST
def demo_sign_in(request: HttpRequest, slug: str) -> HttpResponse:
    role = role_named(slug)
    if role is None:
        raise Http404
    try:
        services.sign_in_as(request, person_of(role))
    except Refused as refused:
        messages.error(request, refused.refusal.message)
        return redirect("demo:index")
    messages.success(request, _("You are signed in as: %(role)s.") % {"role": role.label})
    return redirect(role.start)


@require_POST
def demo_advance(request: HttpRequest) -> HttpResponse:
    form = AdvanceForm(request.POST)
    if not form.is_valid():
        return render(request, "demo/index.html", {"roles": ROLES, "form": form}, status=422)
    community = form.cleaned_data["community"]
    actor = request.user if request.user.is_authenticated else None
    try:
        stage = services.advance_community(community=community, by=actor)
    except Refused as refused:
        messages.error(request, refused.refusal.message)
    else:
        run_due_jobs()
        messages.success(
            request,
            _("%(community)s has moved on: %(stage)s.")
            % {"community": community.name, "stage": stage.label},
        )
    return redirect("demo:index")


def run_due_jobs() -> None:
    """What the next tick would do, so that the change is seen at once."""
    now = services.database_now()
    for job in JOBS:
        job.run(now)
