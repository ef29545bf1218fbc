"""One project and what came of it: what was asked for, decided, built, paid and said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from proposals.models import CouncilDecision, Project, Proposal
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
    def days(self) -> list[tuple[str, datetime]]:
        """The steps that were reached, with their day."""
        project = self.project
        steps = [
            (_("Proposed"), self.proposal.submitted_at),
            (_("Approved"), project.opened_at),
            (_("Completed"), project.completed_at),
            (_("Accepted"), project.accepted_at),
            (_("Settled"), project.settled_at),
            (_("Closed"), project.closed_at),
        ]
        return [(label, at) for label, at in steps if at is not None]


def project_outcome(project: Project, *, now: datetime) -> ProjectOutcome:
    """The same for every reader: nothing that only an office may see or do (fixed number of
    queries)."""
    return ProjectOutcome(
        record=project_page(project, user=AnonymousUser(), now=now),
        decisions=list(CouncilDecision.objects.filter(proposal=project.proposal_id)),
    )
