"""代录: the office enters what a resident proposes at the counter, by telephone, on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from mws.accounts.models import User
from mws.core.clock import database_now
from mws.core.refusals import require
from mws.rounds.models import Round
from proposals.costs import CostLine
from proposals.models import Proposal
from proposals.rules import assisted as rules
from proposals.services.cases import create_proposal, submit_proposal


@transaction.atomic
def enter_proposal(
    *,
    round_id: int,
    name: str,
    phone: str = "",
    document: str = "",
    channel: str,
    fields: Mapping[str, Any],
    items: Sequence[CostLine],
    by: User,
    now: datetime | None = None,
) -> Proposal:
    """Write and hand in for a verified resident, in one go: wholly, or nothing. ``phone``: +86…;
    ``document``: the number of an identity document, where there is no telephone.

    The resident is the author, told as if they had written it; the clerk stands beside them on
    record and decides nothing on this case.
    """
    now = now or database_now()
    round = Round.objects.select_related("community").get(pk=round_id)
    person = rules.resident_called(round, name=name, phone=phone, document=document)
    require(rules.why_not_enter_for(round, person, by=by))
    author = User.objects.select_for_update().get(pk=person.pk)
    require(rules.why_not_twice(round, author, title=fields.get("title", "")))
    draft = create_proposal(
        round_id=round_id, fields=fields, items=items, by=by, author=author, channel=channel,
        now=now,
    )  # fmt: skip
    return submit_proposal(proposal_id=draft.pk, by=by, now=now)
