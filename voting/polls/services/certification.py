"""Two persons sign the result; only then it is published and goes to the council."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from mws.accounts.models import User
from mws.audit.services import record
from mws.core.clock import database_now
from mws.core.refusals import require
from voting.models import Poll, PollResult, PollState
from voting.polls import rules
from voting.polls.services.locks import hold_poll


@transaction.atomic
def propose_certification(*, poll_id: UUID, by: User, now: datetime | None = None) -> Poll:
    """The first signature: this person has checked the count."""
    poll = hold_poll(poll_id)
    require(rules.why_not_propose_certification(poll, by=by))
    poll.proposed_by = by
    poll.save(update_fields=["proposed_by"])
    record(
        "poll.certification_proposed", target=poll, by=by, effective_at=now,
        place_path=poll.round.community.path,
    )  # fmt: skip
    return poll


@transaction.atomic
def certify_poll(*, poll_id: UUID, by: User, now: datetime | None = None) -> Poll:
    """The second signature, of another person: the result stands and is public."""
    now = now or database_now()
    poll = hold_poll(poll_id)
    require(rules.why_not_certify_poll(poll, by=by))
    poll.state, poll.certified_by, poll.certified_at = PollState.CERTIFIED, by, now
    poll.save(update_fields=["state", "certified_by", "certified_at"])
    record(
        "poll.certified", target=poll, by=by, effective_at=now,
        place_path=poll.round.community.path, ballots=poll.ballot_count,
        selected=PollResult.objects.filter(item__poll=poll, is_selected=True).count(),
    )  # fmt: skip
    return poll
