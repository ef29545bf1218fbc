"""The results of one round: every decision with the money after it, the residents' count beside it.

What was decided stands as it was decided; what became of it since stands beside, with its day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mws.core.clock import database_now
from mws.core.fund_bar import Bar, of_ballot
from mws.ledger.selectors import available_before
from mws.oversight.charts import Chart, Series
from mws.oversight.small_cells import withheld
from mws.rounds.majorities import Count as VoteCount
from mws.rounds.majorities import VotingRules, stand
from mws.rounds.models import PollRole, Round
from mws.rounds.parameters import RoundRules
from proposals.models import CouncilDecision, CouncilResult
from voting.models import Poll, PollState, RollChannel
from voting.polls.selectors.results import ResultsPage, results_page


@dataclass(frozen=True)
class DecisionRow:
    """``left_fen``: the money after this decision; ``why``: the votes in words, and the margin."""

    decision: CouncilDecision
    left_fen: int
    why: str

    @property
    def is_selected(self) -> bool:
        return self.decision.result == CouncilResult.SELECTED

    @property
    def project(self) -> Any:
        """What became of it; None before approval."""
        return getattr(self.decision.proposal, "project", None)


@dataclass(frozen=True)
class ChannelRow:
    """``count`` None: fewer than ten, or withheld so that no other can be had from it."""

    label: str
    count: int | None


@dataclass(frozen=True)
class RoundResults:
    round: Round
    start_fen: int
    rows: list[DecisionRow]
    poll: Poll | None
    vote: ResultsPage | None
    channels: list[ChannelRow]
    at: datetime

    @property
    def selected(self) -> list[DecisionRow]:
        return [row for row in self.rows if row.is_selected]

    @property
    def spent_fen(self) -> int:
        return sum(row.decision.amount_fen for row in self.selected)

    @property
    def left_fen(self) -> int:
        return self.start_fen - self.spent_fen

    @property
    def bar(self) -> Bar:
        picks = [(number, row.decision.amount_fen) for number, row in enumerate(self.selected, 1)]
        return of_ballot(max(self.start_fen, self.spent_fen), picks)

    @property
    def is_binding(self) -> bool:
        return self.round.poll_role == PollRole.BINDING

    @property
    def chart(self) -> Chart | None:
        return support_chart(self.vote) if self.vote else None


def round_results(round: Round) -> RoundResults:
    """Nine queries at most, whatever the number of decisions."""
    decisions = list(decisions_of(round))
    first = min((decision.decided_at for decision in decisions), default=round.decided_at)
    start = available_before(round.community, round.year, first) if first else 0
    poll = Poll.objects.filter(round=round, state=PollState.CERTIFIED).first()
    if poll is not None:
        poll.round = round
    return RoundResults(
        round=round,
        start_fen=start,
        rows=_rows(decisions, start, round),
        poll=poll,
        vote=results_page(poll) if poll else None,
        channels=_channels(poll) if poll and not poll.is_imported else [],
        at=database_now(),
    )


def decisions_of(round: Round) -> Any:
    """The last decision on each case of a round, in the order they were taken."""
    rows = CouncilDecision.objects.filter(proposal__round=round)
    latest: dict[int, int] = {}
    for pk, proposal in rows.order_by("decided_at", "pk").values_list("pk", "proposal"):
        latest[proposal] = pk
    return (
        rows.filter(pk__in=latest.values())
        .select_related("proposal__project__account")
        .order_by("decided_at", "pk")
    )


def _rows(decisions: list[CouncilDecision], start: int, round: Round) -> list[DecisionRow]:
    rules = VotingRules.of(RoundRules.from_frozen(round.rules)) if round.rules else None
    rows, left = [], start
    for decision in decisions:
        left -= decision.amount_fen or 0
        rows.append(DecisionRow(decision, left, why_words(decision, rules)))
    return rows


def why_words(decision: CouncilDecision, rules: VotingRules | None) -> str:
    """The count in words, what was needed, and by how much it was reached or missed."""
    if not decision.seated or rules is None:
        return decision.reason
    count = VoteCount(
        seated=decision.seated, present=decision.present, recused=decision.recused,
        yes=decision.yes, no=decision.no, abstain=decision.abstain,
    )  # fmt: skip
    standing = stand(count, rules)
    words = _("%(yes)s for, %(no)s against, %(abstain)s abstained; %(needed)s were needed.") % {
        "yes": decision.yes, "no": decision.no, "abstain": decision.abstain,
        "needed": standing.needed,
    }  # fmt: skip
    if standing.missing:
        words += " " + ngettext(
            "%(missing)s more vote for it would have been enough.",
            "%(missing)s more votes for it would have been enough.",
            standing.missing,
        ) % {"missing": standing.missing}
    return f"{words} {decision.reason}".strip()


def _channels(poll: Poll) -> list[ChannelRow]:
    """Ballots by the way they came; small numbers are withheld so that none can be had."""
    voted = poll.roll.filter(has_voted=True).order_by()
    counts = dict(voted.values_list("channel").annotate(n=Count("pk")))
    numbers = [counts.get(channel, 0) for channel in RollChannel.values]
    hidden = withheld(numbers)
    return [
        ChannelRow(str(RollChannel(channel).label), None if place in hidden else numbers[place])
        for place, channel in enumerate(RollChannel.values)
        if numbers[place]
    ]


def support_chart(vote: ResultsPage) -> Chart:
    """Support of each project in the order of the count, and where the money ended."""
    rows = [row for row in vote.rows if row.result.rank]
    chosen = [row for row in rows if row.result.is_selected]
    last = max((place for place, row in enumerate(rows, 1) if row.result.is_selected), default=0)
    support = [row.result.support for row in rows]
    costs = [f"{row.item.cost_fen // 100:,}" for row in rows]
    tones = ["paid" if row.result.is_selected else "plain" for row in rows]
    title = _("%(chosen)s of %(all)s projects fit into the money") % {
        "chosen": len(chosen), "all": len(rows),
    }  # fmt: skip
    return Chart(
        "support", title, _("votes"), [f"{row.item.number} {row.item.title}" for row in rows],
        [Series(_("Votes received"), tones, support, [f"{votes:,}" for votes in support])],
        cut=last or None,
        cut_words=_("Filled: chosen. Below the dashed line nothing more was chosen."),
        first_column=_("Project"), extra=[(_("Cost (yuan)"), costs)],
    )  # fmt: skip
