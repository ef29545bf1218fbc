"""Turning the clocks of a case when it changes its status: one stops, the next one starts."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from mws.accounts.models import User
from mws.core.clock import local_day
from mws.rounds.calendar import add_working_days
from mws.rounds.models import DeadlineKind, PauseReason, Stage
from mws.rounds.services import (
    finish_deadline,
    finish_deadlines,
    pause_deadlines,
    resume_deadlines,
    start_deadline,
)
from proposals.clocks import CLOCK_OF
from proposals.models import Proposal, ProposalStatus
from proposals.rules.screening import HELD_IN

# An answer to a neighbour's question is owed however the case ends.
ENDED_WITH_CASE = frozenset(DeadlineKind.values) - {DeadlineKind.QUESTION}


def turn_clocks(proposal: Proposal, *, to: str, by: User | None, now: datetime) -> None:
    """Part of a move from the status in which the case stands. A return to the proposer pauses the
    office's clock and those of the desks it asked; handing in again lets them go on. What a desk
    was asked is answered as long as the office holds the case."""
    case_id, before, after = proposal.case_id, CLOCK_OF.get(proposal.status), CLOCK_OF.get(to)
    if proposal.status == ProposalStatus.RETURNED:
        resume_deadlines(case_id=case_id, now=now)
    if to in ProposalStatus.ended():
        end_clocks(case_id, now=now)
        return
    if to == ProposalStatus.RETURNED:
        pause_deadlines(
            case_id=case_id, kinds=[before, DeadlineKind.TASK], reason=PauseReason.WITH_PROPOSER,
            by=by, now=now,
        )  # fmt: skip
    elif before and before != after:
        finish_deadline(case_id=case_id, kind=before, now=now)
    if proposal.status in HELD_IN and to not in (*HELD_IN, ProposalStatus.RETURNED):
        finish_deadlines(case_id=case_id, kinds=[DeadlineKind.TASK], now=now)
    if after and before != after:
        start_deadline(
            case_id=case_id,
            kind=after,
            round=proposal.round,
            now=now,
            **_facts(proposal, after, now),
        )


def end_clocks(case_id: UUID, *, now: datetime) -> None:
    """Nobody owes a step of this case any more."""
    finish_deadlines(case_id=case_id, kinds=ENDED_WITH_CASE, now=now)


def _facts(proposal: Proposal, kind: str, now: datetime) -> dict[str, Any]:
    """Where the file lies, and what else this clock needs."""
    place = proposal.community
    if kind == DeadlineKind.SUPPLEMENT:
        return {"place": place, "holder": proposal.author}
    if kind == DeadlineKind.COUNCIL:
        return {"place": place, "due_on": _council_ends(proposal, now)}
    return {"place": (place.parent or place) if kind == DeadlineKind.APPROVAL else place}


def _council_ends(proposal: Proposal, now: datetime) -> date:
    """The last day of the council's stage, as the round was published; later where the case came
    to the council so late that the rule's days last longer."""
    limit = add_working_days(local_day(now), proposal.round.frozen_rules.council_days)
    window = proposal.round.windows.get(Stage.COUNCIL)
    last = local_day(window.ends_at - timedelta(microseconds=1)) if window else limit
    return max(last, limit)
