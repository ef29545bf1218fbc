"""街道 desk: what can be approved together, which projects are late, and the two rates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.accounts.selectors import lies_in, places_where
from mws.core.clock import local_day
from mws.core.money import per_mille
from mws.places.models import Level, Place
from mws.rounds.models import Deadline, DeadlineKind
from proposals.models import (
    ApprovalBatch,
    ApprovalCheck,
    CheckSubject,
    Handover,
    Project,
    ProjectStatus,
    Proposal,
    ProposalStatus,
    Review,
)
from proposals.rules.approval_checks import subjects_of
from proposals.rules.handovers import last_handovers

LATE_KINDS = (
    DeadlineKind.CONTRACT, DeadlineKind.DELIVERY, DeadlineKind.ACCEPTANCE, DeadlineKind.PAYMENT,
    DeadlineKind.SETTLEMENT, DeadlineKind.CHANGE,
)  # fmt: skip
DONE = (
    ProjectStatus.ACCEPTED, ProjectStatus.SETTLING, ProjectStatus.SETTLED, ProjectStatus.EVALUATED,
    ProjectStatus.CLOSED,
)  # fmt: skip
NEWEST = 10


@dataclass(frozen=True, slots=True)
class InReview:
    """One case before the sub-district: what the review proposes, which checks are missing, and the
    batch in which it came, if it came with its papers already."""

    proposal: Proposal
    review: Review | None
    missing: list[str]
    doubtful: list[str]
    handover: Handover | None

    @property
    def is_ready(self) -> bool:
        has_come = self.handover is not None
        return has_come and self.review is not None and not self.missing and not self.doubtful


@dataclass(frozen=True, slots=True)
class LateProject:
    project: Project
    kind: str
    due_on: date
    days_late: int
    holder: str


@dataclass(frozen=True, slots=True)
class Rates:
    """完成率 by count: accepted of all approved projects. 支付率 by money: paid of all approved."""

    approved: int
    done: int
    approved_fen: int
    paid_fen: int

    @property
    def by_count(self) -> int:
        """In tenths of a percent."""
        return per_mille(self.done, self.approved)

    @property
    def by_money(self) -> int:
        """In tenths of a percent."""
        return per_mille(self.paid_fen, self.approved_fen)


@dataclass(frozen=True)
class StreetDesk:
    place: Place
    year: int
    cases: list[InReview]
    received: QuerySet[Handover]
    batches: QuerySet[ApprovalBatch]
    late: list[LateProject]
    rates: Rates
    may_approve: bool


def street_places(person: User) -> list[Place]:
    """The sub-districts where this person prepares or decides approvals."""
    needs = (Permission.APPROVAL_PREPARE, Permission.APPROVAL_DECIDE)
    paths = [place for need in needs for place in places_where(person, need)]
    places = Place.objects.filter(lies_in(paths), level=Level.SUBDISTRICT)
    return list(places.order_by("path"))


def street_desk(person: User, place: Place, now: datetime) -> StreetDesk:
    """One sub-district (eleven queries, however many cases)."""
    today = local_day(now)
    batches = ApprovalBatch.objects.filter(place=place).select_related("decided_by")
    return StreetDesk(
        place=place,
        year=today.year,
        cases=_in_review(place),
        received=_received(place),
        batches=batches.annotate(count=Count("approvals"), fen=Sum("approvals__amount_fen"))[
            :NEWEST
        ],
        late=_late(place, today),
        rates=rates_of(place, today.year),
        may_approve=person.may(Permission.APPROVAL_DECIDE, place),
    )


def rates_of(place: Place, year: int) -> Rates:
    """The two rates of a place's year; a terminated project counts with what was paid."""
    sums = Project.objects.filter(community__path__startswith=place.path, year=year).aggregate(
        approved=Count("pk"),
        done=Count("pk", filter=Q(status__in=DONE)),
        approved_fen=Coalesce(Sum("approved_fen"), 0),
        paid_fen=Coalesce(Sum("account__paid_fen"), 0),
    )
    return Rates(**sums)


def _received(place: Place) -> QuerySet[Handover]:
    """The newest batches of the communities: how many decisions, for how much, how many of them
    wait still."""
    sent = Handover.objects.filter(round__community__path__startswith=place.path)
    waits = Q(lines__proposal__status=ProposalStatus.IN_REVIEW)
    return sent.select_related("round__community", "sent_by").annotate(
        count=Count("lines"), fen=Sum("lines__proposal__selected_fen"),
        waiting=Count("lines", filter=waits),
    )[:NEWEST]  # fmt: skip


def _in_review(place: Place) -> list[InReview]:
    cases = (
        Proposal.objects.filter(
            status=ProposalStatus.IN_REVIEW, community__path__startswith=place.path
        )
        .select_related("community", "round")
        .prefetch_related(
            Prefetch("reviews", Review.objects.order_by("reviewed_at", "pk")),
            Prefetch("approval_checks", ApprovalCheck.objects.order_by("checked_at", "pk")),
        )
        .order_by("status_since", "pk")
    )
    sent = last_handovers(list(cases))
    return [_case(proposal, sent.get(proposal.pk)) for proposal in cases]


def _case(proposal: Proposal, last: Handover | None) -> InReview:
    since = proposal.status_since
    reviews = [row for row in proposal.reviews.all() if row.reviewed_at >= since]
    found = {row.subject: row for row in proposal.approval_checks.all() if row.checked_at >= since}
    subjects = subjects_of(proposal)
    return InReview(
        proposal=proposal,
        review=reviews[-1] if reviews else None,
        missing=[_name(subject) for subject in subjects if subject not in found],
        doubtful=[
            _name(subject)
            for subject in subjects
            if subject in found and not found[subject].is_sound
        ],
        handover=last if last is not None and last.sent_at >= since else None,
    )


def _name(subject: str) -> str:
    return str(CheckSubject(subject).label)


def _late(place: Place, today: date) -> list[LateProject]:
    clocks = Deadline.objects.late_on(today).filter(
        kind__in=LATE_KINDS, place__path__startswith=place.path
    )
    rows = {row.case_id: row for row in clocks.select_related("place", "desk").order_by("-due_on")}
    projects = Project.objects.filter(
        proposal__case_id__in=list(rows), community__path__startswith=place.path
    ).select_related("proposal", "community")
    found = [
        LateProject(
            project, row.get_kind_display(), row.due_on, (today - row.due_on).days, row.holder_words
        )
        for project in projects
        if (row := rows[project.case_id])
    ]
    return sorted(found, key=lambda row: (row.due_on, row.project.pk))
