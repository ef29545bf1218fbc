"""The desk: which cases wait for a person, what is due first on top."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from mws.accounts.models import User
from mws.accounts.permissions import roles_with
from mws.core.tasks import DeskTask
from proposals.models import CaseDuty, Proposal, Review
from proposals.rules.duties import INCOMPATIBLE
from proposals.selectors.around import around_tasks
from proposals.selectors.clocks import Clocks
from proposals.selectors.desk_tasks import office_lines
from proposals.selectors.project_desk import project_tasks
from proposals.selectors.steps import STEPS, Step


def desk_tasks(user: User, now: datetime) -> list[DeskTask]:
    """All that waits for this person in proposals and projects; due first, undated last."""
    tasks = [
        *case_tasks(user, now), *office_lines(user, now), *project_tasks(user, now),
        *around_tasks(user, now),
    ]  # fmt: skip
    return sorted(tasks, key=lambda task: (task.due_on is None, task.due_on or date.max))


def case_tasks(user: User, now: datetime) -> list[DeskTask]:
    """The steps of cases up to the approval (three or four queries, however many cases)."""
    rows = [(step, place) for step in STEPS for place in _paths(user, step)]
    if not rows:
        return []
    cases = list(_waiting(rows))
    clocks = Clocks([case.case_id for case in cases], now)
    done = _duties(user, cases)
    return [
        task
        for case in cases
        for step in STEPS
        if (task := _task(user, step, case, clocks, done.get(case.case_id, set())))
    ]


def _paths(user: User, step: Step) -> Iterator[str]:
    roles = roles_with(step.permission)
    return (hat.place.path for hat in user.hats if hat.role in roles)


def _waiting(rows: Iterable[tuple[Step, str]]) -> Any:
    waiting = Q()
    for step, path in rows:
        waiting |= Q(status=step.status, community__path__startswith=path)
    reviews = Review.objects.filter(
        proposal=OuterRef("pk"), reviewed_at__gte=OuterRef("status_since")
    )
    cases = Proposal.objects.filter(waiting).select_related("community", "round")
    return cases.annotate(is_reviewed=Exists(reviews)).order_by(F("submitted_at"), "pk")


def _duties(user: User, cases: list[Proposal]) -> dict[Any, set[str]]:
    mine = CaseDuty.objects.filter(person=user, case_id__in=[case.case_id for case in cases])
    found: dict[Any, set[str]] = {}
    for case_id, duty in mine.values_list("case_id", "duty"):
        found.setdefault(case_id, set()).add(duty)
    return found


def _task(user: User, step: Step, case: Any, clocks: Clocks, done: set[str]) -> DeskTask | None:
    """The line for this step; none where it is not this person's, or a duty stands against it."""
    if case.status != step.status or not user.may(step.permission, case.community):
        return None
    if step.is_reviewed is not None and step.is_reviewed != case.is_reviewed:
        return None
    if INCOMPATIBLE[step.duty] & done:
        return None
    deadline = clocks.of(case.case_id).get(step.clock)
    due = deadline.due_on if deadline else None
    return DeskTask(
        kind=step.kind, label=step.label, title=case.title, place_name=case.community.name,
        url=reverse(step.url_name, args=[case.pk]), due_on=due, days_late=clocks.days_late(due),
        is_amber=clocks.is_amber(deadline), case=case.pk,
        round=(case.round.year, case.round.batch),
    )  # fmt: skip
