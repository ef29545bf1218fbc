"""The desk's decision pages: the file on one side, what may be decided on the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from mws.core.attempts import attempt
from mws.core.clock import database_now
from proposals.forms import decisions as forms
from proposals.models import Proposal
from proposals.rules.approval import current_review
from proposals.selectors.cases import case_page
from proposals.selectors.steps import STEPS
from proposals.services import approval, desk_tasks, notices, screening
from proposals.views.cases import trail_of, visible_case


@dataclass(frozen=True, slots=True)
class Decision:
    """One way to decide a step: its form, the service it calls, what is said afterwards."""

    key: str
    title: Any
    button: Any
    done: Any
    act: Callable[..., Any]
    form: type[forms.DecisionForm] = forms.DecisionForm
    hint: Any = ""
    quote: str = ""  # what a resident wrote, to be decided on


ONCE = _("Everything that is missing, at once: there is no second list.")
ASK = Decision(
    "ask", _("Ask other desks"), _("Ask these desks"), _("The desks are asked."),
    desk_tasks.ask_desks, forms.AskForm,
    hint=_("Each answers within its own time limit. Only the office replies to the proposer."),
)  # fmt: skip
DECISIONS: dict[str, tuple[Decision, ...]] = {
    "intake": (
        Decision("admit", _("Admit"), _("Admit"), _("Admitted."), screening.admit_proposal,
                 forms.AdmitForm,
                 hint=_("Complete, in this community's hands, and not yet proposed by others.")),
        Decision("return", _("Return for completion, once"), _("Return"), _("Returned."),
                 screening.return_proposal, forms.ReturnForm, hint=ONCE),
        ASK,
        Decision("merge", _("Merge into another case"), _("Merge"), _("Merged."),
                 screening.merge_proposal, forms.MergeForm),
        Decision("refuse", _("Do not admit"), _("Do not admit"), _("Not admitted."),
                 screening.refuse_admission, forms.RefuseAdmissionForm),
    ),
    "screening": (
        Decision("pass", _("Passes the screening"), _("Pass"), _("Screened."),
                 screening.screen_proposal, forms.ScreeningForm),
        ASK,
        Decision("return", _("Return for completion, once"), _("Return"), _("Returned."),
                 screening.return_proposal, forms.ReturnForm, hint=ONCE),
        Decision("merge", _("Merge into another case"), _("Merge"), _("Merged."),
                 screening.merge_proposal, forms.MergeForm),
        Decision("refuse", _("Do not admit"), _("Do not admit"), _("Not admitted."),
                 screening.refuse_admission, forms.RefuseScreeningForm),
    ),
    "shortlist": (
        Decision("shortlist", _("Shortlist"), _("Shortlist"), _("Shortlisted."),
                 screening.shortlist_proposal,
                 hint=_("The case goes to the residents' vote or to the council.")),
        Decision("estimate", _("Change the estimate"), _("Keep the new estimate"),
                 _("The estimate is changed; the old one stays on the page."),
                 screening.revise_estimate, forms.EstimateForm),
    ),
    "notice": (
        Decision("post", _("Post the notice"), _("Post the notice"), _("Posted."),
                 notices.post_case_notice,
                 hint=_("It stands for the days of this round; residents may object.")),
    ),
    "review": (
        Decision("review", _("Review"), _("Hand to the leader"), _("Reviewed."),
                 approval.review_proposal, forms.ReviewForm),
    ),
    "approval": (
        Decision("approve", _("Approve the project"), _("Approve the project"),
                 _("Approved; the money is committed."), approval.approve_proposal,
                 forms.ApproveForm),
        Decision("back", _("Send back to the community"), _("Send back"), _("Sent back."),
                 approval.return_to_community, forms.TurnDownForm),
        Decision("refuse", _("Refuse"), _("Refuse"), _("Refused."), approval.refuse_proposal,
                 forms.TurnDownForm),
    ),
}  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def desk_step(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Decide the step of a case; a refused decision comes back with all that was typed."""
    proposal = visible_case(request, pk)
    chosen = request.POST.get("decision", "")
    shown = []
    for decision in DECISIONS[kind]:
        data = request.POST if chosen == decision.key else None
        initial = _initial(proposal) if kind == "approval" else None
        form = decision.form(data, proposal=proposal, prefix=decision.key, initial=initial)
        if data is not None and form.is_valid() and _decided(request, proposal, decision, form):
            return redirect("proposals:detail", pk=pk)
        shown.append((decision, form, data is not None))
    return render(request, "proposals/desk_step.html", _context(request, proposal, kind, shown))


@login_required
@require_http_methods(["GET", "POST"])
def desk_objections(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the objections to a posted decision, one form for each that is open."""
    proposal = visible_case(request, pk)
    chosen, shown = request.POST.get("decision", ""), []
    rows = proposal.notice.objections.filter(answered_at=None) if proposal.notice else []
    for objection in rows:
        key = f"objection-{objection.pk}"
        decision = Decision(
            key,
            _("Objection"),
            _("Publish the answer"),
            _("Answered."),
            _answer(objection.pk),
            quote=objection.text,
        )
        data = request.POST if chosen == key else None
        form = forms.AnswerForm(data, proposal=proposal, prefix=key)
        if data is not None and form.is_valid() and _decided(request, proposal, decision, form):
            return redirect("proposals:detail", pk=pk)
        shown.append((decision, form, data is not None))
    context = _context(request, proposal, "objections", shown)
    return render(request, "proposals/desk_step.html", context)


def _decided(request: HttpRequest, proposal: Proposal, decision: Decision, form: Any) -> bool:
    def act() -> None:
        decision.act(proposal_id=proposal.pk, by=request.user, **form.cleaned_data)

    return attempt(request, act, done=decision.done)


def _answer(objection_id: int) -> Callable[..., Any]:
    def act(*, proposal_id: int, **answer: Any) -> None:
        notices.answer_case_objection(objection_id=objection_id, **answer)

    return act


def _initial(proposal: Proposal) -> dict[str, Any]:
    """The leader finds the sum that the officer proposes."""
    review = current_review(proposal)
    return {"amount_fen": review.amount_fen if review else proposal.selected_fen}


def _context(
    request: HttpRequest, proposal: Proposal, kind: str, shown: list[Any]
) -> dict[str, Any]:
    step = next(step for step in STEPS if step.kind == kind)
    refusal = step.rule(proposal, by=request.user)
    shows_review = kind == "approval" and refusal is None
    return {
        "page": case_page(proposal, user=request.user, now=database_now()),
        "proposal": proposal,
        "trail": trail_of(proposal),
        "step": step,
        "refusal": refusal,
        "review": current_review(proposal) if shows_review else None,
        "decisions": shown,
    }
