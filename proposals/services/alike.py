"""Saying how one's own idea differs from a similar one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mws.accounts.models import User
from mws.core.clock import database_now
from mws.core.refusals import require
from proposals.models import Difference, Proposal
from proposals.rules import alike as rules
from proposals.services.moves import lock_case, trace


@transaction.atomic
def explain_difference(
    *, proposal_id: int, other_id: int, reason: str, by: User, now: datetime | None = None
) -> Difference:
    """我的不同: kept with the draft, read by the clerk beside the duplicates. Said again, the
    later words count. Raises Proposal.DoesNotExist for another that is not public."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    other = Proposal.objects.public().get(pk=other_id)
    require(rules.why_not_explain(proposal, other=other, reason=reason, by=by, now=now))
    difference, _created = Difference.objects.update_or_create(
        proposal=proposal, other=other, defaults={"reason": reason.strip()}
    )
    trace(proposal, action="proposal.difference_explained", by=by, now=now, other=other.pk)
    return difference
