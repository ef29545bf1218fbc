"""What residents said of a project: after the acceptance, half a year later, and without a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, DateField, F, IntegerField, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Concat

from mws.core.money import per_mille
from mws.core.wording import per_mille_words
from mws.rounds.models import Deadline, Round
from proposals.models import Project, Satisfaction, Wave

NAMELESS = "nameless"
SUMS: dict[str, Any] = {
    "count": Count("pk"),
    "satisfied": Count("pk", filter=Q(overall__gte=4)),
    **{name: Sum(name) for name in Satisfaction.QUESTIONS},
}


@dataclass(frozen=True, slots=True)
class Result:
    """n, mean, share of 4 and 5 (满意率). Below ``minimum`` only n is shown, and how many were
    asked where that is known."""

    label: str
    count: int
    minimum: int
    mean: str
    satisfied: str
    questions: list[tuple[str, str]]
    invited: int | None = None

    @property
    def is_shown(self) -> bool:
        return self.count >= self.minimum

    @property
    def response(self) -> str:
        """Answers per person asked. Whoever lives in the community may answer unasked: where more
        answered than were asked, a share would say nothing, and there is none."""
        if not self.invited or self.count > self.invited:
            return ""
        return per_mille_words(per_mille(self.count, self.invited))


@dataclass(frozen=True, slots=True)
class Survey:
    """The first wave, what came later, and what was said without a name; ``ends_on``: the last
    day while one of them runs."""

    first: Result
    later: Result | None
    anonymous: Result | None
    ends_on: date | None

    @property
    def count(self) -> int:
        return self.first.count

    @property
    def minimum(self) -> int:
        return self.first.minimum

    @property
    def mean(self) -> str:
        return self.first.mean

    @property
    def satisfied(self) -> str:
        return self.first.satisfied

    @property
    def questions(self) -> list[tuple[str, str]]:
        return self.first.questions

    @property
    def is_shown(self) -> bool:
        return self.first.is_shown

    @property
    def results(self) -> list[Result]:
        """What has answers, or is asked for now."""
        others = [result for result in (self.later, self.anonymous) if result and result.count]
        return [self.first, *others]


def survey_of(project: Project, deadline: Deadline | None, *, today: date) -> Survey:
    """Nothing before the acceptance; afterwards one query for all that was asked and answered."""
    minimum = project.proposal.round.frozen_rules.survey_minimum
    if project.accepted_at is None:
        return Survey(_result("", {}, minimum), None, None, None)
    found = {row["kind"]: row for row in _said(project)}
    ends_on = deadline.due_on if deadline and deadline.due_on >= today else None
    later = found.get(f"asked {Wave.LATER}")
    if later is not None and later["opens_on"] <= today <= later["closes_on"]:
        ends_on = later["closes_on"]

    def wave(key: str) -> Result:
        asked = found.get(f"asked {key}")
        return _result(Wave(key).label, found.get(key, {}), minimum, asked and asked["count"])

    return Survey(
        first=wave(Wave.FIRST),
        later=wave(Wave.LATER) if later else None,
        anonymous=_result("", found.get(NAMELESS, {}), minimum),
        ends_on=ends_on,
    )


def _said(project: Project) -> QuerySet:
    """Sums by wave, of answers without a name, and of both waves who was asked, as one union."""
    no_day = Cast(Value(None), DateField())  # a bare NULL is text to PostgreSQL
    none = {"opens_on": no_day, "closes_on": no_day}
    answers = project.answers.order_by().values(kind=F("wave")).annotate(**SUMS, **none)
    nameless = (
        project.anonymous_answers.order_by()
        .annotate(kind=Value(NAMELESS, CharField())).values("kind").annotate(**SUMS, **none)
    )  # fmt: skip
    nothing = {name: Value(0, IntegerField()) for name in SUMS if name != "count"}
    asked = project.surveys.order_by().values(
        kind=Concat(Value("asked "), "wave"), count=F("invited"), **nothing,
        first=F("opens_on"), last=F("closes_on"),
    )  # fmt: skip
    return answers.union(nameless, asked, all=True)


def ratings_of(proposals: Sequence[int]) -> dict[int, tuple[str, int]]:
    """How residents rated what became of these proposals: mean and answers, from the smallest
    number that each one's round shows (two queries). A hint for whoever proposes the like again."""
    groups = (
        Satisfaction.objects.filter(project__proposal__in=proposals)
        .order_by().values("project__proposal", round=F("project__proposal__round"))
        .annotate(n=Count("pk"), total=Sum("overall"))
    )  # fmt: skip
    return {
        row["project__proposal"]: (mean_of(row["total"], row["n"]), row["n"])
        for row in enough(groups)
    }


def enough(groups: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those groups of ``n`` answers that their ``round`` shows: what one project does not show, a
    sum over projects must not show either (two queries)."""
    rows = list(groups)
    rounds = Round.objects.in_bulk({row["round"] for row in rows})
    return [row for row in rows if row["n"] >= rounds[row["round"]].frozen_rules.survey_minimum]


def _result(
    label: Any, sums: Mapping[str, Any], minimum: int, invited: int | None = None
) -> Result:
    count = sums.get("count") or 0
    return Result(
        label=str(label),
        count=count,
        minimum=minimum,
        mean=mean_of(sums.get("overall"), count),
        satisfied=per_mille_words(per_mille(sums.get("satisfied") or 0, count)),
        questions=[
            (words, mean_of(sums.get(name), count)) for name, words in Satisfaction.questions()
        ],
        invited=invited,
    )


def mean_of(total: int | None, count: int) -> str:
    """The mean with one decimal, half rounded up: "4.6"; a dash without answers."""
    if not count:
        return "–"
    tenths = (20 * (total or 0) + count) // (2 * count)
    return f"{tenths // 10}.{tenths % 10}"
