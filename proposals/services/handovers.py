"""移交街道: confirmed decisions of a round go to the sub-district as one batch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from mws.accounts.models import User
from mws.audit.services import record
from mws.core.clock import database_now
from mws.core.refusals import require
from mws.rounds.models import Round
from proposals.models import Handover, HandoverCase, Proposal
from proposals.rules import handovers as rules
from proposals.services.moves import trace


@transaction.atomic
def hand_over(
    *, round: Round, cases: Sequence[Proposal], by: User, now: datetime | None = None
) -> Handover:
    """The cases of one round as the next batch of it; round and cases are locked by the caller,
    the cases in the order of their keys. Raises Refused."""
    now = now or database_now()
    require(rules.why_not_send(round.community, by=by))
    before = rules.last_handovers(cases)
    for proposal in cases:
        require(rules.why_not_hand_over(proposal, last=before.get(proposal.pk)))
    last = round.handovers.aggregate(last=Max("number"))["last"] or 0
    handover = Handover.objects.create(round=round, number=last + 1, sent_by=by, sent_at=now)
    HandoverCase.objects.bulk_create(
        HandoverCase(handover=handover, proposal=proposal) for proposal in cases
    )
    for proposal in cases:
        trace(
            proposal, action="proposal.handed_over", by=by, now=now, round=round.pk,
            number=handover.number,
        )  # fmt: skip
    record(
        "handover.sent", target=handover, by=by, effective_at=now,
        place_path=round.community.path, number=handover.number, cases=len(cases),
    )  # fmt: skip
    return handover
