"""All that figures are made of, read for one place and year, or for every part of a place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from mws.core.clock import local_day
from mws.core.money import Balances
from mws.ledger.selectors import (
    balances_by_child,
    balances_of_place,
    count_funded,
    funded_by_child,
)
from mws.oversight.counts import owed_by_offices
from mws.oversight.models import Subject, Tally, TallyMark
from mws.oversight.selectors import counted_projects
from mws.places.models import Level, Place
from mws.rounds.models import Deadline
from proposals.models import Proposal

Tallies = dict[tuple[str, str], tuple[int, int]]


@dataclass(frozen=True)
class Facts:
    """One place and year. ``counted_at``: up to when the tallies know what happened."""

    place: Place
    year: int
    balances: Balances
    communities: int
    projects: int
    overdue: int
    counted_at: datetime
    tallies: Tallies = field(default_factory=dict)

    def count(self, subject: str, *keys: str) -> int:
        """The sum of the counts of some keys; of all keys where none is named."""
        return self._sum(0, subject, keys)

    def total(self, subject: str, *keys: str) -> int:
        return self._sum(1, subject, keys)

    def keys(self, subject: str) -> list[str]:
        return sorted(key for each, key in self.tallies if each == subject)

    def _sum(self, which: int, subject: str, keys: tuple[str, ...]) -> int:
        wanted = keys or self.keys(subject)
        return sum(self.tallies.get((subject, key), (0, 0))[which] for key in wanted)


def facts_of(place: Place, year: int, *, now: datetime) -> Facts:
    """Six queries, however large the place."""
    tallies: Tallies = {}
    for row in Tally.objects.filter(place=place, year=year):
        tallies[row.subject, row.key] = (row.count, row.total)
    return Facts(
        place=place,
        year=year,
        balances=balances_of_place(place, year),
        communities=count_funded(place, year),
        projects=counted_projects(place, year).count(),
        overdue=overdue_steps(place, year, now=now).count(),
        counted_at=counted_at(now),
        tallies=tallies,
    )


def facts_with_parts(place: Place, year: int, *, now: datetime) -> tuple[Facts, list[Facts]]:
    """A place and each of its parts, in the order of the tree (eight queries). The whole is the sum
    of the parts and of its own pool; what has no parts with money of their own, a community, is
    read by itself."""
    if place.level == Level.COMMUNITY:
        return facts_of(place, year, now=now), []
    tallies: dict[int, Tallies] = defaultdict(dict)
    here = Q(place=place) | Q(place__parent=place) & ~Q(subject=Subject.MONTH)
    for row in Tally.objects.filter(here, year=year):
        tallies[row.place_id][row.subject, row.key] = (row.count, row.total)
    projects = _by_part(place, counted_projects(place, year).values_list("community__path"))
    overdue = _by_part(place, _with_path(overdue_steps(place, year, now=now)).values_list("path"))
    funded, at = funded_by_child(place, year), counted_at(now)
    money = balances_by_child(place, year)
    parts = [
        Facts(
            place=row.place, year=year, balances=row.balances,
            communities=funded.get(row.place.path, 0), projects=projects.get(row.place.path, 0),
            overdue=overdue.get(row.place.path, 0), counted_at=at, tallies=tallies[row.place.pk],
        )
        for row in money
        if not row.is_pool
    ]  # fmt: skip
    whole = Facts(
        place=place, year=year, balances=sum((row.balances for row in money), Balances.zero()),
        communities=sum(funded.values()), projects=sum(projects.values()),
        overdue=sum(overdue.values()), counted_at=at, tallies=tallies[place.pk],
    )  # fmt: skip
    return whole, parts


def counted_at(now: datetime) -> datetime:
    """When the tallies were last brought up to date; ``now`` where they never were (no rows)."""
    return TallyMark.objects.values_list("counted_at", flat=True).first() or now


def overdue_steps(place: Place, year: int, *, now: datetime) -> QuerySet[Deadline]:
    """Steps of offices that are overdue, on files of this place and year."""
    files = Proposal.objects.filter(
        case_id=OuterRef("case_id"), round__year=year, community__path__startswith=place.path
    )
    late = owed_by_offices() & Deadline.objects.late_on(local_day(now))
    return late.filter(Exists(files)).order_by("due_on", "pk")


def _with_path(steps: QuerySet[Deadline]) -> QuerySet:
    files = Proposal.objects.filter(case_id=OuterRef("case_id"))
    return steps.annotate(path=Subquery(files.values("community__path")[:1])).order_by()


def _by_part(place: Place, rows: QuerySet) -> dict[str, int]:
    """How many rows lie in each part of a place, by the part's path."""
    depth = place.path.count("/") + 1
    counts: dict[str, int] = defaultdict(int)
    grouped: Iterable = rows.order_by().annotate(n=Count("pk"))
    for path, n in grouped:
        counts["/".join(path.split("/")[:depth]) + "/"] += n
    return counts
