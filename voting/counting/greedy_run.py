"""One run of greedy by support, with the steps that explain it."""

from collections.abc import Iterable
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from .lots import TieOrder
from .model import Election, Project
from .rules import Cap, Greedy, Misfit
from .tally import tally

FUNDED = frozenset({"mandated", "funded", "funded_share"})
"""The reasons of those that are funded."""


class Step(NamedTuple):
    """What greedy decided on a project, and the state in which it met it.

    ``by`` is the project that stopped the count or excludes this one; ``left`` and ``cap_left``
    the money there was, ``funded`` how many projects had been funded before.
    """

    place: int
    reason: str
    by: str
    left: int
    cap_left: tuple[int, ...]
    funded: int
    stopped: bool


def room_for(
    project: Project, left: int, caps: Iterable[Cap], cap_left: Iterable[int]
) -> tuple[int, Cap | None]:
    """Return the most that the project could cost now, and the cap that says so, if any."""
    room, tightest = left, None
    for cap, under in zip(caps, cap_left, strict=True):
        if under < room and cap.covers(project):
            room, tightest = under, cap
    return room, tightest


class GreedyRun:
    """One run, from the first project to the last; ``steps`` keep what explains it."""

    def __init__(self, election: Election, rule: Greedy) -> None:
        self.election, self.rule = election, rule
        self.projects = election.projects
        self.votes, self.support = tally(election, rule.score_vector)
        self.order = TieOrder(election, rule.ties)
        self.standing = self._standing()
        self.keys = list(zip(self.standing, *self.order.columns_for(self.votes), strict=True))
        self.rivals = _rivals(rule.exclusive)
        self.left = election.budget
        self.cap_left = tuple(cap.limit for cap in rule.caps)
        self.funded: list[str] = []
        self.stopped_by = ""
        self.state: tuple = ()
        self.taken: list[tuple] = []
        self.mandated = 0

    def complete(self) -> None:
        """Take first what is mandated, then the others as they stand."""
        self._remember()
        standing = {place for place, project in enumerate(self.projects) if not project.withdrawn}
        places = {self.projects[place].id: place for place in standing}
        for project_id in self.rule.mandated:
            if project_id in places:
                place, before = places[project_id], self.state
                self.taken.append((place, *self._before_the_vote(place), *before))
                standing.discard(place)
        self.mandated = len(self.taken)
        for place in sorted(standing, key=self.keys.__getitem__):
            before = self.state
            self.taken.append((place, *self._verdict(place), *before))

    @cached_property
    def steps(self) -> list[Step]:
        """Every decision in its order."""
        return [Step(*taken) for taken in self.taken]

    def _standing(self) -> list:
        """Most support first; or the council's share of yes, then beneficiaries for the money."""
        if not self.rule.council:
            return [-support for support in self.support]
        council = {standing.id: standing for standing in self.rule.council}
        keys = []
        for project in self.projects:
            voted = council.get(project.id)
            if voted is None or not voted.cast:
                keys.append((Fraction(1), Fraction(0)))
                continue
            served = Fraction(voted.beneficiaries, max(1, project.cost))
            keys.append((-Fraction(voted.yes, voted.cast), -served))
        return keys

    def _before_the_vote(self, place: int) -> tuple[str, str]:
        """A project that stands before the vote is funded as long as the money is there."""
        project = self.projects[place]
        if project.cost <= self.left:
            return self._fund(project, "mandated")
        return "too_expensive", ""

    def _verdict(self, place: int) -> tuple[str, str]:
        """The reason for a project in the order of support, and the project it is due to."""
        if self.support[place] < self.rule.min_score:
            return "below_minimum", ""
        if self.stopped_by:
            return "stopped", self.stopped_by
        project = self.projects[place]
        for rival in self.rivals.get(project.id, ()):
            if rival in self.funded:
                return "excluded", rival
        if self.cap_left:
            room, cap = room_for(project, self.left, self.rule.caps, self.cap_left)
            if cap is not None and project.cost > room:
                return "over_cap", ""
        if project.cost <= self.left:
            return self._fund(project, "funded")
        return ("too_expensive", "") if self.rule.misfit is Misfit.SKIP else self._stop(project)

    def _stop(self, project: Project) -> tuple[str, str]:
        """End the count at a project that costs more than is left; perhaps it is still funded."""
        self.stopped_by = project.id
        percent = self.rule.misfit_percent
        if self.rule.misfit is Misfit.FUND and self.left * 100 >= percent * project.cost:
            return self._fund(project, "funded_share")
        self._remember()
        return "too_expensive", ""

    def _fund(self, project: Project, reason: str) -> tuple[str, str]:
        """Pay for a project, out of its caps too."""
        self.funded.append(project.id)
        self.left = max(0, self.left - project.cost)
        self.cap_left = tuple(
            left - project.cost if cap.covers(project) else left
            for cap, left in zip(self.rule.caps, self.cap_left, strict=True)
        )
        self._remember()
        return reason, ""

    def _remember(self) -> None:
        """Keep the state in which the next projects are met."""
        self.state = self.left, self.cap_left, len(self.funded), bool(self.stopped_by)


def _rivals(exclusive: tuple[tuple[str, ...], ...]) -> dict[str, list[str]]:
    """Return for each project those that it excludes."""
    rivals: dict[str, list[str]] = {}
    for group in exclusive:
        for project_id in group:
            rivals.setdefault(project_id, []).extend(
                other for other in group if other != project_id
            )
    return rivals
