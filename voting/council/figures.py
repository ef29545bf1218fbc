"""The facts of a meeting as its rules, services and pages count them: who is in the room, who is
recused, who voted what. Always on the frozen roll, always the same way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from mws.rounds.majorities import Count, Standing, VotingRules, stand
from mws.rounds.models import Round
from proposals.models import CaseDuty
from proposals.rules.duties import OWN
from voting.models import (
    AgendaItem,
    Attendance,
    CouncilVote,
    Meeting,
    Motion,
    MotionKind,
    MotionState,
    VoteValue,
)
from voting.polls.selectors.support import supports_of


@dataclass(frozen=True)
class Figures:
    """One agenda item, or one motion on it, as it stands at this moment."""

    count: Count
    standing: Standing
    votes: dict[int, CouncilVote]
    recused: frozenset[int]


def roll_of(meeting: Meeting) -> list[Attendance]:
    """The frozen roll in the order of the seats (one query)."""
    return list(
        meeting.roster.select_related("member", "seat", "stands_for").order_by("seat__number")
    )


def live_votes(motion: Motion) -> dict[int, CouncilVote]:
    """The votes that count, by member (one query, none where they are prefetched)."""
    return {vote.member_id: vote for vote in motion.votes.all() if vote.superseded_at is None}


def figures_of(
    item: AgendaItem, motion: Motion | None, roll: Sequence[Attendance], rules: VotingRules
) -> Figures:
    """Two queries beside the roll, one without a motion, none where they are prefetched.

    Only members in the room count: the vote of one who left before the result stays on record and
    counts again on return. A tie defers at most the project itself, no question of procedure.
    """
    if motion is not None and motion.kind != MotionKind.PASS:
        rules = replace(rules, tie="rejected")
    recused = frozenset(recusal.member_id for recusal in item.recusals.all())
    votes = live_votes(motion) if motion else {}
    if motion is not None and motion.state != MotionState.OPEN:
        count = _declared_count(motion, rules)
    else:
        count = count_of(roll, recused, votes)
    return Figures(count, stand(count, rules), votes, recused)


def count_of(
    roll: Iterable[Attendance], recused: frozenset[int], votes: dict[int, CouncilVote]
) -> Count:
    members = list(roll)
    present = {row.member_id for row in members if row.is_present}
    voters = present - recused
    values = [votes[member].value for member in voters if member in votes]
    return Count(
        seated=len(members),
        present=len(present),
        recused=len(present & recused),
        recused_away=len(recused & {row.member_id for row in members} - present),
        yes=values.count(VoteValue.YES),
        no=values.count(VoteValue.NO),
        abstain=values.count(VoteValue.ABSTAIN),
    )


def _declared_count(motion: Motion, rules: VotingRules) -> Count:
    """The figures as they were frozen when the result was declared."""
    base = motion.base + (motion.abstain if rules.abstention == "left_out" else 0)
    away = motion.seated - motion.recused - base if rules.base == "seated" else 0
    return Count(
        seated=motion.seated, present=motion.present, recused=motion.recused, recused_away=away,
        yes=motion.yes, no=motion.no, abstain=motion.abstain,
    )  # fmt: skip


def amendment_of(item: AgendaItem) -> Motion | None:
    """The amendment that the council has passed last: the next motion is the project so amended.

    No query where the motions are prefetched.
    """
    passed = [
        motion
        for motion in item.motions.all()
        if motion.kind == MotionKind.AMEND and motion.state == MotionState.PASSED
    ]
    return max(passed, key=lambda each: each.declared_at, default=None)


def sum_of(item: AgendaItem) -> int:
    """What the project stands at, in fen: as amended, else as asked for."""
    amendment = amendment_of(item)
    return amendment.amount_fen if amendment else item.proposal.requested_fen


def own_cases(case_ids: Iterable[UUID], members: Iterable[int]) -> set[tuple[UUID, int]]:
    """(case, member) pairs where the member proposed the case or entered it (one query)."""
    return set(
        CaseDuty.objects.filter(
            case_id__in=list(case_ids), person_id__in=list(members), duty__in=OWN
        ).values_list("case_id", "person_id")
    )


def certified_list(round: Round) -> set[int] | None:
    """The proposals on the certified list of the residents' vote; None before it is certified."""
    supports = supports_of(round)
    if not supports:
        return None
    return {proposal_id for proposal_id, (_votes, is_selected) in supports.items() if is_selected}
