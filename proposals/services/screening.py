"""The community office: taken in, returned, refused admission, merged, screened,
its cost estimated, shortlisted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from mws.accounts.models import User
from mws.core.clock import database_now
from mws.core.refusals import require
from mws.rounds.models import Clause
from proposals.models import (
    LIGHTS,
    Defect,
    Duplicate,
    Duty,
    Estimate,
    Proposal,
    ProposalStatus,
    Screening,
    ScreeningResult,
)
from proposals.rules import screening as rules
from proposals.rules.screening import Verdicts
from proposals.selectors.duplicates import DuplicatesReport, duplicates_report
from proposals.services.duties import record_duty
from proposals.services.merging import carry_over
from proposals.services.moves import announce, lock_case, move_case, tell, trace


@transaction.atomic
def admit_proposal(
    *, proposal_id: int, by: User, verdicts: Verdicts | None = None, now: datetime | None = None
) -> Proposal:
    """受理: the clerk takes the proposal in; the secretary's clock starts. What was compared, and
    what was made of each similar case, is kept with the decision."""
    now, verdicts = now or database_now(), verdicts or {}
    report = _compared(proposal_id, now)
    proposal = lock_case(proposal_id)
    require(rules.why_not_take_in(proposal, report.found, verdicts, by=by))
    decision = _decide(
        proposal, ScreeningResult.ADMITTED, by=by, now=now, compared_count=report.compared_count
    )
    Duplicate.objects.bulk_create(
        Duplicate(
            screening=decision, other=row.proposal, percent=row.percent,
            verdict=verdicts[row.proposal.pk][0], reason=verdicts[row.proposal.pk][1].strip(),
        )
        for row in report.found
    )  # fmt: skip
    move_case(proposal, to=ProposalStatus.ADMITTED, action="proposal.admitted", by=by, now=now)
    announce(proposal, code="proposal_admitted", now=now)
    return proposal


@transaction.atomic
def return_proposal(
    *, proposal_id: int, defects: Mapping[str, str], by: User, now: datetime | None = None
) -> Proposal:
    """退回补正: back to the proposer with the one full list of what is missing, by part."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    require(rules.why_not_return(proposal, defects=defects, by=by))
    lines = {part: text.strip() for part, text in defects.items() if text.strip()}
    reason = "\n".join(f"{n}. {text}" for n, text in enumerate(lines.values(), start=1))
    decision = _decide(proposal, ScreeningResult.RETURNED, by=by, now=now, reason=reason)
    Defect.objects.bulk_create(
        Defect(screening=decision, part=part, text=text) for part, text in lines.items()
    )
    move_case(proposal, to=ProposalStatus.RETURNED, action="proposal.returned", by=by, now=now)
    announce(proposal, code="proposal_returned", now=now, reason=reason)
    return proposal


@transaction.atomic
def refuse_admission(
    *, proposal_id: int, reason: str, clause_id: int | None, by: User,
    now: datetime | None = None, **findings: str,
) -> Proposal:  # fmt: skip
    """不予受理: the end of the case at this office, with the clause it rests on; the proposer may
    appeal once. ``findings``: at the screening, the three lights and their reasons."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    clause = Clause.objects.of_round(proposal.round).filter(pk=clause_id).first()
    require(
        rules.why_not_refuse_admission(
            proposal, reason=reason, clause=clause, findings=findings, by=by
        )
    )
    _decide(
        proposal, ScreeningResult.NOT_ADMITTED, by=by, now=now, reason=reason, clause=clause,
        **findings,
    )  # fmt: skip
    move_case(
        proposal, to=ProposalStatus.NOT_ADMITTED, action="proposal.not_admitted", by=by, now=now,
        clause=clause.code,
    )  # fmt: skip
    announce(
        proposal, code="proposal_not_admitted", now=now, reason=reason.strip(), clause=str(clause)
    )
    return proposal


@transaction.atomic
def screen_proposal(
    *, proposal_id: int, estimate_fen: int, by: User, reason: str = "",
    estimate_reason: str = "", now: datetime | None = None, **findings: str,
) -> Proposal:  # fmt: skip
    """初审通过: three lights with their reasons, owner and upkeep, and the office's own estimate,
    all published. ``findings``: public_benefit, legality, affordability, each with ``…_reason``;
    owner, upkeep."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    require(
        rules.why_not_screen(
            proposal, findings=findings, estimate_fen=estimate_fen,
            estimate_reason=estimate_reason, by=by,
        )
    )  # fmt: skip
    _estimate(proposal, estimate_fen, estimate_reason, by=by, now=now)
    _decide(
        proposal, ScreeningResult.SCREENED, by=by, now=now, reason=reason,
        estimate_fen=estimate_fen, **findings,
    )  # fmt: skip
    move_case(
        proposal, to=ProposalStatus.SCREENED, action="proposal.screened", by=by, now=now,
        estimate_fen=estimate_fen, lights={light: findings[light] for light in LIGHTS},
    )  # fmt: skip
    announce(proposal, code="proposal_screened", now=now)
    return proposal


@transaction.atomic
def revise_estimate(
    *, proposal_id: int, estimate_fen: int, reason: str, by: User, now: datetime | None = None
) -> Estimate:
    """A new estimate beside the old one, which stays."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    require(
        rules.why_not_revise_estimate(proposal, estimate_fen=estimate_fen, reason=reason, by=by)
    )
    estimate = _estimate(proposal, estimate_fen, reason, by=by, now=now)
    record_duty(case_id=proposal.case_id, person=by, duty=Duty.SCREENED, now=now)
    trace(
        proposal, action="proposal.estimate_revised", by=by, now=now,
        before_fen=estimate.before_fen, after_fen=estimate.after_fen,
    )  # fmt: skip
    announce(
        proposal, code="proposal_estimated", now=now, before_fen=estimate.before_fen,
        after_fen=estimate.after_fen, reason=estimate.reason,
    )  # fmt: skip
    return estimate


@transaction.atomic
def merge_proposal(
    *, proposal_id: int, into_id: int, reason: str, by: User, now: datetime | None = None
) -> Proposal:
    """合并: the case goes on in another one. Its page stays and leads there; its authors are
    authors there too, and all are told. What had been merged into it goes along."""
    now = now or database_now()
    pair = {pk: lock_case(pk) for pk in sorted({proposal_id, into_id})}
    proposal, into = pair[proposal_id], pair[into_id]
    require(rules.why_not_merge(proposal, into, reason=reason, by=by))
    joined = [proposal, *proposal.merged.select_related("author", "community")]
    _decide(proposal, ScreeningResult.MERGED, by=by, now=now, reason=reason)
    proposal.merged_into = into
    move_case(
        proposal, to=ProposalStatus.MERGED, action="proposal.merged", by=by, now=now,
        changes=("merged_into",), into=into.pk, brought=[row.pk for row in joined[1:]],
    )  # fmt: skip
    Proposal.objects.filter(merged_into=proposal).update(merged_into=into)
    for row in joined:
        carry_over(row, into, now=now)
        announce(row, code="proposal_merged", now=now, into=into.title, reason=reason.strip())
    tell(into, code="proposal_joined", now=now, joined=proposal.title)
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


def _compared(proposal_id: int, now: datetime) -> DuplicatesReport:
    """Thousands of titles are compared before the file is locked: it does not change while it
    lies with the office."""
    proposal = Proposal.objects.select_related("round", "community").get(pk=proposal_id)
    return duplicates_report(proposal, now=now)


def _estimate(
    proposal: Proposal, estimate_fen: int, reason: str, *, by: User, now: datetime
) -> Estimate:
    return Estimate.objects.create(
        proposal=proposal, before_fen=rules.current_estimate(proposal), after_fen=estimate_fen,
        reason=reason.strip(), made_by=by, made_at=now,
    )  # fmt: skip


def _decide(
    proposal: Proposal,
    result: str,
    *,
    by: User,
    now: datetime,
    reason: str = "",
    **findings: Any,
) -> Screening:
    """Write the decision of the step at which the case stands, and the duty."""
    step = rules.HELD_IN[proposal.status]
    kept = {
        key: value.strip() if isinstance(value, str) else value for key, value in findings.items()
    }
    decision = Screening.objects.create(
        proposal=proposal, step=step, result=result, reason=reason.strip(), decided_by=by,
        decided_at=now, **kept,
    )  # fmt: skip
    record_duty(case_id=proposal.case_id, person=by, duty=rules.DUTY_OF[step], now=now)
    return decision
