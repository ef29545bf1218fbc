"""满意度: who is asked, and what the residents of the community think of the finished work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from mws.accounts.models import Profile, Residency, User
from mws.accounts.models.residencies import ResidencyStatus
from mws.core.clock import database_now, local_day, months_after
from mws.core.due import do_each
from mws.core.refusals import require
from proposals.models import (
    AnonymousAnswer,
    AnswerChannel,
    Project,
    ProjectStatus,
    Satisfaction,
    Survey,
    Wave,
)
from proposals.rules import delivery_survey as rules
from proposals.rules.assisted import resident_called
from proposals.services.moves import tell_all
from proposals.services.projects import lock_project, note_step

LONGEST_AGO = timedelta(days=5 * 366)  # an acceptance older than any second survey


def open_survey(*, project: Project, wave: str, closes_on: date, now: datetime) -> Survey:
    """Ask the proposers, the supporters and the neighbours of the place. Part of the caller's
    transaction."""
    asked = _whom_to_ask(project)
    survey = Survey.objects.create(
        project=project, wave=wave, opens_on=local_day(now), closes_on=closes_on,
        invited=len(asked),
    )  # fmt: skip
    tell_all(project.proposal, code="survey_open", to=asked, now=now, ends_on=closes_on)
    note_step(project, action="survey.opened", target=survey, by=None, now=now, wave=str(wave),
              invited=len(asked))  # fmt: skip
    return survey


@transaction.atomic
def answer_survey(
    *,
    project_id: int,
    scores: Mapping[str, int],
    comment: str = "",
    channel: str = AnswerChannel.LINK,
    by: User,
    now: datetime | None = None,
) -> Satisfaction:
    """One resident's answer: five scores from 1 to 5. The trail holds no score. Raises Refused."""
    now = now or database_now()
    project = lock_project(project_id)
    require(rules.why_not_answer_survey(project, by=by, today=local_day(now)))
    require(rules.why_not_scores(scores))
    if channel not in (AnswerChannel.LINK, AnswerChannel.CODE):
        channel = AnswerChannel.LINK
    answer = Satisfaction.objects.create(
        respondent=by, channel=channel, **_facts(project, scores, comment, now)
    )
    note_step(project, action="survey.answered", target=answer, by=by, now=now)
    return answer


@transaction.atomic
def take_down_answer(
    *,
    project_id: int,
    name: str,
    phone: str,
    scores: Mapping[str, int],
    comment: str = "",
    by: User,
    now: datetime | None = None,
) -> Satisfaction:
    """At the counter: what a verified resident says, by name and number (+86…). Raises Refused."""
    now = now or database_now()
    project = lock_project(project_id)
    person = resident_called(project.proposal.round, name=name, phone=phone)
    require(rules.why_not_take_down(project, person, by=by, today=local_day(now)))
    require(rules.why_not_scores(scores))
    answer = Satisfaction.objects.create(
        respondent=person, entered_by=by, channel=AnswerChannel.COUNTER,
        **_facts(project, scores, comment, now),
    )  # fmt: skip
    note_step(project, action="survey.answered", target=answer, by=by, now=now)
    return answer


@transaction.atomic
def answer_anonymously(
    *,
    project_id: int,
    scores: Mapping[str, int],
    comment: str = "",
    channel: str = AnswerChannel.LINK,
    now: datetime | None = None,
) -> AnonymousAnswer:
    """An answer without a name, kept apart from the residents'. Raises Refused."""
    now = now or database_now()
    project = lock_project(project_id)
    require(rules.why_not_survey(project, today=local_day(now)))
    require(rules.why_not_scores(scores))
    if channel not in (AnswerChannel.LINK, AnswerChannel.CODE):
        channel = AnswerChannel.LINK
    answer = AnonymousAnswer.objects.create(
        channel=channel, **_facts(project, scores, comment, now)
    )
    note_step(project, action="survey.answered_without_name", target=answer, by=None, now=now)
    return answer


def open_later_surveys(now: datetime | None = None) -> int:
    """The clock's job: ask once more, some months after the acceptance; how many projects."""
    now = now or database_now()
    waiting = Project.objects.filter(
        status__in=[ProjectStatus.SETTLED, ProjectStatus.EVALUATED, ProjectStatus.CLOSED],
        accepted_at__gte=now - LONGEST_AGO,
    ).exclude(surveys__wave=Wave.LATER)
    due = [
        project.pk
        for project in waiting.select_related("proposal__round").order_by("pk")
        if _later_day(project, local_day(now))
    ]
    return do_each(due, lambda key: _open_later(key, now))


@transaction.atomic
def _open_later(project_id: int, now: datetime) -> bool:
    project, today = lock_project(project_id), local_day(now)
    closes_on = _later_day(project, today)
    if closes_on is None or project.surveys.filter(wave=Wave.LATER).exists():
        return False
    open_survey(project=project, wave=Wave.LATER, closes_on=closes_on, now=now)
    return True


def _later_day(project: Project, today: date) -> date | None:
    """The last day of the second survey if it should run today."""
    frozen = project.proposal.round.frozen_rules
    if not frozen.survey_again_months or project.accepted_at is None:
        return None
    opens_on = months_after(local_day(project.accepted_at), frozen.survey_again_months)
    closes_on = opens_on + timedelta(days=frozen.survey_days)
    return closes_on if opens_on <= today <= closes_on else None


def _facts(
    project: Project, scores: Mapping[str, int], comment: str, now: datetime
) -> dict[str, Any]:
    running = rules.running_survey(project, local_day(now))
    return {
        "project": project, "wave": running.wave if running else Wave.FIRST,
        "comment": comment.strip(), "answered_at": now,
        **{question: scores[question] for question in Satisfaction.QUESTIONS},
    }  # fmt: skip


def _whom_to_ask(project: Project) -> list[int]:
    """The proposers, the supporters, and who lives on the estate that the project is about."""
    proposal = project.proposal
    asked = {proposal.author_id} if proposal.has_proposer else set()
    asked |= set(proposal.co_proposers.filter(accepted=True).values_list("person_id", flat=True))
    asked |= set(proposal.supports.values_list("person_id", flat=True))
    if proposal.area_id and proposal.area_id != project.community_id:
        homes = Residency.objects.filter(place=project.community, status=ResidencyStatus.VERIFIED)
        near = Profile.objects.filter(estate=proposal.area_id, user__in=homes.values("user"))
        asked |= set(near.values_list("user_id", flat=True))
    return sorted(asked)
