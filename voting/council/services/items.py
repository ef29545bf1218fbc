"""What becomes of a project on the agenda: passed, rejected, deferred, put on the waitlist.

Each writes the outcome on the item and hands the decision down to the case in the same
transaction; a passed motion reserves the money there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import override

from mws.accounts.models import User
from mws.audit import services as audit
from mws.core.clock import database_now
from mws.core.refusals import require
from mws.ledger.selectors import fund_of
from mws.rounds.majorities import Count, Standing, VotingRules, stand
from proposals.models import Proposal, ProposalStatus
from proposals.services import council_steps
from voting.council import rules
from voting.council.figures import Figures, count_of, figures_of, roll_of
from voting.council.services.locks import lock_item
from voting.models import AgendaItem, ItemOutcome, Meeting, Motion, MotionState


def available_for(meeting: Meeting) -> int:
    """What the community's fund of the year still has, in fen."""
    fund = fund_of(meeting.place, meeting.round.year)
    return fund.available_fen if fund else 0


def standing_figures(item: AgendaItem, motion: Motion | None) -> Figures:
    """The item as it stands, on the frozen roll and by the round's rules."""
    meeting = item.meeting
    return figures_of(item, motion, roll_of(meeting), VotingRules.of(meeting.round.frozen_rules))


def standing_of_room(meeting: Meeting) -> Standing:
    """Whether those in the room are enough, no project in question."""
    rules = VotingRules.of(meeting.round.frozen_rules)
    return stand(count_of(roll_of(meeting), frozenset(), {}), rules)


def freeze_figures(
    motion: Motion, figures: Figures, *, state: str, by: User, now: datetime
) -> None:
    """Write on the motion what was counted; from here it stays as it is."""
    count = figures.count
    motion.state, motion.declared_by, motion.declared_at = state, by, now
    motion.seated, motion.present, motion.recused = count.seated, count.present, count.recused
    motion.yes, motion.no, motion.abstain = count.yes, count.no, count.abstain
    motion.base = figures.standing.base
    motion.save()


@transaction.atomic
def defer_item(*, item_id: int, reason: str, by: User, now: datetime | None = None) -> AgendaItem:
    """Put the project off to a later meeting; a motion that is open on it ends undecided."""
    now = now or database_now()
    item = lock_item(item_id)
    require(rules.why_not_defer_item(item, reason=reason, by=by))
    motion = item.motions.filter(state=MotionState.OPEN).first()
    tally = None
    if motion is not None:
        figures = standing_figures(item, motion)
        tally = tally_of(figures.count)
        motion.reason = reason.strip()
        freeze_figures(motion, figures, state=MotionState.DEFERRED, by=by, now=now)
        motion.packaged.update(package=None)
    put_off(item, reason=reason.strip(), by=by, now=now, tally=tally)
    return item


def put_off(
    item: AgendaItem, *, reason: str, by: User, now: datetime, tally: dict[str, int] | None = None
) -> None:
    close_item(item, ItemOutcome.DEFERRED, reason=reason, by=by, now=now)
    council_steps.defer_proposal(
        proposal_id=item.proposal_id, reason=reason, by=by, now=now,
        tally=tally, meeting_url=url_of(item.meeting),
    )  # fmt: skip


@transaction.atomic
def waitlist_item(
    *, item_id: int, reason: str, by: User, now: datetime | None = None
) -> AgendaItem:
    """备选库: the money does not suffice; the project waits for more, after those before it."""
    now = now or database_now()
    item = lock_item(item_id)
    has_open = item.motions.filter(state=MotionState.OPEN).exists()
    require(
        rules.why_not_waitlist_item(
            item, available_fen=available_for(item.meeting), has_open_motion=has_open,
            reason=reason, by=by,
        )
    )  # fmt: skip
    put_on_waitlist(item, reason=reason.strip(), by=by, now=now)
    return item


def put_on_waitlist(
    item: AgendaItem, *, reason: str, by: User, now: datetime, tally: dict[str, int] | None = None
) -> None:
    close_item(item, ItemOutcome.WAITLISTED, reason=reason, by=by, now=now)
    council_steps.waitlist_proposal(
        proposal_id=item.proposal_id, rank=_next_rank(item.meeting), by=by, now=now,
        tally=tally, meeting_url=url_of(item.meeting), reason=reason,
    )  # fmt: skip


def _next_rank(meeting: Meeting) -> int:
    """One waitlist per community and year, as there is one fund."""
    waiting = Proposal.objects.filter(
        community=meeting.place_id, round__year=meeting.round.year, status=ProposalStatus.WAITLISTED
    )
    return (waiting.aggregate(last=Max("waitlist_rank"))["last"] or 0) + 1


def defer_undecided(
    meeting: Meeting, items: Sequence[AgendaItem], *, reason: str, by: User, now: datetime
) -> None:
    """What the meeting did not reach, when it closes."""
    for item in items:
        item.meeting = meeting
        put_off(item, reason=reason, by=by, now=now)


def close_item(
    item: AgendaItem, outcome: str, *, reason: str = "", by: User, now: datetime
) -> None:
    item.outcome, item.reason, item.decided_at = outcome, reason, now
    item.save(update_fields=["outcome", "reason", "decided_at"])
    audit.record(
        f"item.{outcome}", target=item, by=by, effective_at=now, case_id=item.proposal.case_id,
        place_path=item.meeting.place.path, meeting=item.meeting_id,
    )  # fmt: skip


def tally_of(count: Count) -> dict[str, int]:
    """The figures as the case file keeps them."""
    return {
        "yes": count.yes, "no": count.no, "abstain": count.abstain, "recused": count.recused,
        "present": count.present, "seated": count.seated,
    }  # fmt: skip


def url_of(meeting: Meeting) -> str:
    """The meeting's address in the site's default language, whoever acts: it is stored."""
    with override(settings.LANGUAGE_CODE):
        return reverse("voting:meeting", args=[meeting.pk])
