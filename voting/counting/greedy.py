"""Greedy by support: the rule of most cities, with the options that they differ in.

Greedy here means most votes (or points) first, as statutes have it: Warszawa (resolution
XI/218/2019, annex §29), Wrocław and Gdynia (stop at the first that does not fit), Poznań (fund
the misfit from 80 %). It is not the greedy rule of votes per unit of cost.
"""

from functools import partial
from itertools import groupby

from .greedy_run import FUNDED, GreedyRun, Step, room_for
from .lots import Tie
from .margins import Margins
from .model import Election
from .outcome import Decision, Explained, Figures, Outcome
from .rules import Greedy, Misfit


def count_greedy(election: Election, rule: Greedy) -> Outcome:
    """Fund projects in the order of their support; see ``rules.Greedy`` for the options.

    Reasons: ``mandated``, ``funded``, ``funded_share`` | ``too_expensive``, ``tie_lost``,
    ``stopped``, ``below_minimum``, ``excluded``, ``over_cap``, ``withdrawn``.
    """
    run = GreedyRun(election, rule)
    run.complete()
    return Outcome(election, rule, tuple(run.funded), partial(_explained, run))


def _explained(run: GreedyRun) -> Explained:
    """Return a decision for every project, in the order of the count, and the ties met."""
    return _Explanation(run).complete()


class _Explanation:
    """Goes over the steps of a run once more."""

    def __init__(self, run: GreedyRun) -> None:
        self.run, self.rule, self.projects = run, run.rule, run.projects
        self.margins = None if run.rule.council else Margins(run)
        self.decisions: list[Decision] = []
        self.ties: list[Tie] = []

    def complete(self) -> Explained:
        run = self.run
        for step in run.steps[: run.mandated]:
            self._decide(step, step.reason, self._figures(step))
        in_order = run.steps[run.mandated :]
        for _standing, group in groupby(in_order, key=lambda step: run.standing[step.place]):
            self._decide_equals(list(group))
        withdrawn = [place for place, project in enumerate(self.projects) if project.withdrawn]
        for place in sorted(withdrawn, key=lambda place: self.projects[place].id):
            gone = Step(place, "withdrawn", "", run.left, run.cap_left, len(run.funded), False)
            self._decide(gone, gone.reason, {}, rank=0)
        return Explained(self.decisions, self.ties)

    def _decide_equals(self, equals: list[Step]) -> None:
        """Projects that stand equal: one that would have fitted before them lost a tie."""
        lost, ahead = [], ""
        for step in equals:
            fitted = not equals[0].stopped and self._fits(step, equals[0])
            figures = self._figures(step)
            if fitted and step.reason in ("stopped", "too_expensive"):
                by = figures.get("by") or ahead
                self._decide(step, "tie_lost", {**figures, "by": by})
            else:
                self._decide(step, step.reason, figures)
            if step.reason in FUNDED:
                ahead = self.projects[step.place].id
            if fitted and step.reason not in FUNDED:
                lost.append(step.place)
        support = self.run.support[equals[0].place]
        if len(equals) > 1 and support >= self.rule.min_score:
            places = [step.place for step in equals]
            self.ties.append(self.run.order.tie(places, self.run.votes, support, lost))

    def _fits(self, step: Step, before: Step) -> bool:
        project = self.projects[step.place]
        return project.cost <= room_for(project, before.left, self.rule.caps, before.cap_left)[0]

    def _figures(self, step: Step) -> Figures:
        """What the reason of a step is said with."""
        project, left = self.projects[step.place], step.left
        if step.reason == "below_minimum":
            return {"minimum": self.rule.min_score}
        if step.by:
            return {"by": step.by}
        if step.reason == "over_cap":
            room, cap = room_for(project, left, self.rule.caps, step.cap_left)
            return {"cap": cap.value, "room": room, "short": project.cost - room}
        if step.reason == "funded_share":
            return {"reserve": project.cost - left}
        if step.reason == "too_expensive":
            if self.rule.misfit is Misfit.FUND and len(self.decisions) >= self.run.mandated:
                left = left * 100 // self.rule.misfit_percent
            return {"short": project.cost - left}
        return {}

    def _decide(self, step: Step, reason: str, figures: Figures, rank: int | None = None) -> None:
        """Add the decision, and to a project not funded how much more support would do."""
        project, place = self.projects[step.place], step.place
        needs = self.margins.needs(step) if self.margins and rank is None else None
        self.decisions.append(
            Decision(
                id=project.id,
                cost=project.cost,
                votes=self.run.votes[place],
                support=self.run.support[place],
                rank=len(self.decisions) + 1 if rank is None else rank,
                selected=reason in FUNDED,
                reason=reason,
                left=step.left,
                figures=figures if needs is None else {**figures, "needs": needs},
            )
        )
