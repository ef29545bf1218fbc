"""上票: the shortlist of a round goes onto the residents' ballot; the room of the polls calls this
inside its transaction."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mws.accounts.models import User
from proposals.models import Proposal, ProposalStatus
from proposals.rules.cases import PUT_ON_BALLOT
from proposals.services.moves import trace


@transaction.atomic
def put_on_ballot(*, round_id: int, by: User, now: datetime) -> list[Proposal]:
    """The shortlisted cases of the round in the order of entry, locked and marked in the trail:
    from now on none of them is withdrawn, and none leaves the shortlist."""
    cases = list(
        Proposal.objects.select_for_update(of=("self",))
        .select_related("community")
        .filter(round=round_id, status=ProposalStatus.SHORTLISTED)
        .order_by("pk")
    )
    for proposal in cases:
        trace(proposal, action=PUT_ON_BALLOT, by=by, now=now)
    return cases
