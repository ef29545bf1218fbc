"""How close a project came: the further support with which greedy would have funded it.

Raising the support of a project that was not funded moves it up past others whose decisions
did not depend on it. So it is funded from the nearest place above its own where the money, the
caps and its rivals would have let it in, and the states kept at each step tell which that is.
"""

from bisect import bisect_right

from .greedy_run import FUNDED, GreedyRun, Step
from .model import Project
from .rules import Misfit


class Margins:
    """Answers for all projects of one greedy run."""

    def __init__(self, run: GreedyRun) -> None:
        self.run, self.rule, self.projects = run, run.rule, run.projects
        self.ballots_are_support = run.election.kind.is_approval
        self.funded = {project_id: number for number, project_id in enumerate(run.funded)}
        self.steps = run.steps[run.mandated :]
        self.spent = [-step.left for step in self.steps]
        self.at = {step.place: position for position, step in enumerate(self.steps)}

    def needs(self, step: Step) -> int | None:
        """Return the smallest sufficient rise in support, None if no rise would do."""
        own = self.at.get(step.place)
        if step.reason in FUNDED or own is None:
            return None
        project = self.projects[step.place]
        missing = max(0, self.rule.min_score - self.run.support[step.place])
        for position in range(min(own, self._last_with_money(project)), -1, -1):
            other = self.steps[position]
            if self._admits(other, project):
                rise = 0 if position == own else self._rise_past(other.place, step.place)
                if max(rise, missing):
                    return max(rise, missing)
        return None

    def _last_with_money(self, project: Project) -> int:
        """Return the last step, -1 for none, at which the money sufficed: it only falls."""
        wanted = project.cost
        if self.rule.misfit is Misfit.FUND:
            wanted = -(-wanted * self.rule.misfit_percent // 100)
        return bisect_right(self.spent, -wanted) - 1

    def _rise_past(self, other: int, place: int) -> int:
        """Return the rise that puts a project before another one."""
        support = self.run.support
        votes = support[other] if self.ballots_are_support else self.run.votes[place]
        as_equal = (-support[other], *self.run.order.key(place, votes))
        return support[other] - support[place] + (as_equal > self.run.keys[other])

    def _admits(self, step: Step, project: Project) -> bool:
        """True where greedy in this state would have funded the project, money apart."""
        if step.stopped:
            return False
        rivals = self.run.rivals.get(project.id, ())
        if any(self.funded.get(rival, step.funded) < step.funded for rival in rivals):
            return False
        caps = zip(self.rule.caps, step.cap_left, strict=True)
        return all(project.cost <= left for cap, left in caps if cap.covers(project))
