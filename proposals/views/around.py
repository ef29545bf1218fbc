"""What residents do around a proposal, and what the office answers and hides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mws.core.attempts import attempt
from mws.core.refusals import Refused
from proposals.forms import around as forms
from proposals.models import Contribution, CoProposer, Proposal
from proposals.rules import around as rules
from proposals.selectors.around import around, reports_waiting
from proposals.services import discussion, support
from proposals.views.cases import visible_case

# Buttons that need no words: service and what is said when it is done.
DEEDS: dict[str, tuple[Callable[..., Any], Any]] = {
    "support": (support.support_proposal, gettext_lazy("You support this proposal.")),
    "unsupport": (support.withdraw_support, gettext_lazy("Your support is withdrawn.")),
    "follow": (support.follow_proposal, gettext_lazy("You follow this proposal.")),
    "unfollow": (support.unfollow_proposal, gettext_lazy("You no longer follow this proposal.")),
}


@require_GET
def proposal_around(request: HttpRequest, pk: int) -> HttpResponse:
    """What neighbours said, on a page of its own: a project's page has enough to tell."""
    proposal = visible_case(request, pk)
    context = {"proposal": proposal, "around": around(proposal, request.user)}
    return render(request, "proposals/around_page.html", context)


@login_required
@require_POST
def proposal_deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Support, follow, and the ways back."""
    proposal = visible_case(request, pk)
    act, done = DEEDS[deed]
    attempt(request, lambda: act(proposal_id=proposal.pk, by=request.user), done=done)
    return redirect("proposals:detail", pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def proposal_contribute(request: HttpRequest, pk: int) -> HttpResponse:
    """A reason, a worry, or a question to the office."""
    proposal = visible_case(request, pk)
    form = forms.ContributionForm(request.POST or None, initial={"kind": request.GET.get("kind")})

    def act(words: dict[str, Any]) -> None:
        discussion.contribute(proposal_id=pk, by=request.user, **words)

    return _said(request, proposal, form, act, _("Have your say"), _("It is published."))


@login_required
@require_http_methods(["GET", "POST"])
def proposal_invite(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = visible_case(request, pk)
    if not proposal.is_by(request.user):
        raise Http404
    form = forms.InviteForm(request.POST or None)

    def act(words: dict[str, Any]) -> None:
        support.invite_co_proposer(proposal_id=pk, by=request.user, **words)

    done = _("Your neighbour is asked.")
    return _said(request, proposal, form, act, _("Ask a neighbour to sign"), done)


@login_required
@require_POST
def invitation_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Only to whom it was sent does an invitation exist."""
    invitation = get_object_or_404(CoProposer, pk=pk, person=request.user)
    accepted = request.POST.get("answer") == "yes"

    def act() -> None:
        support.answer_invitation(invitation_id=pk, accepted=accepted, by=request.user)

    done = _("You sign this proposal.") if accepted else _("You declined.")
    attempt(request, act, done=done)
    return redirect("proposals:detail", pk=invitation.proposal_id)


@login_required
@require_http_methods(["GET", "POST"])
def question_answer(request: HttpRequest, pk: int) -> HttpResponse:
    question = _contribution(request, pk)
    refusal = rules.why_not_answer(question, text="-", by=request.user)
    if refusal and refusal.code == "not_office":
        raise Http404
    form = forms.AnswerForm(request.POST or None)

    def act(words: dict[str, Any]) -> None:
        discussion.answer_question(contribution_id=pk, by=request.user, **words)

    done = _("Your answer is published.")
    return _said(request, question.proposal, form, act, _("Answer a question"), done, question)


@login_required
@require_http_methods(["GET", "POST"])
def contribution_report(request: HttpRequest, pk: int) -> HttpResponse:
    said = _contribution(request, pk)
    form = forms.ReportForm(request.POST or None)

    def act(words: dict[str, Any]) -> None:
        discussion.report_contribution(contribution_id=pk, by=request.user, **words)

    done = _("Thank you. The office looks at it.")
    return _said(request, said.proposal, form, act, _("Report"), done, said)


@login_required
@require_http_methods(["GET", "POST"])
def contribution_hide(request: HttpRequest, pk: int) -> HttpResponse:
    said = _contribution(request, pk)
    if rules.why_not_moderate(said, by=request.user):
        raise Http404
    form = forms.HideForm(request.POST or None)

    def act(words: dict[str, Any]) -> None:
        discussion.hide_contribution(contribution_id=pk, by=request.user, **words)

    return _said(request, said.proposal, form, act, _("Hide"), _("It is hidden."), said)


@login_required
@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """What residents reported, for those who may decide about it."""
    context = {"reports": reports_waiting(request.user), "form": forms.HideForm()}
    return render(request, "proposals/reports.html", context)


@login_required
@require_POST
def report_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """To whoever may not decide about it, a report does not exist."""
    waiting = {report.pk: report for report in reports_waiting(request.user)}
    if pk not in waiting:
        raise Http404
    upheld = request.POST.get("decision") == "hide"
    reason = request.POST.get("reason", "")[:200]

    def act() -> None:
        discussion.decide_report(report_id=pk, upheld=upheld, reason=reason, by=request.user)

    attempt(request, act, done=_("The report is decided, and the resident is told."))
    return redirect("proposals:reports")


def _said(
    request: HttpRequest,
    proposal: Proposal,
    form: Form,
    act: Callable[[dict[str, Any]], None],
    title: str,
    done: str,
    about: Contribution | None = None,
) -> HttpResponse:
    """A page with one form; what is refused is said above it and nothing typed is lost."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused.refusal.message))
        else:
            attempt(request, lambda: None, done=done)
            return redirect("proposals:detail", pk=proposal.pk)
    context = {"proposal": proposal, "form": form, "title": title, "about": about}
    return render(request, "proposals/around_form.html", context)


def _contribution(request: HttpRequest, pk: int) -> Contribution:
    """What was said under a case that this person may see."""
    said = get_object_or_404(Contribution.objects.select_related("author"), pk=pk)
    said.proposal = visible_case(request, said.proposal_id)
    return said
