"""How close a project came: the further support with which greedy would have funded it.

Raising the support of a project that was not funded moves it up past others whose decisions
did not depend on it. So it is funded from the nearest place above its own where the money, the
caps and its rivals would have let it in, and the states kept at each step tell which that is.
"""

from bisect import bisect_right
from collections.abc import Mapping
from typing import NamedTuple

from .lots import TieOrder
from .model import BallotKind, Election, Project
from .outcome import Decision
from .rules import Greedy, Misfit


class Step(NamedTuple):
    """The state in which greedy met a project, before deciding on it."""

    place: int
    key: tuple
    support: int
    left: int
    cap_left: tuple[int, ...]
    funded: int
    stopped: bool


class Margins:
    """Answers for all projects of one greedy run."""

    def __init__(
        self,
        election: Election,
        rule: Greedy,
        steps: list[Step],
        funded: list[str],
        rivals: Mapping[str, list[str]],
    ) -> None:
        self.projects = {project.id: project for project in election.projects}
        self.rule, self.steps = rule, steps
        self.order = TieOrder(election, rule.ties)
        self.ballots_are_support = election.kind in (BallotKind.APPROVAL, BallotKind.CHOOSE_1)
        self.funded = {project_id: number for number, project_id in enumerate(funded)}
        self.rivals = rivals
        self.spent = [-step.left for step in steps]
        self.at = {election.projects[step.place].id: i for i, step in enumerate(steps)}

    def needs(self, decision: Decision) -> int | None:
        """Return the smallest sufficient rise in support, None if no rise would do."""
        own = self.at.get(decision.id)
        if decision.selected or own is None:
            return None
        project = self.projects[decision.id]
        missing = max(0, self.rule.min_score - decision.support)
        for position in range(min(own, self._last_with_money(project)), -1, -1):
            step = self.steps[position]
            if self._admits(step, project):
                rise = 0 if position == own else self._rise_past(step, decision)
                if max(rise, missing):
                    return max(rise, missing)
        return None

    def _last_with_money(self, project: Project) -> int:
        """Return the last step, -1 for none, at which the money sufficed: it only falls."""
        wanted = project.cost
        if self.rule.misfit is Misfit.FUND:
            wanted = -(-wanted * self.rule.misfit_percent // 100)
        return bisect_right(self.spent, -wanted) - 1

    def _rise_past(self, step: Step, decision: Decision) -> int:
        """Return the rise that puts the project before the one of this step."""
        place = self.steps[self.at[decision.id]].place
        votes = step.support if self.ballots_are_support else decision.votes
        as_equal = (-step.support, *self.order.key(place, votes))
        return step.support - decision.support + (as_equal > step.key)

    def _admits(self, step: Step, project: Project) -> bool:
        """True where greedy in this state would have funded the project, money apart."""
        if step.stopped:
            return False
        if any(
            self.funded.get(rival, step.funded) < step.funded for rival in self._rivals(project)
        ):
            return False
        caps = zip(self.rule.caps, step.cap_left, strict=True)
        return all(project.cost <= left for cap, left in caps if cap.covers(project))

    def _rivals(self, project: Project) -> list[str]:
        return self.rivals.get(project.id, [])
