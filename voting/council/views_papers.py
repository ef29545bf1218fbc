"""Paper: the sheets of a meeting, the typing in of them afterwards, the batch that goes on."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mws.accounts.models import User
from mws.accounts.requests import PersonRequest
from mws.core.attempts import attempt
from mws.core.clock import database_now
from mws.core.documents import pdf_of
from mws.rounds.models import Round
from proposals.rules import handovers as handover_rules
from voting.council import rules, services
from voting.council.deeds import meeting_or_404
from voting.council.forms_paper import BatchForm, PaperForm
from voting.council.papers import batch_of, handovers_of, papers_of, sheets_of
from voting.council.selectors import chairs_of
from voting.council.trail import trail_of


@require_GET
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """One page for each project of the agenda: what the members read before they come."""
    return render(request, "council/papers.html", _papers(pk))


@require_GET
def papers_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    return _pdf(request, "council/papers_document.html", _papers(pk), f"papers-{pk}.pdf")


def _papers(pk: int) -> dict[str, Any]:
    meeting = meeting_or_404(pk)
    return {"meeting": meeting, "papers": papers_of(meeting), "trail": _trail(meeting)}


@require_GET
def sheets(request: HttpRequest, pk: int) -> HttpResponse:
    """表决表: a sheet for each project, to be filled in with a pen."""
    return render(request, "council/sheets.html", _sheets(pk))


@require_GET
def sheets_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    return _pdf(request, "council/sheets_document.html", _sheets(pk), f"sheets-{pk}.pdf")


def _sheets(pk: int) -> dict[str, Any]:
    meeting = meeting_or_404(pk)
    return {"meeting": meeting, "sheet": sheets_of(meeting), "trail": _trail(meeting)}


@login_required
@require_http_methods(["GET", "POST"])
def meeting_key(request: PersonRequest, pk: int) -> HttpResponse:
    """A whole meeting typed in from its sheets."""
    meeting = meeting_or_404(pk)
    now = database_now()
    if rules.why_not_run(meeting.place, by=request.user):
        raise PermissionDenied
    sheet = sheets_of(meeting)
    form = PaperForm(
        request.POST or None, meeting=meeting, members=sheet.members,
        chairs=chairs_of(meeting.place, now),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        key = partial(services.key_meeting, meeting_id=pk, paper=form.paper, by=request.user)
        done = _("The meeting is typed in. Its minutes say that it was held on paper.")
        if attempt(request, key, done=done):
            return redirect("voting:meeting", pk)
    refusal = rules.why_not_begin_keying(meeting, by=request.user, now=now)
    context = {"meeting": meeting, "form": form, "refusal": refusal, "trail": _trail(meeting)}
    return render(request, "council/key.html", context)


@require_GET
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """移交清单: what the council passed in a round, as it goes to the sub-district."""
    context = _batch(pk)
    reader = cast(User, request.user)
    if handover_rules.why_not_send(context["round"].community, by=reader) is None:
        context["form"] = BatchForm(rows=context["batch"])
    return render(request, "council/batch.html", context)


@login_required
@require_POST
def batch_send(request: PersonRequest, pk: int) -> HttpResponse:
    """The chosen decisions go together: all of them or none."""
    round = _round(pk)
    if handover_rules.why_not_send(round.community, by=request.user):
        raise PermissionDenied
    chosen = [int(key) for key in request.POST.getlist("cases") if key.isdecimal()]
    send = partial(services.send_batch, round_id=pk, proposal_ids=chosen, by=request.user)
    attempt(request, send, done=_("Sent to the sub-district with all papers."))
    return redirect("voting:round_batch", pk)


@require_GET
def batch_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    return _pdf(request, "council/batch_document.html", _batch(pk), f"batch-{pk}.pdf")


def _batch(pk: int) -> dict[str, Any]:
    round = _round(pk)
    return {
        "round": round, "batch": batch_of(round), "handovers": handovers_of(round),
        "trail": trail_of(round.community, with_council=True),
    }  # fmt: skip


def _round(pk: int) -> Round:
    return get_object_or_404(Round.objects.select_related("community__parent"), pk=pk)


def _trail(meeting: Any) -> list[tuple[str, str]]:
    return trail_of(meeting.place, with_council=True)


def _pdf(request: HttpRequest, template: str, context: dict[str, Any], name: str) -> HttpResponse:
    page = render_to_string(template, context, request)
    answer = HttpResponse(pdf_of(page, paper=True), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
