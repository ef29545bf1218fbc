"""Sequential Phragmén: voters earn money at one pace, projects are bought when they can be.

The exact time of a purchase is ``(cost + what the supporters spent before) / supporters``, where
each voter has spent up to the time of the last purchase she took part in. So there are only as
many different purses as purchases, and exact sums are cheap; floats choose whom to sum up.
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from heapq import heapify, heappop, heappush

import numpy as np

from .lots import Tie, TieOrder
from .model import Election
from .outcome import Decision, Explained, Figures, Outcome, with_losers
from .purses import ULP
from .rules import Phragmen
from .supporters import dot, supporters
from .tally import tally

SHOWN = 1000


def count_phragmen(election: Election, rule: Phragmen) -> Outcome:
    """Buy projects in the order in which their supporters can; stop at the first over budget.

    Reasons: ``bought`` | ``over_budget`` (its turn ended the count), ``too_late``,
    ``above_budget`` (alone), ``no_support``, ``withdrawn``. ``time`` is in
    thousandths of the smallest unit earned by each voter. Approval ballots only.
    """
    if not election.kind.is_approval:
        raise ValueError("Phragmén's rule counts approval ballots only")
    return _Count(election, rule).run()


class _Count:
    """One run; ``spent[g]`` is the time up to which group g has spent its money, as a float."""

    def __init__(self, election: Election, rule: Phragmen) -> None:
        self.election, self.rule = election, rule
        self.projects = election.projects
        self.votes = tally(election).votes
        self.order = TieOrder(election, rule.ties)
        self.support = supporters(election)
        self.spent = np.zeros(len(election.ballots))
        self.last = np.zeros(len(election.ballots), np.intp)
        self.times = [Fraction(0)]
        self.left = election.budget
        self.ties: list[Tie] = []
        self.decisions: list[Decision] = []
        self.queue = [
            (project.cost / self.votes[place], place)
            for place, project in enumerate(self.projects)
            if self.votes[place] and not project.withdrawn and project.cost <= election.budget
        ]
        heapify(self.queue)

    def run(self) -> Outcome:
        """Buy until the money does not suffice for the project whose turn it is."""
        over: list[int] = []
        while self.queue and not over:
            equals, time = self._next()
            over = [place for place in equals if self.projects[place].cost > self.left]
            if not over:
                self._buy(equals, time)
        selected = tuple(decision.id for decision in self.decisions)
        return Outcome(self.election, self.rule, selected, partial(self._explained, over))

    def _explained(self, over: list[int]) -> Explained:
        decisions = [*self.decisions, *self._others(over)]
        return Explained(decisions, with_losers(self.ties, decisions))

    def _next(self) -> tuple[list[int], Fraction]:
        """Return the projects that can be bought first, in the declared order, and when.

        The queue holds lower bounds: times only grow. The projects are taken out of it.
        """
        near: list[tuple[float, int]] = []
        first = float("inf")
        while self.queue and self.queue[0][0] <= first:
            _low, place = heappop(self.queue)
            time, doubt = self._time(place)
            near.append((time - doubt, place))
            first = min(first, time + doubt)
        exact = {place: self._exact_time(place) for low, place in near if low <= first}
        earliest = min(exact.values())
        equals = [place for place, time in exact.items() if time == earliest]
        for low, place in near:
            if place not in equals:
                heappush(self.queue, (low, place))
        return sorted(equals, key=self._tie_key), earliest

    def _time(self, place: int) -> tuple[float, float]:
        """Return when a project can be bought, and how far that may be wrong."""
        held = self.support[place]
        spent = dot(held.voters, self.spent[held.groups])
        time = (self.projects[place].cost + spent) / self.votes[place]
        return time, (len(held.groups) + 8) * ULP * time

    def _exact_time(self, place: int) -> Fraction:
        held = self.support[place]
        voters = np.bincount(self.last[held.groups], held.voters, len(self.times))
        pairs = zip(voters.astype(np.int64).tolist(), self.times, strict=True)
        spent = sum(count * time for count, time in pairs if count)
        return Fraction(self.projects[place].cost + spent) / self.votes[place]

    def _buy(self, equals: list[int], time: Fraction) -> None:
        """Buy the first of the equals; the others wait for their next turn."""
        place, *others = equals
        turn = len(self.decisions) + 1
        if others:
            self.ties.append(self.order.tie(equals, self.votes, turn, []))
        for other in others:
            heappush(self.queue, (float(time) * (1 - ULP), other))
        figures = {"round": turn, "time": int(time * SHOWN)}
        self.decisions.append(self._decision(place, turn, "bought", figures))
        self.left -= self.projects[place].cost
        groups = self.support[place].groups
        self.times.append(time)
        self.last[groups] = len(self.times) - 1
        self.spent[groups] = float(time)

    def _others(self, over: list[int]) -> Iterator[Decision]:
        """Say for each project that was not bought why not."""
        bought = {decision.id for decision in self.decisions}
        others = [place for place, project in enumerate(self.projects) if project.id not in bought]
        others.sort(key=lambda place: (-self.votes[place], *self._tie_key(place)))
        for rank, place in enumerate(others, len(bought) + 1):
            yield self._decision(place, rank, *self._reason(place, over))

    def _reason(self, place: int, over: list[int]) -> tuple[str, Figures]:
        project = self.projects[place]
        if project.withdrawn:
            return "withdrawn", {}
        if not self.votes[place]:
            return "no_support", {}
        if project.cost > self.election.budget:
            return "above_budget", {"short": project.cost - self.election.budget}
        figures = {"time": int(self._exact_time(place) * SHOWN)}
        if project.cost > self.left:
            figures["short"] = project.cost - self.left
        return "over_budget" if place in over else "too_late", figures

    def _decision(self, place: int, rank: int, reason: str, figures: Figures) -> Decision:
        project = self.projects[place]
        return Decision(
            id=project.id,
            cost=project.cost,
            votes=self.votes[place],
            support=self.votes[place],
            rank=0 if reason == "withdrawn" else rank,
            selected=reason == "bought",
            reason=reason,
            left=self.left,
            figures=figures,
        )

    def _tie_key(self, place: int) -> tuple:
        return self.order.key(place, self.votes[place])
