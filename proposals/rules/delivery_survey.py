"""The satisfaction survey: while its clock runs, for verified residents, once each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Role
from mws.core.refusals import Refusal
from mws.rounds.models import Deadline, DeadlineKind
from proposals.models import Project, Satisfaction


def survey_ends_on(project: Project) -> date | None:
    """The last day of the running survey; None when none runs (one query)."""
    survey = Deadline.objects.running().filter(
        case_id=project.case_id, kind=DeadlineKind.EVALUATION
    )
    return survey.values_list("due_on", flat=True).first()


def why_not_answer_survey(project: Project, *, by: User, today: date) -> Refusal | None:
    """Verified residents of the community, once each, while the survey runs."""
    last_day = survey_ends_on(project)
    if last_day is None or today > last_day:
        return Refusal("no_survey", _("The survey runs for some weeks after the acceptance."))
    if by.home is None or not project.community.contains(by.home):
        return Refusal(
            "not_resident", _("Residents of this community answer. Register your home first.")
        )
    if by.holds(Role.SUPPLIER, project.community):
        return Refusal("supplier", _("Who carries out works here does not rate them."))
    if project.answers.filter(respondent=by).exists():
        return Refusal("answered_already", _("You have answered already. Thank you."))
    return None


def why_not_scores(scores: Mapping[str, int]) -> Refusal | None:
    """All five questions, one of five steps each."""
    if any(scores.get(question) not in range(1, 6) for question in Satisfaction.QUESTIONS):
        return Refusal("incomplete", _("Answer all five questions."))
    return None
