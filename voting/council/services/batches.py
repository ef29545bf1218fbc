"""移交街道: the confirmed decisions of a round, sent to the sub-district as one batch."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from mws.accounts.models import User
from mws.core.clock import database_now
from mws.core.refusals import require
from mws.rounds.models import Round
from proposals.models import Handover
from proposals.services.handovers import hand_over
from proposals.services.moves import lock_case
from voting.council import rules
from voting.council.papers import joining


@transaction.atomic
def send_batch(
    *, round_id: int, proposal_ids: Iterable[int], by: User, now: datetime | None = None
) -> Handover:
    """All of the chosen cases or none; the sub-district may decide on them from then on. Raises
    Refused with the list of what hinders."""
    now = now or database_now()
    rounds = Round.objects.select_for_update(of=("self",), no_key=True)
    round = rounds.select_related("community").get(pk=round_id)
    cases = [lock_case(pk) for pk in sorted(set(proposal_ids))]
    require(rules.why_not_send_batch(round, joining(cases), by=by))
    return hand_over(round=round, cases=cases, by=by, now=now)
