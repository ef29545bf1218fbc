"""财务 desk: what is due, what is late, what the bank has said, what is kept back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet, Sum

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.accounts.selectors import lies_in, places_where
from mws.core.clock import local_day
from mws.places.models import Level, Place
from mws.rounds.models import DeadlineKind
from proposals.models import BankLine, Category, Claim, PaymentFile, Project
from proposals.rules.delivery_claims import OPEN
from proposals.rules.payment_shares import SETTLED, retention_due_on
from proposals.selectors.clocks import Clocks
from proposals.selectors.project_claims import claims_with_case, latest_day

NEWEST = 20


@dataclass(frozen=True, slots=True)
class DueClaim:
    """``due_on``: the round's own limit; ``latest_on``: that of the law."""

    claim: Claim
    due_on: date | None
    days_late: int
    latest_on: date
    is_over_law: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """Retention money that is owed now, or will be."""

    project: Project
    fen: int
    due_on: date
    is_due: bool


@dataclass(frozen=True)
class FinanceDesk:
    """Sums in fen; ``payable_fen`` is what is approved and not yet paid."""

    claims: list[DueClaim]
    late: int
    payable_fen: int
    to_hand_over: int
    places: list[Place]
    files: QuerySet[PaymentFile]
    unmatched: QuerySet[BankLine]
    kept: list[Kept]


def finance_places(person: User) -> list[Place]:
    """The sub-districts whose payments this person looks after."""
    places = Place.objects.filter(lies_in(places_where(person, Permission.CLAIM_REVIEW)))
    return list(places.filter(level=Level.SUBDISTRICT).order_by("path"))


def finance_desk(person: User, now: datetime) -> FinanceDesk:
    """Everything of the sub-districts whose claims this person checks (eight queries)."""
    places = finance_places(person)
    here = lies_in(places, "project__community__path")
    claims = list(claims_with_case().filter(here, status__in=OPEN))
    due = _due(claims, now)
    approved = [claim for claim in claims if claim.status == "approved"]
    files = PaymentFile.objects.filter(place__in=places).select_related("place", "made_by")
    return FinanceDesk(
        claims=due,
        late=sum(1 for row in due if row.days_late or row.is_over_law),
        payable_fen=sum(claim.amount_fen for claim in approved),
        to_hand_over=sum(1 for claim in approved if claim.payment_file_id is None),
        places=places,
        files=files.annotate(count=Count("claims"), fen=Sum("claims__amount_fen"))[:NEWEST],
        unmatched=BankLine.objects.filter(place__in=places, settled_note="").exclude(problem=""),
        kept=_kept(places, local_day(now)),
    )


def _due(claims: list[Claim], now: datetime) -> list[DueClaim]:
    clocks, today = Clocks([claim.project.case_id for claim in claims], now), local_day(now)
    rows = []
    for claim in claims:
        deadline = clocks.of(claim.project.case_id).get(DeadlineKind.PAYMENT)
        due_on = deadline.due_on if deadline else None
        latest_on = latest_day(claim)
        rows.append(DueClaim(claim, due_on, clocks.days_late(due_on), latest_on, today > latest_on))
    return sorted(rows, key=lambda row: (row.due_on or row.latest_on, row.claim.pk))


def _kept(places: list[Place], today: date) -> list[Kept]:
    """Works that are settled and hold money still; an open final payment is no retention money."""
    projects = Project.objects.filter(
        lies_in(places, "community__path"), status__in=SETTLED, accepted_at__isnull=False,
        proposal__category=Category.WORKS, account__committed_fen__gt=0,
        claims__kind="settlement", claims__status="paid",
    )  # fmt: skip
    rows = []
    for project in projects.select_related("proposal__round", "account", "community").distinct():
        due_on = retention_due_on(project)
        if due_on is not None:
            fen = project.account.committed_fen
            rows.append(Kept(project, fen, due_on, due_on <= today))
    return sorted(rows, key=lambda row: (row.due_on, row.project.pk))
