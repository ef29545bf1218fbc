"""All residents' votes on one page: what is open, mine first, and what came of the others."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from mws.accounts.models import User
from voting.models import Poll, PollState, RollEntry

PAGE = 20


@dataclass(frozen=True, slots=True)
class PollRow:
    """One vote in a list; ``has_voted`` is about the reader, never about anyone else."""

    poll: Poll
    is_mine: bool
    has_voted: bool


@dataclass(frozen=True, slots=True)
class PollList:
    open: list[PollRow]
    coming: list[PollRow]
    counting: list[PollRow]
    results: Page


def public_polls() -> QuerySet[Poll]:
    """Votes that have been announced; one in preparation is not."""
    return Poll.objects.exclude(state=PollState.DRAFT).select_related(
        "round__community__parent", "proposed_by", "certified_by"
    )


def poll_list(user: User, *, page: str = "1") -> PollList:
    """Four queries at most, whatever the number of votes."""
    current = list(public_polls().exclude(state=PollState.CERTIFIED).order_by("closes_at", "pk"))
    voted = _voted_by(user, current)
    rows = [PollRow(poll, _is_mine(poll, user), poll.pk in voted) for poll in current]
    rows.sort(key=lambda row: not row.is_mine)
    finished = public_polls().filter(state=PollState.CERTIFIED).order_by("-closes_at", "pk")

    def those(*states: str) -> list[PollRow]:
        return [row for row in rows if row.poll.state in states]

    return PollList(
        open=those(PollState.OPEN),
        coming=those(PollState.FROZEN),
        counting=those(PollState.CLOSING, PollState.RECONCILING, PollState.SEALED),
        results=Paginator(finished, PAGE).get_page(page),
    )


def _voted_by(user: User, polls: list[Poll]) -> set:
    """Of these votes, so that the rolls of all others are not looked through."""
    if not user.is_authenticated or not polls:
        return set()
    mine = RollEntry.objects.filter(poll__in=polls, resident=user, has_voted=True)
    return set(mine.values_list("poll_id", flat=True))


def _is_mine(poll: Poll, user: User) -> bool:
    home = user.home if user.is_authenticated else None
    return home is not None and home.path.startswith(poll.round.community.path)
