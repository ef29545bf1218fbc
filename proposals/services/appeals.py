"""申诉: a proposer appeals once against a refusal; the sub-district decides, and publishes why."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mws.accounts.models import User
from mws.core.clock import database_now
from mws.core.refusals import require
from mws.rounds.models import DeadlineKind
from mws.rounds.services import finish_deadline, start_deadline
from proposals.models import Appeal, Duty, Proposal
from proposals.rules import appeals as rules
from proposals.rules.screening import BACK_TO
from proposals.services.duties import record_duty
from proposals.services.moves import announce, lock_case, move_case, tell, trace


@transaction.atomic
def file_appeal(*, proposal_id: int, text: str, by: User, now: datetime | None = None) -> Appeal:
    """The refusal stands meanwhile; the sub-district's clock starts."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    require(rules.why_not_file_appeal(proposal, text=text, by=by, now=now))
    refused = rules.last_refusal(proposal)
    appeal = Appeal.objects.create(
        screening=refused, against=refused.decided_by, text=text.strip(), filed_by=by, filed_at=now
    )
    community = proposal.community
    clock = start_deadline(
        case_id=proposal.case_id, kind=DeadlineKind.APPEAL, round=proposal.round,
        place=community.parent or community, now=now,
    )  # fmt: skip
    trace(proposal, action="appeal.filed", by=by, now=now, against=refused.pk)
    tell(proposal, code="appeal_filed", now=now, due_on=clock.due_on)
    return appeal


@transaction.atomic
def decide_appeal(
    *, proposal_id: int, is_upheld: bool, answer: str, by: User, now: datetime | None = None
) -> Appeal:
    """Upheld: the case goes back to the desk that refused it. Dismissed: the refusal is final."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    appeal = open_appeal(proposal)
    require(rules.why_not_decide_appeal(proposal, appeal, answer=answer, by=by))
    appeal.is_upheld, appeal.answer = is_upheld, answer.strip()
    appeal.decided_by, appeal.decided_at = by, now
    appeal.save()
    record_duty(case_id=proposal.case_id, person=by, duty=Duty.HEARD_APPEAL, now=now)
    finish_deadline(case_id=proposal.case_id, kind=DeadlineKind.APPEAL, now=now)
    if is_upheld:
        to = BACK_TO[appeal.screening.step]
        move_case(proposal, to=to, action="appeal.upheld", by=by, now=now)
    else:
        trace(proposal, action="appeal.dismissed", by=by, now=now)
    code = "appeal_upheld" if is_upheld else "appeal_dismissed"
    announce(proposal, code=code, now=now, answer=appeal.answer)
    return appeal


def open_appeal(proposal: Proposal) -> Appeal | None:
    """The appeal that waits for a decision, if any."""
    waiting = Appeal.objects.filter(screening__proposal=proposal, decided_at=None)
    return waiting.select_related("screening").first()
