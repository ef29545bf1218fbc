"""What the page of a case shows once there is a project: money, works, acceptance, outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, groupby
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from mws.accounts.models import Membership, User
from mws.core.refusals import Refusal
from mws.places.models import Place
from mws.places.plans import DrawnPlan, Pin
from mws.rounds.models import Deadline, DeadlineKind
from proposals.models import (
    Acceptance,
    AcceptanceMember,
    Claim,
    ProgressEntry,
    Project,
)
from proposals.models.delivery import ClaimStatus
from proposals.models.outcome import Capacity
from proposals.rules.delivery_claims import OPEN
from proposals.rules.delivery_survey import why_not_answer_survey
from proposals.selectors.clocks import Clocks
from proposals.selectors.project_actions import Action, project_actions
from proposals.selectors.project_lanes import Lane, lane_of
from proposals.selectors.project_survey import Survey, survey_of

_REPORTS = ProgressEntry.objects.select_related(
    "photograph", "reported_by", "plan__place", "plan__picture"
)
# The records of a project, each read in one query.
RECORDS = (
    Prefetch("progress", _REPORTS),
    Prefetch("claims", Claim.objects.select_related("reviewed_by", "approved_by")),
)


@dataclass(frozen=True, slots=True)
class Money:
    """The approved sum: paid, still to be paid, back in the fund (fen)."""

    paid: int
    unpaid: int
    back: int


@dataclass(frozen=True, slots=True)
class Late:
    """A step that somebody owes since its due day."""

    label: str
    days: int
    due: date
    holder: str


@dataclass(frozen=True, slots=True)
class Payment:
    """One line of the project's payments, with what was paid up to it (fen)."""

    claim: Claim
    total: int


@dataclass(frozen=True, slots=True)
class Inspection:
    """An acceptance, its group as votes by name, and what its members remarked."""

    acceptance: Acceptance
    voices: list[tuple[str, Any, str, Any]]
    remarks: list[tuple[str, str]]


@dataclass(frozen=True)
class ProjectPage:
    project: Project
    money: Money
    late: list[Late]
    reports: Sequence[ProgressEntry]
    payments: list[Payment]
    open_claims: list[Claim]
    inspections: list[Inspection]
    lane: Lane
    survey: Survey
    why_not_answer: Refusal | None
    actions: list[Action]

    @property
    def pictures(self) -> list[ProgressEntry]:
        """The reports with a photograph, the earliest first."""
        return [entry for entry in reversed(self.reports) if entry.photograph]

    @property
    def drawn(self) -> DrawnPlan | None:
        """Where the reports come from, on the plan of the latest one that names a place."""
        placed = [(entry, at) for entry in self.reports if (at := entry.at)]
        if not placed:
            return None
        plan = placed[0][0].plan
        pins = [Pin(at, words=entry.text) for entry, at in placed if entry.plan_id == plan.pk]
        return DrawnPlan(plan, pins)

    @property
    def percent(self) -> int:
        return self.reports[0].percent if self.reports else 0


def project_page(project: Project, *, user: Any, clocks: Clocks) -> ProjectPage:
    """All that a project's page adds to its case (a fixed number of queries); the project comes
    from ``case_of``, with its account, contract and settlement."""
    prefetch_related_objects([project], *RECORDS)
    deadlines = clocks.of(project.case_id)
    survey = survey_of(project, deadlines.get(DeadlineKind.EVALUATION), today=clocks.today)
    claims = list(project.claims.all())
    may_answer = user.is_authenticated and survey.ends_on is not None
    return ProjectPage(
        project=project,
        money=money_of(project),
        late=_late(deadlines, clocks),
        reports=list(project.progress.all()),
        payments=_payments(claims),
        open_claims=[c for c in claims if c.status in OPEN],
        inspections=_inspections(project),
        lane=lane_of(project, today=clocks.today),
        survey=survey,
        why_not_answer=why_not_answer_survey(project, by=user, today=clocks.today)
        if may_answer
        else None,
        actions=project_actions(project, user=user, today=clocks.today),
    )


def project_of(pk: int, user: Any) -> Project | None:
    """A project this person may see, with what forms and rules read (one query)."""
    projects = Project.objects.visible_to(user).select_related(
        "proposal__round", "proposal__author", "community", "account", "supplier", "procurement"
    )
    return projects.filter(pk=pk).first()


def people_by_name(project: Project, *, today: date) -> dict[str, User]:
    """Who holds an office over this community, and the proposer, by the name others see; a name
    that two of them bear stands for neither."""
    place = project.community
    hats = Membership.objects.in_force(today).filter(
        place__code__in=[*place.ancestor_codes, place.code]
    )
    people: dict[str, set[User]] = {}
    for person in [*(hat.user for hat in hats.select_related("user")), project.proposal.author]:
        people.setdefault(str(person), set()).add(person)
    return {name: bearers.pop() for name, bearers in people.items() if len(bearers) == 1}


def projects_of(place: Place, year: int) -> list[Project]:
    """The projects of a place's year with their case, money and provider, the newest first."""
    projects = Project.objects.filter(community__path__startswith=place.path, year=year)
    return list(projects.with_case().order_by("-opened_at", "-pk"))


def money_of(project: Project) -> Money:
    account = project.account
    held = account.paid_fen + account.committed_fen
    return Money(account.paid_fen, account.committed_fen, project.approved_fen - held)


def _late(deadlines: Mapping[str, Deadline], clocks: Clocks) -> list[Late]:
    """Every running clock that is behind, but for the survey's: nobody owes an answer."""
    return [
        Late(deadline.get_kind_display(), days, deadline.due_on, deadline.holder_words)
        for deadline in deadlines.values()
        if deadline.kind != DeadlineKind.EVALUATION and (days := clocks.days_late(deadline.due_on))
    ]


def _payments(claims: Sequence[Claim]) -> list[Payment]:
    paid = sorted((c for c in claims if c.status == ClaimStatus.PAID), key=lambda c: c.paid_at)
    totals = accumulate(claim.amount_fen for claim in paid)
    return [Payment(claim, total) for claim, total in zip(paid, totals, strict=True)]


def _inspections(project: Project) -> list[Inspection]:
    """Every acceptance with its group, in order (one query, none before the works are done)."""
    if project.completed_at is None:
        return []
    members = AcceptanceMember.objects.filter(acceptance__project=project)
    members = members.select_related("acceptance").order_by("acceptance__recorded_at", "pk")
    return [
        _inspection(acceptance, list(group))
        for acceptance, group in groupby(members, key=lambda member: member.acceptance)
    ]


def _inspection(acceptance: Acceptance, members: list[AcceptanceMember]) -> Inspection:
    voices = [
        (_public_name(m), m.get_capacity_display(), "yes", _("agrees"))
        if m.agrees
        else (_public_name(m), m.get_capacity_display(), "no", _("does not agree"))
        for m in members
    ]
    remarks = [(_public_name(m), m.remark) for m in members if m.remark]
    return Inspection(acceptance, voices, remarks)


def _public_name(member: AcceptanceMember) -> str:
    """Residents let everyone read their family name and no more; offices stand by theirs."""
    is_resident = member.capacity in (Capacity.RESIDENT, Capacity.PROPOSER)
    return f"{member.name[:1]}**" if is_resident else member.name
