"""The community office: taken in, returned, refused admission, screened, shortlisted."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mws.accounts.models import User
from mws.accounts.permissions import Role
from mws.core.clock import database_now
from mws.core.refusals import require
from mws.rounds.models import DeadlineKind
from mws.rounds.services import finish_deadline, start_deadline
from proposals.models import Proposal, ProposalStatus, Screening, ScreeningResult, ScreeningStep
from proposals.rules import screening as rules
from proposals.services.duties import record_duty
from proposals.services.moves import announce, lock_case, move_case

CLOCK_OF = {
    ScreeningStep.INTAKE: DeadlineKind.INTAKE,
    ScreeningStep.SCREENING: DeadlineKind.SCREENING,
}


@transaction.atomic
def admit_proposal(*, proposal_id: int, by: User, now: datetime | None = None) -> Proposal:
    """受理: the clerk takes the proposal in; the secretary's clock starts."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    require(rules.why_not_admit(proposal, by=by))
    _decide(proposal, ScreeningResult.ADMITTED, by=by, now=now)
    move_case(proposal, to=ProposalStatus.ADMITTED, action="proposal.admitted", by=by, now=now)
    start_deadline(
        case_id=proposal.case_id, kind=DeadlineKind.SCREENING, place=proposal.community,
        holder_role=Role.COMMUNITY_SECRETARY,
        working_days=proposal.round.frozen_rules.screening_days, now=now,
    )  # fmt: skip
    announce(proposal, code="proposal_admitted", now=now)
    return proposal


@transaction.atomic
def return_proposal(
    *, proposal_id: int, reason: str, by: User, now: datetime | None = None
) -> Proposal:
    """退回补正: back to the proposer with the full list of what is missing."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    require(rules.why_not_return(proposal, reason=reason, by=by))
    _decide(proposal, ScreeningResult.RETURNED, by=by, now=now, reason=reason)
    move_case(proposal, to=ProposalStatus.RETURNED, action="proposal.returned", by=by, now=now)
    announce(proposal, code="proposal_returned", now=now, reason=reason.strip())
    return proposal


@transaction.atomic
def refuse_admission(
    *, proposal_id: int, reason: str, clause: str, by: User, now: datetime | None = None
) -> Proposal:
    """不予受理: the end of the case, with the clause it rests on."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    require(rules.why_not_refuse_admission(proposal, reason=reason, clause=clause, by=by))
    _decide(
        proposal, ScreeningResult.NOT_ADMITTED, by=by, now=now, reason=reason,
        clause=clause.strip(),
    )  # fmt: skip
    move_case(
        proposal, to=ProposalStatus.NOT_ADMITTED, action="proposal.not_admitted", by=by, now=now
    )
    announce(
        proposal,
        code="proposal_not_admitted",
        now=now,
        reason=reason.strip(),
        clause=clause.strip(),
    )
    return proposal


@transaction.atomic
def screen_proposal(
    *,
    proposal_id: int,
    public_benefit: str,
    legality: str,
    affordability: str,
    estimate_fen: int,
    by: User,
    reason: str = "",
    now: datetime | None = None,
) -> Proposal:
    """初审通过: three lights, their reasons and the office's own estimate, all published."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    lights = {
        "public_benefit": public_benefit, "legality": legality, "affordability": affordability,
    }  # fmt: skip
    require(
        rules.why_not_screen(
            proposal, lights=lights, estimate_fen=estimate_fen, reason=reason, by=by
        )
    )
    _decide(
        proposal, ScreeningResult.SCREENED, by=by, now=now, reason=reason,
        estimate_fen=estimate_fen, **lights,
    )  # fmt: skip
    move_case(
        proposal, to=ProposalStatus.SCREENED, action="proposal.screened", by=by, now=now,
        estimate_fen=estimate_fen, lights=lights,
    )  # fmt: skip
    announce(proposal, code="proposal_screened", now=now)
    return proposal


@transaction.atomic
def shortlist_proposal(*, proposal_id: int, by: User, now: datetime | None = None) -> Proposal:
    """入选: the case goes to the residents' vote or straight to the council."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    require(rules.why_not_shortlist(proposal, by=by))
    move_case(
        proposal, to=ProposalStatus.SHORTLISTED, action="proposal.shortlisted", by=by, now=now
    )
    announce(proposal, code="proposal_shortlisted", now=now)
    return proposal


def _decide(
    proposal: Proposal,
    result: str,
    *,
    by: User,
    now: datetime,
    reason: str = "",
    **findings: str | int,
) -> None:
    """Write the decision of the step at which the case stands, the duty, and stop its clock."""
    step = rules.HELD_IN[proposal.status]
    Screening.objects.create(
        proposal=proposal, step=step, result=result, reason=reason.strip(), decided_by=by,
        decided_at=now, **findings,
    )  # fmt: skip
    record_duty(case_id=proposal.case_id, person=by, duty=rules.DUTY_OF[step], now=now)
    finish_deadline(case_id=proposal.case_id, kind=CLOCK_OF[step], now=now)
