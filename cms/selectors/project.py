"""One project and what came of it: what was asked for, decided, built, paid and said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from proposals.models import CouncilDecision, Project, Proposal
from proposals.selectors.clocks import Clocks
from proposals.selectors.project import ProjectPage, project_page


@dataclass(frozen=True)
class ProjectOutcome:
    """``record`` is what the case's own page shows to everyone."""

    record: ProjectPage
    decisions: list[CouncilDecision]

    @property
    def project(self) -> Project:
        return self.record.project

    @property
    def proposal(self) -> Proposal:
        return self.record.project.proposal

    @cached_property
    def days(self) -> list[tuple[str, datetime | None]]:
        """The steps that were reached, with their day; none where the books that were taken over
        give no day of what was done before."""
        project = self.project
        was_settled = project.settled_fen is not None
        steps = [
            (_("Proposed"), self.proposal.submitted_at, False),
            (_("Approved"), project.opened_at, False),
            (_("Completed"), project.completed_at, False),
            (_("Accepted"), project.accepted_at, was_settled),
            (_("Settled"), project.settled_at, was_settled),
            (_("Closed"), project.closed_at, project.status == Project.Status.CLOSED),
        ]
        return [(label, at) for label, at, was_reached in steps if at is not None or was_reached]


def projects_with_case() -> QuerySet[Project]:
    """Projects with all that their outcome reads of single rows."""
    return Project.objects.select_related(
        "proposal__round", "community", "account", "supplier", "contract",
        "settlement__settled_by",
    )  # fmt: skip


def project_outcome(project: Project, *, now: datetime) -> ProjectOutcome:
    """The same for every reader: nothing that only an office may see or do. The project comes
    from ``projects_with_case``; a fixed number of queries."""
    clocks = Clocks([project.case_id], now)
    return ProjectOutcome(
        record=project_page(project, user=AnonymousUser(), clocks=clocks),
        decisions=list(project.proposal.council_decisions.all()),
    )
