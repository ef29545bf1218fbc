"""Why Equal Shares bought each project or did not, in whole numbers.

One more run, without rounding, over the purchases already decided. What single voters pay is
rounded down to millionths of the smallest unit before it is added up, so that the sums are the
same on every machine; prices and totals are rounded down to what is shown.
"""

import numpy as np

from .equal_shares import Field, Run
from .exact import FINE, ExactPurses
from .model import Election
from .outcome import Decision, Figures
from .rules import Completion, EqualShares

SHOWN = 1000
"""Prices are stored in thousandths of the smallest unit, effective votes in thousandths."""
TOP = 5


def explain_shares(
    election: Election, rule: EqualShares, contest: Field, run: Run, topped: list[int]
) -> list[Decision]:
    """Return a decision for every project: bought in order, topped up, then the others."""
    return _Explanation(election, rule, contest, run, topped).decisions()


class _Explanation:
    """The second run, and the decisions in the order in which they are shown."""

    def __init__(
        self, election: Election, rule: EqualShares, contest: Field, run: Run, topped: list[int]
    ) -> None:
        self.projects, self.rule, self.contest = election.projects, rule, contest
        self.run, self.topped, self.left = run, topped, election.budget
        self.purses = ExactPurses(contest.support, contest.costs, contest.groups, run.start)
        others = set(contest.eligible) - set(run.bought)
        self.losers = sorted(others, key=self._standing)
        self.voters = {p: contest.support[p].voters.astype(np.int64) for p in self.losers}
        self.went_to: dict[int, list[tuple[int, str]]] = {place: [] for place in self.losers}
        self.found: list[Decision] = []

    def decisions(self) -> list[Decision]:
        """Replay the purchases and describe what came of each project."""
        for place in self.run.bought:
            self._purchase(place)
        self.money = self.purses.as_fine()
        for place in self.topped:
            self._decide(place, "topped_up", self._unaffordable(place))
        for place in self.losers:
            if place not in self.topped:
                self._decide(place, "not_affordable", self._unaffordable(place))
        absent = set(range(len(self.projects))) - set(self.contest.eligible)
        for place in sorted(absent, key=self._standing):
            self._decide(place, *self._absence(place))
        return self.found

    def _standing(self, place: int) -> tuple:
        order = self.contest.order.key(place, self.contest.votes[place])
        return -self.contest.scores[place], *order

    def _decide(self, place: int, reason: str, figures: Figures) -> None:
        project, selected = self.projects[place], reason in ("bought", "topped_up")
        self.found.append(
            Decision(
                id=project.id,
                cost=project.cost,
                votes=self.contest.votes[place],
                support=self.contest.scores[place],
                rank=len(self.found) + 1 if reason != "withdrawn" else 0,
                selected=selected,
                reason=reason,
                left=self.left,
                figures=figures,
            )
        )
        self.left -= project.cost if selected else 0

    def _purchase(self, place: int) -> None:
        """Replay one purchase and note how much of each loser's money went there."""
        cost = self.contest.costs[place]
        if not cost:
            return self._decide(place, "bought", {"round": len(self.found) + 1})
        level = self.purses.level(place)
        paid = np.zeros(self.contest.groups, self.purses.fine_type)
        paid[self.contest.support[place].groups] = self.purses.pay(place, level)
        for loser in self.losers:
            amount = int(self.voters[loser] @ paid[self.contest.support[loser].groups]) // FINE
            if amount:
                self.went_to[loser].append((amount, self.projects[place].id))
        figures = {
            "effective": int(cost / level * SHOWN),
            "price": int(level * SHOWN),
            "round": len(self.found) + 1,
        }
        return self._decide(place, "bought", figures)

    def _unaffordable(self, place: int) -> Figures:
        """What its supporters have left, how many have nothing, and where their money went."""
        voters = self.voters[place]
        money = self.money[self.contest.support[place].groups]
        held = int(voters @ money) // FINE
        top = sorted(self.went_to[place], key=lambda pair: (-pair[0], pair[1]))[:TOP]
        short = self.projects[place].cost - held
        single = self.rule.completion is Completion.NONE and not self.rule.comparison
        return {
            **({"cheaper": short} if single else {}),
            "held": held,
            "short": short,
            "without_money": int(voters[money == 0].sum()),
            "went_to": [[project_id, amount] for amount, project_id in top],
        }

    def _absence(self, place: int) -> tuple[str, Figures]:
        if self.projects[place].withdrawn:
            return "withdrawn", {}
        if not self.contest.scores[place]:
            return "no_support", {}
        return "below_minimum", {
            "minimum": self.rule.min_score,
            "needs": self.rule.min_score - self.contest.scores[place],
        }
