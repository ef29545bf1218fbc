"""What is printed: the papers of a meeting, the sheets for its votes, the batch that goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from mws.accounts.models import User
from mws.core.clock import local_day
from mws.core.refusals import Refusal
from mws.ledger.selectors import balances_of_place
from mws.rounds.majorities import VotingRules
from mws.rounds.models import Round
from proposals.models import (
    Approval,
    CostItem,
    Handover,
    Proposal,
    ProposalStatus,
    Screening,
)
from proposals.rules.handovers import last_handovers
from voting.council import rules
from voting.council.figures import roll_of
from voting.council.wording import share_words
from voting.models import AgendaItem, CouncilSeat, Meeting, Motion, MotionKind, MotionState


@dataclass(frozen=True)
class Paper:
    """One project as the members read it beforehand."""

    item: AgendaItem
    costs: Sequence[CostItem]
    screening: Screening | None


@dataclass(frozen=True)
class Member:
    """A line of the sheet: the seat, and who is in it."""

    seat: CouncilSeat
    person: User


@dataclass(frozen=True)
class Sheet:
    """表决表 (the fields of the official form): the members, and what must be reached."""

    members: list[Member]
    seated: int
    quorum: str
    quorum_least: int
    majority: str
    available_fen: int


@dataclass(frozen=True)
class BatchRow:
    """A project of the batch with the papers that go with it: ``handover``, the last batch in which
    it went; ``why_not``, what stands against sending it now."""

    proposal: Proposal
    motion: Motion | None
    approval: Approval | None
    handover: Handover | None
    why_not: Refusal | None


def papers_of(meeting: Meeting) -> list[Paper]:
    """Two queries beside the meeting."""
    items = list(meeting.agenda.all())
    ids = [item.proposal_id for item in items]
    costs: dict[int, list[CostItem]] = {}
    for cost in CostItem.objects.filter(proposal__in=ids).order_by("position"):
        costs.setdefault(cost.proposal_id, []).append(cost)
    screened = Screening.objects.filter(proposal__in=ids, result="screened").order_by("decided_at")
    by_proposal = {each.proposal_id: each for each in screened}
    return [
        Paper(item, costs.get(item.proposal_id, []), by_proposal.get(item.proposal_id))
        for item in items
    ]


def sheets_of(meeting: Meeting) -> Sheet:
    """On the frozen roll; before the opening, on the seats filled on the meeting's day."""
    rules = VotingRules.of(meeting.round.frozen_rules)
    members = [Member(row.seat, row.member) for row in roll_of(meeting)] or [
        Member(seat, seat.member)
        for seat in CouncilSeat.objects.filter(place=meeting.place_id)
        .seated_on(local_day(meeting.scheduled_at))
        .select_related("member")
        .order_by("number")
    ]
    return Sheet(
        members=members,
        seated=len(members),
        quorum=share_words(rules.quorum),
        quorum_least=rules.quorum.least(len(members)),
        majority=share_words(rules.majority),
        available_fen=balances_of_place(meeting.place, meeting.round.year).available,
    )


def batch_of(round: Round) -> list[BatchRow]:
    """What the council passed in the round, whatever became of it since (four queries)."""
    proposals = list(
        round.proposals.filter(council_decisions__result="selected")
        .exclude(status__in=[ProposalStatus.WITHDRAWN])
        .select_related("notice", "community")
        .distinct()
        .order_by("receipt_no")
    )
    passed = _passing_motions(proposals)
    decided = Approval.objects.filter(proposal__in=proposals).order_by("decided_at")
    approvals = {approval.proposal_id: approval for approval in decided}
    return [
        BatchRow(
            case.proposal, passed.get(case.proposal.pk), approvals.get(case.proposal.pk),
            case.last, rules.why_not_join_batch(round, case),
        )
        for case in _joined(proposals, passed)
    ]  # fmt: skip


def joining(proposals: Sequence[Proposal]) -> list[rules.Joining]:
    """What the rule of the batch asks of each case (two queries)."""
    return _joined(proposals, _passing_motions(proposals))


def _joined(proposals: Sequence[Proposal], passed: dict[int, Motion]) -> list[rules.Joining]:
    meetings = {key: motion.item.meeting for key, motion in passed.items()}
    sent = last_handovers(proposals)
    return [rules.Joining(each, meetings.get(each.pk), sent.get(each.pk)) for each in proposals]


def _passing_motions(proposals: Sequence[Proposal]) -> dict[int, Motion]:
    motions = Motion.objects.filter(
        item__proposal__in=proposals, kind=MotionKind.PASS, state=MotionState.PASSED
    )
    rows = motions.select_related("item__meeting__minutes").order_by("declared_at")
    return {motion.item.proposal_id: motion for motion in rows}


def handovers_of(round: Round) -> list[Handover]:
    """The batches sent so far, in their order, each with its ``count`` of cases (one query)."""
    sent = round.handovers.select_related("sent_by").annotate(count=Count("lines"))
    return list(sent.order_by("number"))
