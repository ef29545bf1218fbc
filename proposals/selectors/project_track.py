"""The last four stations of the track: 实施 · 验收 · 结算 · 评价."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from mws.core.clock import local_day
from mws.core.track import Station
from mws.core.wording import day, yuan_words
from mws.rounds.models import Deadline, DeadlineKind
from proposals.models import Project, ProjectStatus

LABELS = {
    "works": words("Delivery"),
    "acceptance": words("Acceptance"),
    "settlement": words("Settlement"),
    "evaluation": words("Evaluation"),
}
S = ProjectStatus
DaysLate = Callable[[date | None], int]  # working days since a due day
KEYS = ("works", "acceptance", "settlement", "evaluation")

# Where a project in this status stands, and which clock runs there.
PRESENT: dict[str, tuple[str, str]] = {
    S.PROCURING: ("works", DeadlineKind.CONTRACT),
    S.CONTRACTED: ("works", DeadlineKind.DELIVERY),
    S.IN_PROGRESS: ("works", DeadlineKind.DELIVERY),
    S.CHANGE_PENDING: ("works", DeadlineKind.CHANGE),
    S.SUSPENDED: ("works", DeadlineKind.DELIVERY),
    S.COMPLETED: ("acceptance", DeadlineKind.ACCEPTANCE),
    S.RECTIFYING: ("acceptance", DeadlineKind.DELIVERY),
    S.ACCEPTED: ("settlement", DeadlineKind.SETTLEMENT),
    S.SETTLING: ("settlement", DeadlineKind.SETTLEMENT),
    S.SETTLED: ("evaluation", DeadlineKind.EVALUATION),
}


@dataclass(frozen=True)
class Delivery:
    """What the stations are read from: a project's columns and the clocks that run for it."""

    project: Project
    deadlines: Mapping[str, Deadline]
    days_late: DaysLate
    today: date


def project_stations(
    project: Project | None,
    *,
    deadlines: Mapping[str, Deadline],
    days_late: DaysLate,
    today: date,
) -> list[Station]:
    """The stations of the delivery; all still to come without a project. No query of its own."""
    if project is None:
        return [Station(key, _label(key)) for key in KEYS]
    delivery = Delivery(project, deadlines, days_late, today)
    if project.status == S.TERMINATED:
        return _terminated(delivery)
    here = PRESENT[project.status][0] if project.status in PRESENT else None
    reached = KEYS.index(here) if here else len(KEYS)
    stations = [_past(delivery, key) for key in KEYS[:reached]]
    if here:
        stations.append(_present(delivery, here))
        stations += [_future(delivery, key) for key in KEYS[reached + 1 :]]
    return stations


def _label(key: str) -> str:
    return str(LABELS[key])


def _past(delivery: Delivery, key: str) -> Station:
    """A station behind the project: its day and its record in one sentence."""
    facts: dict[str, Callable[[Project], tuple[date | None, str]]] = {
        "works": _delivered,
        "acceptance": _accepted,
        "settlement": _settled,
        "evaluation": _evaluated,
    }
    on, note = facts[key](delivery.project)
    return Station(key, _label(key), "done", on=on, note=note)


def _present(delivery: Delivery, key: str) -> Station:
    """Where the project stands: who owes the next step, and by which day."""
    project = delivery.project
    deadline = delivery.deadlines.get(PRESENT[project.status][1])
    station = Station(key, _label(key), "now", note=_status_words(project))
    if deadline is None:
        return station
    if deadline.kind == DeadlineKind.EVALUATION:
        return replace(station, note=_("Survey of the residents"), due=deadline.due_on)
    station = replace(station, holder=deadline.holder_words, due=deadline.due_on)
    days = delivery.days_late(deadline.due_on)
    return replace(station, state="late", days_late=days) if days else station


def _future(delivery: Delivery, key: str) -> Station:
    survey = delivery.deadlines.get(DeadlineKind.EVALUATION)
    if key != "evaluation" or survey is None or survey.due_on < delivery.today:
        return Station(key, _label(key))
    words = _("The survey is open until %(day)s") % {"day": day(survey.due_on)}
    return Station(key, _label(key), note=words)


def _terminated(delivery: Delivery) -> list[Station]:
    """The line stops where the project was terminated."""
    project = delivery.project
    here = "works" if project.completed_at is None else "acceptance"
    passed = [_past(delivery, key) for key in KEYS[: KEYS.index(here)]]
    on = None if project.stands_as_taken_over else local_day(project.status_since)
    return [*passed, Station(here, _("Terminated"), "done", on=on, note=project.end_reason)]


def _status_words(project: Project) -> str:
    if project.status == S.PROCURING or not project.contract_fen:
        return str(S(project.status).label)
    if project.status in (S.CONTRACTED, S.IN_PROGRESS):
        return _contract_words(project)
    return str(S(project.status).label)


def _contract_words(project: Project) -> str:
    return _("Contract of %(amount)s") % {"amount": yuan_words(project.contract_fen or 0)}


def _delivered(project: Project) -> tuple[date | None, str]:
    return project.completed_at and local_day(project.completed_at), _contract_words(project)


def _accepted(project: Project) -> tuple[date | None, str]:
    if project.accepted_at is None:
        return None, _without_day(project, _("Accepted"))
    return local_day(project.accepted_at), _("Passed by the group")


def _settled(project: Project) -> tuple[date | None, str]:
    words = _("Settled at %(amount)s") % {"amount": yuan_words(project.settled_fen or 0)}
    if project.settled_at is None:
        return None, _without_day(project, words)
    return local_day(project.settled_at), words


def _evaluated(project: Project) -> tuple[date | None, str]:
    on = project.closed_at and local_day(project.closed_at)
    if project.status == S.CLOSED and project.stands_as_taken_over:
        words = _("Closed before the books were taken over")
        return on, words if on else _without_day(project, words)
    if on is None:
        return local_day(project.status_since), _("The survey is over")
    return on, _("Closed: settled, paid and evaluated")


def _without_day(project: Project, words: str) -> str:
    """Books that were taken over may give no day: none is made up, and the page says so."""
    if not project.is_taken_over:
        return words
    return _("%(what)s; the books that were taken over give no day") % {"what": words}
