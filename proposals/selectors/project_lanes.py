"""What the form of a project leaves on its page, and the whole record of its delivery: how the
provider was found, sessions, counted goods, check lists, assets, and when it stood still."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mws.core.money import per_mille
from mws.core.wording import per_mille_words
from proposals.models import (
    Acceptance,
    Asset,
    Category,
    GoodsCount,
    Milestone,
    Procurement,
    Project,
    Quotation,
    ServiceSession,
    Standstill,
    Warranty,
)


@dataclass(frozen=True)
class Lane:
    """Steps of works, sessions of a service, or the counted lines of goods; the rest is empty."""

    milestones: Sequence[Milestone]
    sessions: Sequence[ServiceSession]
    counts: Sequence[GoodsCount]
    warranty: Warranty | None
    today: date

    @property
    def held(self) -> list[ServiceSession]:
        return [session for session in self.sessions if session.held_on]

    @property
    def heads(self) -> int:
        return sum(session.heads or 0 for session in self.held)

    @property
    def planned_heads(self) -> int:
        return sum(session.planned_heads for session in self.sessions)

    @property
    def attendance(self) -> str:
        """人次完成率: who came, of those who were planned for."""
        return per_mille_words(per_mille(self.heads, self.planned_heads))

    @property
    def is_under_warranty(self) -> bool:
        return self.warranty is not None and self.warranty.ends_on >= self.today


@dataclass(frozen=True)
class Record:
    """All that the page of the case leaves out for brevity."""

    project: Project
    lane: Lane
    procurement: Procurement | None
    quotations: Sequence[Quotation]
    package: Sequence[Project]
    acceptances: Sequence[Acceptance]
    milestones: Sequence[Milestone]
    assets: Sequence[Asset]
    standstills: Sequence[Standstill]


def lane_of(project: Project, *, today: date) -> Lane:
    """One query at most, the one that the form of the project asks for; milestones are of interest
    until the works are done, later they stand in the record."""
    category = project.proposal.category
    has_begun = project.contract_fen is not None
    is_service, is_goods = category == Category.SERVICES, category == Category.GOODS
    is_works = not is_service and not is_goods
    return Lane(
        milestones=list(project.milestones.all()) if is_works and not project.completed_at else [],
        sessions=_sessions(project) if is_service and has_begun else [],
        counts=list(project.counts.all()) if is_goods and has_begun else [],
        warranty=getattr(project, "warranty", None),
        today=today,
    )


def record_of(project: Project, *, today: date) -> Record:
    """The whole record (a fixed number of queries); the project with its procurement."""
    procurement = project.procurement
    return Record(
        project=project,
        lane=lane_of(project, today=today),
        procurement=procurement,
        quotations=list(procurement.quotations.select_related("supplier")) if procurement else [],
        package=_package(procurement, project),
        acceptances=list(project.acceptances.prefetch_related("checks")),
        milestones=list(project.milestones.all()),
        assets=list(project.assets.all()),
        standstills=list(project.standstills.all()),
    )


def _package(procurement: Procurement | None, project: Project) -> list[Project]:
    """The others of the same contract; read only where the approved sums say that there are."""
    if procurement is None or procurement.approved_fen == project.approved_fen:
        return []
    others = procurement.projects.exclude(pk=project.pk).select_related("proposal")
    return list(others.order_by("pk"))


def _sessions(project: Project) -> list[ServiceSession]:
    return list(project.sessions.select_related("photograph"))
