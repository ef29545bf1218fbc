"""The wizard: one question a page, kept at every step, gone on with from any device.

Each button of a page says where to go (``go``): ``next``, ``later``, ``stay``, the key of another
step, ``support-<pk>`` of a similar proposal; among the costs also ``lines``, ``prices`` and
``take-<row>``, which keep nothing and show all that was typed again.
"""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mws.accounts.selectors import profile_of
from mws.core.attempts import attempt
from mws.core.clock import database_now
from mws.core.refusals import Refused
from mws.rounds.models import Round, RoundState
from proposals.forms.costs import more_lines, name_in_row, typed_names, with_price
from proposals.forms.step import StepForm
from proposals.forms.where import is_click
from proposals.forms.writing import FORMS
from proposals.models import Proposal
from proposals.rules import cases as rules
from proposals.selectors.alike import Alike, alike_to
from proposals.selectors.drafts import step_line
from proposals.selectors.prices import price_hints
from proposals.services import alike, cases, support
from proposals.views.writing import own_case
from proposals.wizard import CHECK, STEP_BY_KEY, STEPS, Step, next_open_step

WITH_ALIKE = ("problem", "place")
LONGEST_ASKED = 200  # characters of a title that are compared while it is being typed
_SUPPORT = re.compile(r"support-(\d{1,18})")
_DIFFERENCE = re.compile(r"difference-(\d{1,18})")
_TAKE = re.compile(r"take-(\d{1,2})")
_ITEM = re.compile(r"lines-(\d{1,2})-name")


@login_required
@require_http_methods(["GET", "POST"])
def proposal_new(request: HttpRequest) -> HttpResponse:
    """A new draft in the round that calls for proposals where the resident lives."""
    round = _round_at_home(request.user)
    if round is None:
        return render(request, "proposals/closed.html", {"home": request.user.home})
    return _step(request, round, STEPS[0], None)


@login_required
@require_GET
def proposal_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """继续填写: to the first question that is still open."""
    proposal = own_case(request, pk)
    if rules.why_not_edit(proposal, by=request.user, now=database_now()):
        return redirect("proposals:detail", pk=pk)
    return redirect(address_of(proposal, next_open_step(proposal)))


@login_required
@require_http_methods(["GET", "POST"])
def proposal_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    proposal = own_case(request, pk)
    if rules.why_not_edit(proposal, by=request.user, now=database_now()):
        return redirect("proposals:detail", pk=pk)
    return _step(request, proposal.round, STEP_BY_KEY[step], proposal)


@login_required
@require_GET
def proposal_similar(request: HttpRequest) -> HttpResponse:
    """The similar proposals to the title that is being typed; ``draft``: of which draft."""
    number = request.GET.get("draft", "")
    draft = own_case(request, int(number)) if re.fullmatch(r"\d{1,18}", number) else None
    community = draft.community if draft else request.user.home
    title = request.GET.get("title", "")[:LONGEST_ASKED]
    rows = alike_to(
        title, community=community, person=request.user, draft=draft, typed=request.GET.dict(),
        now=database_now(),
    ) if community else []  # fmt: skip
    return render(request, "proposals/alike.html", {"alike": rows, "proposal": draft})


@login_required
@require_POST
def proposal_alike(request: HttpRequest, pk: int) -> HttpResponse:
    """What one says of similar proposals on the page that checks."""
    proposal = own_case(request, pk)
    _answer_alike(request, proposal)
    return redirect("proposals:check", pk=pk)


@login_required
@require_GET
def proposal_prices(request: HttpRequest, pk: int) -> HttpResponse:
    """What such an item has cost, while its row is being typed."""
    proposal = own_case(request, pk)
    asked = [(found[1], str(text)) for key, text in request.GET.items()
             if (found := _ITEM.fullmatch(key))]  # fmt: skip
    row, item = asked[0] if asked else ("", "")
    hints = price_hints([item], community=proposal.community, now=database_now())
    context = {"hint": hints[0] if hints else None, "row": row}
    return render(request, "proposals/price_hint.html", context)


def address_of(proposal: Proposal, step: Step) -> str:
    if step is CHECK:
        return reverse("proposals:check", args=[proposal.pk])
    return reverse("proposals:step", args=[proposal.pk, step.key])


def _step(
    request: HttpRequest, round: Round, step: Step, proposal: Proposal | None
) -> HttpResponse:
    """Ask; keep the answer; go where the button says. What is wrong is shown, nothing is lost."""
    form_class = FORMS[step.key]
    if request.method == "GET":
        author = proposal.author if proposal else request.user
        form = form_class(round=round, proposal=proposal, profile=profile_of(author))
        return _page(request, step, form)
    go = request.POST.get("go", "stay" if is_click(request.POST) else "next")
    form = form_class(request.POST, round=round, proposal=proposal, is_draft=go != "next")
    if step.key == "costs" and (lines := _lines_again(request, go, round)) is not None:
        form = form_class(round=round, proposal=proposal)
        form.lines = lines
        return _page(request, step, form)
    if not form.is_valid():
        return _page(request, step, form)
    try:
        kept = _keep(request, form)
    except Refused as refused:
        form.add_error(None, str(refused.refusal.message))
        return _page(request, step, form)
    form.proposal = kept
    if not _answer_alike(request, kept):
        return _page(request, step, form)
    return _onward(request, go, step, kept)


def _keep(request: HttpRequest, form: StepForm) -> Proposal:
    if form.proposal is None:
        return cases.create_proposal(
            round_id=form.round.pk, fields=form.words, by=request.user
        )  # fmt: skip
    return cases.update_proposal(
        proposal_id=form.proposal.pk, fields=form.words, items=form.items, by=request.user
    )


def _onward(request: HttpRequest, go: str, step: Step, proposal: Proposal) -> HttpResponse:
    if go == "later":
        messages.success(request, _("Your draft is kept. Go on whenever you like."))
        return redirect("proposals:mine")
    if go == "stay" or _SUPPORT.fullmatch(go):
        return redirect(address_of(proposal, step))
    following = STEPS[STEPS.index(step) + 1]
    return redirect(address_of(proposal, STEP_BY_KEY.get(go, following)))


def _answer_alike(request: HttpRequest, proposal: Proposal) -> bool:
    """Support the similar proposal that was chosen, keep the reasons that were typed. False where
    something was refused; the person reads why."""
    pressed = _SUPPORT.fullmatch(request.POST.get("go", ""))
    if pressed and not _support(request, int(pressed[1])):
        return False
    kept = dict(proposal.differences.values_list("other", "reason"))
    typed = {int(found[1]): text.strip() for key, text in request.POST.items()
             if (found := _DIFFERENCE.fullmatch(key)) and text.strip()}  # fmt: skip
    news = {other: text for other, text in typed.items() if kept.get(other) != text}
    return all(_explain(request, proposal, other, text) for other, text in news.items())


def _support(request: HttpRequest, other: int) -> bool:
    if not Proposal.objects.public().filter(pk=other).exists():
        messages.error(request, _("There is no such proposal any more."))
        return False
    return attempt(
        request, lambda: support.support_proposal(proposal_id=other, by=request.user),
        done=_("You support that proposal now. Your draft is still there: drop it, or go on."),
    )  # fmt: skip


def _explain(request: HttpRequest, proposal: Proposal, other: int, reason: str) -> bool:
    def explain() -> None:
        alike.explain_difference(
            proposal_id=proposal.pk, other_id=other, reason=reason, by=request.user
        )

    try:
        return attempt(request, explain, done=_("Your reason is kept with the proposal."))
    except Proposal.DoesNotExist:
        messages.error(request, _("There is no such proposal any more."))
        return False


def _lines_again(request: HttpRequest, go: str, round: Round) -> Any | None:
    """The rows as typed, with more of them or a price filled in; None for other buttons."""
    if go in ("lines", "prices"):
        return more_lines(request.POST)
    if taken := _TAKE.fullmatch(go):
        row = int(taken[1])
        items = [name_in_row(request.POST, row)]
        hints = price_hints(items, community=round.community, now=database_now())
        return with_price(request.POST, row, hints[0]) if hints else more_lines(request.POST)
    return None


def _page(request: HttpRequest, step: Step, form: StepForm) -> HttpResponse:
    proposal, number = form.proposal, STEPS.index(step)
    _show_hints(form)
    context = {
        "round": form.round, "proposal": proposal, "step": step, "form": form,
        "steps": step_line(proposal, step),
        "back": STEPS[number - 1].key if number else "",
        "following": STEPS[number + 1].name,
        "action": address_of(proposal, step) if proposal else reverse("proposals:new"),
        "alike": _alike(request, form) if step.key in WITH_ALIKE else None,
    }  # fmt: skip
    return render(request, "proposals/write.html", context)


def _alike(request: HttpRequest, form: StepForm) -> list[Alike]:
    title = form["title"].value() if "title" in form.fields else form.proposal.title
    return alike_to(
        str(title or "")[:LONGEST_ASKED], community=form.round.community, person=request.user,
        draft=form.proposal, typed=request.POST.dict(), now=database_now(),
    )  # fmt: skip


def _show_hints(form: StepForm) -> None:
    """While typing: similar proposals below the title, usual prices below each item."""
    if "title" in form.fields:
        address = reverse("proposals:similar")
        if form.proposal:
            address = f"{address}?draft={form.proposal.pk}"
        form.fields["title"].widget.attrs |= {
            "hx-get": address, "hx-trigger": "input changed delay:600ms", "hx-target": "#alike",
            "hx-include": "#alike", "hx-swap": "outerHTML",
        }  # fmt: skip
    lines = form.lines
    if lines is None or form.proposal is None:
        return
    found = price_hints(typed_names(lines), community=form.round.community, now=database_now())
    hints = {hint.item: hint for hint in found}
    for line, name in zip(lines, typed_names(lines), strict=True):
        line.hint = hints.get(name)
        line.fields["name"].widget.attrs |= {
            "hx-get": reverse("proposals:prices", args=[form.proposal.pk]),
            "hx-trigger": "input changed delay:600ms", "hx-target": "next .price-hint",
        }  # fmt: skip


def _round_at_home(user: Any) -> Round | None:
    """The first batch that takes proposals now in the community where this person lives."""
    if user.home is None:
        return None
    now = database_now()
    rounds = Round.objects.filter(community=user.home, state=RoundState.OPEN)
    rounds = rounds.select_related("community").prefetch_related("stages").order_by("year", "batch")
    return next((round for round in rounds if round.accepts_proposals(now)), None)
