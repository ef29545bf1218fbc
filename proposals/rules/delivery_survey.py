"""The satisfaction survey: while it runs, for verified residents, once each and wave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission, Role
from mws.core.refusals import Refusal
from mws.rounds.models import Deadline, DeadlineKind
from proposals.models import Project, Satisfaction, Wave


@dataclass(frozen=True, slots=True)
class Running:
    """The survey that runs today, and its last day."""

    wave: str
    last_day: date


def survey_ends_on(project: Project) -> date | None:
    """The last day of the first survey; None when it does not run (one query)."""
    survey = Deadline.objects.running().filter(
        case_id=project.case_id, kind=DeadlineKind.EVALUATION
    )
    return survey.values_list("due_on", flat=True).first()


def running_survey(project: Project, today: date) -> Running | None:
    """The first while its clock runs, the later one between its days (two queries)."""
    last_day = survey_ends_on(project)
    if last_day is not None:
        return Running(Wave.FIRST, last_day) if today <= last_day else None
    later = project.surveys.filter(wave=Wave.LATER, opens_on__lte=today, closes_on__gte=today)
    found = later.values_list("closes_on", flat=True).first()
    return Running(Wave.LATER, found) if found else None


def why_not_survey(project: Project, *, today: date) -> Refusal | None:
    """Whether anybody may answer now; all that an answer without a name is asked."""
    if running_survey(project, today) is None:
        return Refusal(
            "no_survey",
            _("Answers are taken for some weeks after the acceptance, and half a year later."),
        )
    return None


def why_not_answer_survey(project: Project, *, by: User, today: date) -> Refusal | None:
    """Verified residents of the community, once each and wave, while the survey runs."""
    running = running_survey(project, today)
    if running is None:
        return why_not_survey(project, today=today)
    if by.home is None or not project.community.contains(by.home):
        return Refusal(
            "not_resident", _("Residents of this community answer. Register your home first.")
        )
    if by.holds(Role.SUPPLIER, project.community):
        return Refusal("supplier", _("Who carries out works here does not rate them."))
    if project.answers.filter(respondent=by, wave=running.wave).exists():
        return Refusal("answered_already", _("You have answered already. Thank you."))
    return None


def why_not_at_counter(project: Project, *, by: User, today: date) -> Refusal | None:
    """At the counter the office takes down what verified residents say, while a survey runs."""
    if not by.may(Permission.PROPOSAL_ENTER, project.community):
        return Refusal("not_office", _("Only the community's own office enters for its residents."))
    return why_not_survey(project, today=today)


def why_not_take_down(
    project: Project, person: User | None, *, by: User, today: date
) -> Refusal | None:
    """One such answer: of somebody who is verified here and is not the clerk."""
    if refusal := why_not_at_counter(project, by=by, today=today):
        return refusal
    if person is None:
        return Refusal(
            "no_such_resident",
            _("No verified resident of %(community)s has this name and this number. Compare both; "
              "whoever is not registered yet registers first, here at the counter if they like.")
            % {"community": project.community.name},
        )  # fmt: skip
    if person.pk == by.pk:
        return Refusal("own_answer", _("For yourself, answer on the residents' own pages."))
    return why_not_answer_survey(project, by=person, today=today)


def why_not_scores(scores: Mapping[str, int]) -> Refusal | None:
    """All five questions, one of five steps each."""
    if any(scores.get(question) not in range(1, 6) for question in Satisfaction.QUESTIONS):
        return Refusal("incomplete", _("Answer all five questions."))
    return None
