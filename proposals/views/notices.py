"""公示: the posted sheet, open to all and ready for print, and the objection to it."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mws.core.attempts import attempt
from mws.core.clock import database_now
from mws.places.selectors import office_of
from proposals.forms.decisions import ObjectionForm
from proposals.models import Proposal
from proposals.rules import notices as rules
from proposals.selectors.lists import with_case
from proposals.selectors.short import key_of
from proposals.services import notices
from proposals.views.cases import trail_of


@require_GET
def notice_detail(request: HttpRequest, notice: UUID) -> HttpResponse:
    proposal = _posted_case(notice)
    refusal = rules.why_not_object(proposal, by=request.user, now=database_now())
    context = {
        "proposal": proposal,
        "trail": trail_of(proposal),
        "notice": proposal.notice,
        "objections": proposal.notice.objections.all(),
        "refusal": refusal,
        "short_key": key_of("n", proposal.notice),
        "office": office_of(proposal.community),
        "days": proposal.round.frozen_rules.objection_days,
    }
    return render(request, "proposals/notice.html", context)


@require_GET
def objection_sheet(request: HttpRequest, notice: UUID) -> HttpResponse:
    """公示异议表: one page to be filled in by hand, with a code that leads to the form online."""
    proposal = _posted_case(notice)
    scanned = request.build_absolute_uri(reverse("proposals:object", args=[notice]))
    context = {
        "proposal": proposal, "notice": proposal.notice, "scanned": scanned,
        "office": office_of(proposal.community), "days": proposal.round.frozen_rules.objection_days,
    }  # fmt: skip
    return render(request, "proposals/objection_sheet.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def notice_object(request: HttpRequest, notice: UUID) -> HttpResponse:
    """Write an objection; it bears the resident's name and is answered in writing."""
    proposal = _posted_case(notice)
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def file() -> None:
            notices.file_case_objection(
                proposal_id=proposal.pk, text=form.cleaned_data["text"], by=request.user
            )

        if attempt(request, file, done=_("The objection is filed.")):
            return redirect("proposals:notice", notice=notice)
    refusal = rules.why_not_object(proposal, by=request.user, now=database_now())
    context = {"proposal": proposal, "notice": proposal.notice, "form": form, "refusal": refusal}
    return render(request, "proposals/object.html", context)


def _posted_case(notice: UUID) -> Proposal:
    return get_object_or_404(with_case(Proposal.objects.all()), notice=notice)
