"""满意度: what the residents of the community think of the finished work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from mws.accounts.models import User
from mws.core.clock import database_now, local_day
from mws.core.refusals import require
from proposals.models import Satisfaction
from proposals.rules.delivery_survey import why_not_answer_survey, why_not_scores
from proposals.services.projects import lock_project, note_step


@transaction.atomic
def answer_survey(
    *,
    project_id: int,
    scores: Mapping[str, int],
    comment: str = "",
    by: User,
    now: datetime | None = None,
) -> Satisfaction:
    """One resident's answer: five scores from 1 to 5. The trail holds no score. Raises Refused."""
    now = now or database_now()
    project = lock_project(project_id)
    require(why_not_answer_survey(project, by=by, today=local_day(now)))
    require(why_not_scores(scores))
    answer = Satisfaction.objects.create(
        project=project, respondent=by, comment=comment.strip(), answered_at=now,
        **{question: scores[question] for question in Satisfaction.QUESTIONS},
    )  # fmt: skip
    note_step(project, action="survey.answered", target=answer, by=by, now=now)
    return answer
