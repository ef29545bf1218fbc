"""Taking a decision of today back."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from mws.accounts.requests import PersonRequest
from mws.core.attempts import attempt
from mws.core.clock import database_now
from proposals.forms.decisions import UndoForm
from proposals.rules.undoing import why_not_undo_decision
from proposals.services.undoing import undo_decision
from proposals.views.cases import visible_case


@login_required
@require_http_methods(["GET", "POST"])
def decision_undo(request: PersonRequest, pk: int) -> HttpResponse:
    proposal = visible_case(request, pk)
    form = UndoForm(request.POST or None, proposal=proposal)
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            undo_decision(proposal_id=pk, by=request.user, **form.cleaned_data)

        if attempt(request, act, done=_("Taken back. Both stay on the page of the case.")):
            return redirect("proposals:detail", pk=pk)
    context = {
        "proposal": proposal,
        "form": form,
        "refusal": why_not_undo_decision(proposal, by=request.user, now=database_now()),
        "title": _("Take the decision back"),
        "action": _("Take it back"),
        "hint": _("“%(decision)s” is undone by a second decision; nothing is erased.")
        % {"decision": proposal.get_status_display()},
    }
    return render(request, "proposals/office_form.html", context)
