"""The report before the signatures: estates, bursts, identical ballots, changes."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.db.models import Count, Q

from mws.accounts.models import ResidencyStatus
from voting.models import Poll, TurnoutCount
from voting.polls import anomalies
from voting.polls.anomalies import Burst, GroupTurnout, SameBallots

OFTEN = 5


@dataclass(frozen=True, slots=True)
class EstateRow:
    turnout: GroupTurnout
    stands_out: bool


@dataclass(frozen=True, slots=True)
class BurstRow:
    count: TurnoutCount
    burst: Burst


@dataclass(frozen=True, slots=True)
class AnomalyReport:
    """``changed_often``: how many changed their ballot five times or more."""

    estates: list[EstateRow]
    bursts: list[BurstRow]
    same: SameBallots
    is_same: bool
    changed_often: int
    marks: dict[str, int]

    @property
    def same_percent(self) -> int:
        return round(self.same.share * 100)

    @property
    def is_quiet(self) -> bool:
        return not (self.is_same or self.bursts or any(row.stands_out for row in self.estates))


def anomaly_report(poll: Poll) -> AnomalyReport:
    """Of a vote that is counted (five queries)."""
    counts = list(poll.turnout.order_by("at"))
    steps = [{"online": c.online, "assisted": c.assisted, "paper": c.paper} for c in counts]
    ballots = poll.sealed_ballots.values_list("choices", flat=True)
    same = anomalies.same_ballots(json.loads(choices) for choices in ballots)
    marks = poll.roll.filter(has_voted=True).values_list("channel").annotate(Count("pk"))
    return AnomalyReport(
        estates=_estates(poll),
        bursts=[BurstRow(counts[burst.index], burst) for burst in anomalies.bursts(steps)],
        same=same,
        is_same=anomalies.is_flagged(same),
        changed_often=poll.roll.filter(changes__gte=OFTEN).count(),
        marks=dict(marks),
    )


def _estates(poll: Poll) -> list[EstateRow]:
    """Turnout by estate, where the residency names one."""
    homes = poll.roll.filter(resident__residencies__status=ResidencyStatus.VERIFIED)
    found = homes.values_list("resident__residencies__place__name").annotate(
        roll=Count("pk"), voted=Count("pk", filter=Q(has_voted=True))
    )
    groups = anomalies.turnout_by_group(list(found))
    roll, voted = sum(g.roll for g in groups), sum(g.voted for g in groups)
    whole = voted / roll if roll else 0.0
    return [EstateRow(group, anomalies.stands_out(group, whole)) for group in groups]
