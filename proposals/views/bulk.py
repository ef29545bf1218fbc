"""Several cases decided at once: only what needs no reason of its own and can be taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mws.accounts.requests import PersonRequest
from mws.core.refusals import Refused
from proposals.models import Proposal
from proposals.services import screening

MOST = 100
KEY = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case: done, or why not."""

    proposal: Proposal
    refused: str = ""


@dataclass(frozen=True, slots=True)
class BulkDecision:
    title: Any
    act: Callable[..., Any]


BULK = {
    "admit": BulkDecision(_("Take in"), screening.admit_proposal),
    "shortlist": BulkDecision(_("Shortlist"), screening.shortlist_proposal),
}


@login_required
@require_POST
def desk_bulk(request: PersonRequest) -> HttpResponse:
    """Each case by its own service and in its own transaction; one that is refused hinders no
    other. Sent twice, it is refused the second time."""
    decision = BULK.get(request.POST.get("decision", ""))
    keys = [int(key) for key in request.POST.getlist("case")[:MOST] if KEY.fullmatch(key)]
    if decision is None or not keys:
        return redirect("pages:desk")
    cases = Proposal.objects.visible_to(request.user).filter(pk__in=keys)
    found = sorted(cases.select_related("community"), key=lambda row: keys.index(row.pk))
    outcomes = [_outcome(decision, proposal, request) for proposal in found]
    done = [row for row in outcomes if not row.refused]
    context = {
        "decision": decision,
        "done": done,
        "refused": [row for row in outcomes if row.refused],
    }
    return render(request, "proposals/bulk.html", context)


def _outcome(decision: BulkDecision, proposal: Proposal, request: PersonRequest) -> Outcome:
    try:
        decision.act(proposal_id=proposal.pk, by=request.user)
    except Refused as refused:
        return Outcome(proposal, str(refused.refusal.message))
    return Outcome(proposal)
