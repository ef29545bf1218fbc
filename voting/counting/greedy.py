"""Greedy by support: the rule of most cities, with the options that they differ in.

Greedy here means most votes (or points) first, as statutes have it: Warszawa (resolution
XI/218/2019, annex §29), Wrocław and Gdynia (stop at the first that does not fit), Poznań (fund
the misfit from 80 %). It is not the greedy rule of votes per unit of cost.
"""

from fractions import Fraction
from itertools import groupby

from .lots import TieOrder
from .margins import Margins, Step
from .model import Election, Project
from .outcome import Decision, Figures, Outcome, outcome_of
from .rules import Cap, Greedy, Misfit, parameters
from .tally import tally


def count_greedy(election: Election, rule: Greedy) -> Outcome:
    """Fund projects in the order of their support; see ``rules.Greedy`` for the options.

    Reasons: ``mandated``, ``funded``, ``funded_share`` | ``too_expensive``, ``tie_lost``,
    ``stopped``, ``below_minimum``, ``excluded``, ``over_cap``, ``withdrawn``.
    """
    return _Count(election, rule).run()


class Purse:
    """The money still there, as a whole and under each cap."""

    def __init__(self, budget: int, caps: tuple[Cap, ...]) -> None:
        self.left, self.caps = budget, caps
        self.cap_left = [cap.limit for cap in caps]

    def room(self, project: Project) -> tuple[int, Cap | None]:
        """Return the most that the project could cost now, and the cap that says so, if any."""
        room, tightest = self.left, None
        for cap, left in zip(self.caps, self.cap_left, strict=True):
            if left < room and cap.covers(project):
                room, tightest = left, cap
        return room, tightest

    def pay(self, project: Project) -> None:
        """Take the cost of a project, at most what is there."""
        self.left = max(0, self.left - project.cost)
        for number, cap in enumerate(self.caps):
            if cap.covers(project):
                self.cap_left[number] -= project.cost


class _Count:
    """One run, from the first project to the last."""

    def __init__(self, election: Election, rule: Greedy) -> None:
        self.election, self.rule = election, rule
        self.projects = election.projects
        self.votes, self.support = tally(election, rule.score_vector)
        self.order = TieOrder(election, rule.ties)
        self.purse = Purse(election.budget, rule.caps)
        self.rivals = _rivals(rule.exclusive)
        self.council = {standing.id: standing for standing in rule.council}
        self.funded: list[str] = []
        self.stopped_by = ""
        self.keys: dict[int, tuple] = {}
        self.steps: list[Step] = []
        self.decisions: list[Decision] = []

    def run(self) -> Outcome:
        standing = [place for place, project in enumerate(self.projects) if not project.withdrawn]
        mandated = self._mandated(standing)
        for place in mandated:
            self._take_mandated(place)
        self.keys = {place: self.key(place) for place in set(standing) - set(mandated)}
        ranked = sorted(self.keys, key=self.keys.__getitem__)
        ties = []
        for _standing, group in groupby(ranked, key=self.standing):
            places = list(group)
            lost = self._take_equals(places)
            support = self.support[places[0]]
            if len(places) > 1 and support >= self.rule.min_score:
                ties.append(self.order.tie(places, self.votes, support, lost))
        withdrawn = set(range(len(self.projects))) - set(standing)
        for place in sorted(withdrawn, key=lambda place: self.projects[place].id):
            self._decide(place, False, "withdrawn", {}, rank=0)
        if not self.council:
            self._add_margins()
        return outcome_of(
            self.election,
            rule=self.rule.name,
            parameters=parameters(self.rule),
            selected=self.funded,
            decisions=self.decisions,
            ties=ties,
        )

    def key(self, place: int) -> tuple:
        """Best standing first, equals in the declared order."""
        return *self.standing(place), *self.order.key(place, self.votes[place])

    def standing(self, place: int) -> tuple:
        """Most support first; or the council's share of yes, then beneficiaries for the money."""
        if not self.council:
            return (-self.support[place],)
        project = self.projects[place]
        council = self.council.get(project.id)
        if council is None or not council.cast:
            return Fraction(1), Fraction(0)
        served = Fraction(council.beneficiaries, max(1, project.cost))
        return -Fraction(council.yes, council.cast), -served

    def _mandated(self, standing: list[int]) -> list[int]:
        places = {self.projects[place].id: place for place in standing}
        return [places[project_id] for project_id in self.rule.mandated if project_id in places]

    def _take_mandated(self, place: int) -> None:
        """Fund a project that stands before the vote, as long as the money is there."""
        project = self.projects[place]
        if project.cost <= self.purse.left:
            self._fund(place, "mandated", {})
        else:
            self._decide(place, False, "too_expensive", {"short": project.cost - self.purse.left})

    def _take_equals(self, places: list[int]) -> list[int]:
        """Decide on projects of equal support; return those that lost against their equals."""
        stopped_before = self.stopped_by
        projects = [self.projects[place] for place in places]
        fits = [project.cost <= self.purse.room(project)[0] for project in projects]
        lost = []
        for place, fitted_before in zip(places, fits, strict=True):
            fitted = fitted_before and not stopped_before
            if not self._take(place, fitted) and fitted:
                lost.append(place)
        return lost

    def _take(self, place: int, fitted: bool) -> bool:
        """Decide on the project whose turn it is; ``fitted``: it did before its equals."""
        project, rule = self.projects[place], self.rule
        room, cap = self.purse.room(project)
        rival = next((r for r in self.rivals.get(project.id, ()) if r in self.funded), "")
        self.steps.append(
            Step(place, self.keys[place], self.support[place], self.purse.left,
                 tuple(self.purse.cap_left), len(self.funded), bool(self.stopped_by))
        )  # fmt: skip
        if self.support[place] < rule.min_score:
            return self._decide(place, False, "below_minimum", {"minimum": rule.min_score})
        if self.stopped_by:
            reason = "tie_lost" if fitted else "stopped"
            return self._decide(place, False, reason, {"by": self.stopped_by})
        if rival:
            return self._decide(place, False, "excluded", {"by": rival})
        if project.cost <= room:
            return self._fund(place, "funded", {})
        if cap is not None:
            figures: Figures = {"cap": cap.value, "room": room, "short": project.cost - room}
            return self._decide(place, False, "over_cap", figures)
        return self._misfit(place, fitted)

    def _misfit(self, place: int, fitted: bool) -> bool:
        project, left = self.projects[place], self.purse.left
        short = project.cost - left
        if self.rule.misfit is not Misfit.SKIP:
            self.stopped_by = project.id
        if self.rule.misfit is Misfit.FUND:
            if left * 100 >= self.rule.misfit_percent * project.cost:
                return self._fund(place, "funded_share", {"reserve": short})
            short = project.cost - left * 100 // self.rule.misfit_percent
        figures = {"short": short}
        return self._decide(place, False, "tie_lost" if fitted else "too_expensive", figures)

    def _fund(self, place: int, reason: str, figures: Figures) -> bool:
        self._decide(place, True, reason, figures)
        self.purse.pay(self.projects[place])
        self.funded.append(self.projects[place].id)
        return True

    def _decide(
        self, place: int, selected: bool, reason: str, figures: Figures, rank: int | None = None
    ) -> bool:
        project = self.projects[place]
        self.decisions.append(
            Decision(
                id=project.id,
                cost=project.cost,
                votes=self.votes[place],
                support=self.support[place],
                rank=len(self.decisions) + 1 if rank is None else rank,
                selected=selected,
                reason=reason,
                left=self.purse.left,
                figures=figures,
            )
        )
        return selected

    def _add_margins(self) -> None:
        """Add to each project not funded how much more support would have sufficed."""
        margins = Margins(self.election, self.rule, self.steps, self.funded, self.rivals)
        for number, decision in enumerate(self.decisions):
            needs = margins.needs(decision)
            if needs is not None:
                figures = {**decision.figures, "needs": needs}
                self.decisions[number] = decision._replace(figures=figures)


def _rivals(exclusive: tuple[tuple[str, ...], ...]) -> dict[str, list[str]]:
    """Return for each project those that it excludes."""
    rivals: dict[str, list[str]] = {}
    for group in exclusive:
        for project_id in group:
            rivals.setdefault(project_id, []).extend(
                other for other in group if other != project_id
            )
    return rivals
