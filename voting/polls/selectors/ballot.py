"""The ballot as a voter sees it: cards in fair order, what is chosen, what is left, why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mws.accounts.models import User
from mws.core.fund_bar import Bar, of_ballot
from mws.core.refusals import Refusal
from voting.models import Poll, PollAmendment, PollItem, RollEntry
from voting.polls import rules
from voting.polls.fair_order import in_fair_order
from voting.polls.terms import amendments_in_force, current_costs, is_knapsack


@dataclass(frozen=True, slots=True)
class BallotRow:
    """``cost_fen``: with the amendments that two have signed."""

    item: PollItem
    cost_fen: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class BallotPage:
    """``refusal``: why this reader cannot vote; ``picks``: (number, fen) of what is chosen."""

    poll: Poll
    rows: list[BallotRow]
    picks: list[tuple[int, int]]
    order: int
    refusal: Refusal | None
    has_voted: bool
    voted: int
    amendments: list[PollAmendment]

    @property
    def chosen_rows(self) -> list[BallotRow]:
        return sorted((row for row in self.rows if row.is_chosen), key=lambda row: row.item.number)

    @property
    def choices(self) -> list[str]:
        return [row.item.code for row in self.chosen_rows]

    @property
    def bar(self) -> Bar:
        return of_ballot(self.poll.budget_fen, self.picks)

    @property
    def chosen_fen(self) -> int:
        return sum(fen for _number, fen in self.picks)

    @property
    def left_fen(self) -> int:
        """What the choices leave; below zero where they cost more than there is."""
        return self.poll.budget_fen - self.chosen_fen

    @property
    def is_knapsack(self) -> bool:
        """Whether the choices are held to the money."""
        return is_knapsack(self.poll)

    @property
    def over_fen(self) -> int:
        return max(-self.left_fen, 0)


def ballot_page(
    poll: Poll, *, reader: User, choices: Sequence[str], order: int, now: datetime
) -> BallotPage:
    """Five queries; the rule that the services ask says whether this reader may vote."""
    entry = entry_of(poll, reader)
    return ballot_of(
        poll, choices=choices, order=order,
        refusal=rules.why_not_vote(poll, entry, by=reader, now=now),
        has_voted=entry is not None and entry.has_voted,
    )  # fmt: skip


def ballot_of(
    poll: Poll, *, choices: Sequence[str], order: int, refusal: Refusal | None, has_voted: bool
) -> BallotPage:
    """The list as it stands now, in one of the fair orders, with what is chosen."""
    costs, chosen = current_costs(poll), set(choices)
    listed = [item for item in poll.items.select_related("proposal") if item.code in costs]
    items = in_fair_order(listed, digest=poll.items_sha256, order=order)
    return BallotPage(
        poll=poll,
        rows=[BallotRow(item, costs[item.code], item.code in chosen) for item in items],
        picks=sorted((item.number, costs[item.code]) for item in items if item.code in chosen),
        order=order + 1,
        refusal=refusal,
        has_voted=has_voted,
        voted=voted_count(poll),
        amendments=amendments_in_force(poll),
    )


def entry_of(poll: Poll, reader: User) -> RollEntry | None:
    """The reader's own line on the roll."""
    if not reader.is_authenticated:
        return None
    return RollEntry.objects.filter(poll=poll, resident=reader).first()


def voted_count(poll: Poll) -> int:
    """How many have voted: the one figure that is public while the vote runs."""
    if poll.ballot_count is not None:
        return poll.ballot_count
    return poll.roll.filter(has_voted=True).count()
