"""May progress be reported, and may the works be called complete?"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.refusals import Refusal
from proposals.models import Duty, Project
from proposals.rules.delivery import why_not_in_office

REPORTING = (Project.Status.CONTRACTED, Project.Status.IN_PROGRESS, Project.Status.RECTIFYING)
COMPLETING = (Project.Status.IN_PROGRESS, Project.Status.RECTIFYING)


def why_not_report_progress(project: Project, *, by: User) -> Refusal | None:
    if refusal := why_not_in_office(project, Permission.PROGRESS_REPORT, by=by, duty=Duty.REPORTED):
        return refusal
    if project.status not in REPORTING:
        return Refusal(
            "not_running", _("Progress is reported between the contract and the acceptance.")
        )
    return None


def why_not_progress_entry(
    project: Project, *, percent: int, text: str, has_photograph: bool, caption: str, alt_text: str
) -> Refusal | None:
    """A report says what was done, never less than before, and describes its photograph."""
    if not text.strip():
        return Refusal("no_text", _("Write in a sentence what was done."))
    if not 0 <= percent <= 100:
        return Refusal("percent_out_of_range", _("Progress lies between 0 and 100 percent."))
    last = project.progress.first()
    if last is not None and percent < last.percent:
        return Refusal(
            "percent_falls",
            _("The last report said %(percent)s percent: progress cannot go back.")
            % {"percent": last.percent},
        )
    if has_photograph and not (caption.strip() and alt_text.strip()):
        return Refusal(
            "photograph_not_described",
            _("Give the photograph a caption, and say what can be seen on it."),
        )
    return None


def why_not_complete(project: Project, *, by: User) -> Refusal | None:
    """All done according to the last report; after a failed acceptance, a new report."""
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
    return None
