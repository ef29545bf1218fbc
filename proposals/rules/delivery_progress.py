"""May progress be reported, and may the works be called complete?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.refusals import Refusal
from mws.places.models import CommunityPlan
from mws.places.plans import DrawnPlan
from proposals.models import Category, Duty, EntryKind, Project
from proposals.rules.delivery import why_not_in_office

REPORTING = (Project.Status.CONTRACTED, Project.Status.IN_PROGRESS, Project.Status.RECTIFYING)
COMPLETING = (Project.Status.IN_PROGRESS, Project.Status.RECTIFYING)
LANE_OF: dict[str, str] = {
    EntryKind.HANDOVER: Category.WORKS,
    EntryKind.HIDDEN: Category.WORKS,
    EntryKind.CLOSING: Category.SERVICES,
}


@dataclass(frozen=True)
class Entry:
    """One report as it is handed in; ``percent``: of the whole project."""

    percent: int
    text: str
    kind: str = EntryKind.REPORT
    has_photograph: bool = False
    caption: str = ""
    alt_text: str = ""


def why_not_report_progress(project: Project, *, by: User) -> Refusal | None:
    if refusal := why_not_in_office(project, Permission.PROGRESS_REPORT, by=by, duty=Duty.REPORTED):
        return refusal
    if project.status == Project.Status.SUSPENDED:
        return Refusal("suspended", _("The project stands still: let it go on first."))
    if project.status not in REPORTING:
        return Refusal(
            "not_running", _("Progress is reported between the contract and the acceptance.")
        )
    return None


def why_not_progress_entry(project: Project, entry: Entry) -> Refusal | None:
    """A report says what was done, never less than before, and describes its photograph."""
    if not entry.text.strip():
        return Refusal("no_text", _("Write in a sentence what was done."))
    if not 0 <= entry.percent <= 100:
        return Refusal("percent_out_of_range", _("Progress lies between 0 and 100 percent."))
    last = project.progress.first()
    if last is not None and entry.percent < last.percent:
        return Refusal(
            "percent_falls",
            _("The last report said %(percent)s percent: progress cannot go back.")
            % {"percent": last.percent},
        )
    if entry.has_photograph and not (entry.caption.strip() and entry.alt_text.strip()):
        return Refusal(
            "photograph_not_described",
            _("Give the photograph a caption, and say what can be seen on it."),
        )
    return _why_not_in_lane(project, entry)


def why_not_square(plan: CommunityPlan | None, square: str) -> Refusal | None:
    """A report may say from which square of the community's plan it comes."""
    if not square or (plan is not None and square in DrawnPlan(plan).squares):
        return None
    return Refusal("no_such_square", _("There is no such square on the community's plan."))


def entry_kinds(project: Project) -> list[str]:
    """The kinds of report that belong to the project's form, the next one first."""
    category = project.proposal.category
    kinds = [kind for kind in EntryKind.values if LANE_OF.get(kind, category) == category]
    if category == Category.WORKS and not _has(project, EntryKind.HANDOVER):
        return [EntryKind.HANDOVER]
    return kinds


def why_not_complete(project: Project, *, by: User) -> Refusal | None:
    """All done according to the last report and to the form's own records; after a failed
    acceptance, a new report."""
    if refusal := why_not_in_office(project, Permission.PROGRESS_REPORT, by=by, duty=Duty.REPORTED):
        return refusal
    if project.status not in COMPLETING:
        return Refusal("not_in_progress", _("Only works in progress can be completed."))
    last = project.progress.first()
    if last is None or last.percent < 100:
        return Refusal(
            "not_all_done", _("Report 100 percent first; then the works can be completed.")
        )
    if (
        project.status == Project.Status.RECTIFYING
        and last.reported_at <= project.acceptances.latest("recorded_at").recorded_at
    ):
        return Refusal(
            "not_put_right", _("Report what was put right first; then it can be inspected again.")
        )
    return _why_lane_not_done(project)


def report_due_on(month: date, project: Project) -> date:
    """The day by which the report on the month that holds ``month`` is due."""
    following = (month.replace(day=1) + timedelta(days=31)).replace(day=1)
    return following.replace(day=project.proposal.round.frozen_rules.report_day)


def next_month_to_report(reported_on: date, project: Project) -> date:
    """A day of the month that the report after this one is about. What is handed in up to the
    rules' day tells of the month before; what comes later, of its own month."""
    first = reported_on.replace(day=1)
    if reported_on.day <= project.proposal.round.frozen_rules.report_day:
        return first
    return (first + timedelta(days=31)).replace(day=1)


def _why_not_in_lane(project: Project, entry: Entry) -> Refusal | None:
    """Works begin with the site handed over; hidden works are shown before they are covered."""
    category = project.proposal.category
    if LANE_OF.get(entry.kind, category) != category:
        return Refusal("other_form", _("This kind of report belongs to another form of project."))
    if entry.kind == EntryKind.HIDDEN and not entry.has_photograph:
        return Refusal(
            "no_photograph", _("Hidden works need a photograph, taken before they are covered.")
        )
    is_handed_over = entry.kind == EntryKind.HANDOVER or _has(project, EntryKind.HANDOVER)
    if category == Category.WORKS and not is_handed_over:
        return Refusal(
            "site_not_handed_over", _("Record first that the site was handed over to the provider.")
        )
    return None


def _why_lane_not_done(project: Project) -> Refusal | None:
    category = project.proposal.category
    if category == Category.WORKS:
        if project.contract.has_hidden_works and not _has(project, EntryKind.HIDDEN):
            return Refusal(
                "hidden_works_not_shown",
                _("The contract names hidden works: add a photograph of them first."),
            )
    elif category == Category.GOODS:
        lines = list(project.counts.all())
        if any(not line.is_complete for line in lines):
            return Refusal("not_counted", _("Count and test every line of the delivery first."))
    elif category == Category.SERVICES:
        return _why_service_not_done(project)
    return None


def _why_service_not_done(project: Project) -> Refusal | None:
    sessions = list(project.sessions.all())
    if not any(session.held_on for session in sessions):
        return Refusal("no_session", _("No session has been held yet."))
    if any(session.is_open for session in sessions):
        return Refusal("sessions_open", _("A planned session is neither held nor called off."))
    if not _has(project, EntryKind.CLOSING):
        return Refusal("no_closing_report", _("Hand in the closing report first."))
    return None


def _has(project: Project, kind: str) -> bool:
    return project.progress.filter(kind=kind).exists()
