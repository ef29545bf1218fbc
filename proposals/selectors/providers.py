"""The register of providers with what they did and how residents rated it; the library of services;
and what a provider's own people have to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, F, Q, Sum, When

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.accounts.selectors import lies_in, places_where
from mws.core.clock import local_day
from mws.core.money import per_mille
from mws.core.wording import per_mille_words
from mws.providers.models import Representative, ServiceItem, Supplier
from mws.providers.rules import why_not_engage
from proposals.models import Acceptance, Project, ProjectStatus, Satisfaction
from proposals.models.delivery import ClaimStatus
from proposals.models.outcome import AcceptanceResult
from proposals.selectors.clocks import Clocks
from proposals.selectors.project_survey import enough, mean_of

MOST_MATES = 30


@dataclass(frozen=True, slots=True)
class ProviderRecord:
    """What a provider did so far. ``rated``: projects with enough answers; the rest count for
    nothing. ``late``: completed after the contract's last day."""

    supplier: Supplier
    projects: int = 0
    accepted: int = 0
    put_right: int = 0
    late: int = 0
    rated: int = 0
    answers: int = 0
    mean: str = "–"
    satisfied: str = ""
    breaches: int = 0


@dataclass(frozen=True)
class ProviderPage:
    record: ProviderRecord
    projects: Sequence[Project]
    items: Sequence[ServiceItem]


@dataclass(frozen=True)
class MyProject:
    """One project as its provider's person sees it: what is asked, by when."""

    project: Project
    due: list[tuple[str, date, int]]
    claimed_fen: int
    paid_fen: int


def records_of(project: Project) -> list[ProviderRecord]:
    """A hint for those who choose: what every provider who passes the gate did, the best first."""
    rules = project.proposal.round.frozen_rules
    suppliers = Supplier.objects.prefetch_related("breaches", "trainings")
    today = project.opened_at.date()
    fit = [each for each in suppliers if why_not_engage(each, on=today, rules=rules) is None]
    records = provider_records(fit)
    return sorted((r for r in records if r.projects), key=lambda r: (-r.rated, r.supplier.name))[:8]


def provider_records(suppliers: Iterable[Supplier]) -> list[ProviderRecord]:
    """The records of these providers (four queries, however many they are)."""
    suppliers = list(suppliers)
    keys = [supplier.pk for supplier in suppliers]
    projects = Project.objects.filter(supplier__in=keys).order_by().values("supplier")
    counted = projects.annotate(
        projects=Count("pk"), accepted=Count("pk", filter=Q(accepted_at__isnull=False)),
        late=Count("pk", filter=Q(completed_at__date__gt=F("contract__ends_on"))),
    )  # fmt: skip
    names = ("projects", "accepted", "late")
    counts: dict[int, dict[str, Any]] = {
        row["supplier"]: {name: dict(row)[name] for name in names} for row in counted
    }
    put_right = dict(
        Acceptance.objects.filter(project__supplier__in=keys, result=AcceptanceResult.RECTIFY)
        .order_by().values_list("project__supplier").annotate(Count("project", distinct=True))
    )  # fmt: skip
    ratings = _ratings(keys)
    breaches = dict(
        Supplier.objects.filter(pk__in=keys)
        .order_by()
        .values_list("pk")
        .annotate(Count("breaches"))
    )
    return [
        ProviderRecord(
            supplier=supplier,
            put_right=put_right.get(supplier.pk, 0),
            breaches=breaches.get(supplier.pk, 0),
            **counts.get(supplier.pk, {}),
            **ratings.get(supplier.pk, {}),
        )
        for supplier in suppliers
    ]


def _ratings(keys: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Answers of verified residents in both waves, of projects and waves with enough of them."""
    groups = (
        Satisfaction.objects.filter(project__supplier__in=keys).order_by()
        .values("project__supplier", "project", "wave", round=F("project__proposal__round"))
        .annotate(n=Count("pk"), total=Sum("overall"), happy=Count("pk", filter=Q(overall__gte=4)))
    )  # fmt: skip
    found: dict[int, list[dict[str, Any]]] = {}
    for row in enough(groups):
        found.setdefault(row["project__supplier"], []).append(dict(row))
    return {key: _rating(rows) for key, rows in found.items()}


def _rating(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    count = sum(row["n"] for row in rows)
    return {
        "rated": len({row["project"] for row in rows}), "answers": count,
        "mean": mean_of(sum(row["total"] for row in rows), count),
        "satisfied": per_mille_words(per_mille(sum(row["happy"] for row in rows), count)),
    }  # fmt: skip


def provider_page(supplier: Supplier) -> ProviderPage:
    """One provider with its latest projects and what it offers."""
    projects = Project.objects.filter(supplier=supplier).with_case()
    return ProviderPage(
        record=provider_records([supplier])[0],
        projects=list(projects.order_by("-opened_at", "-pk")[:20]),
        items=list(supplier.items.filter(withdrawn_at=None)),
    )


def mates_of(project: Project, *, by: User) -> list[Project]:
    """Projects that could share this one's contract: same sub-district, year and form, in the same
    hands, and not chosen for elsewhere. Those of its own package may be chosen for anew together,
    when one of them has ended."""
    chosen = Q(procurement=None)
    if project.procurement_id is not None:
        chosen |= Q(procurement=project.procurement_id)
    mates = Project.objects.filter(
        chosen, status=ProjectStatus.PROCURING, year=project.year,
        community__parent=project.community.parent_id,
        proposal__category=project.proposal.category,
    ).exclude(pk=project.pk)  # fmt: skip
    here = lies_in(places_where(by, Permission.CONTRACT_SIGN), "community__path")
    found = mates.filter(here).select_related("proposal", "community")
    own_first = Case(When(procurement=None, then=1), default=0)
    return list(found.order_by(own_first, "pk")[:MOST_MATES])


def library() -> list[ServiceItem]:
    """What can be ordered now, with who offers it (one query)."""
    return list(ServiceItem.objects.filter(withdrawn_at=None).select_related("supplier"))


def my_projects(person: User, *, now: datetime) -> list[MyProject]:
    """What goes on of everybody this person acts for, the latest first (four queries)."""
    today = local_day(now)
    mine = Representative.objects.filter(Representative.in_force(today), person=person)
    projects = list(
        Project.objects.filter(
            supplier__in=mine.values("supplier"), status__in=ProjectStatus.running()
        )
        .with_case().prefetch_related("claims")
        .order_by("-opened_at", "pk")[:100]
    )  # fmt: skip
    clocks = Clocks([project.case_id for project in projects], now)
    return [_mine(project, clocks) for project in projects]


def _mine(project: Project, clocks: Clocks) -> MyProject:
    rows = clocks.of(project.case_id).values()
    due = [
        (row.get_kind_display(), row.due_on, clocks.days_late(row.due_on))
        for row in sorted(rows, key=lambda row: row.due_on)
        if row.paused_at is None and row.holder_role == "supplier"
    ]
    standing = [c for c in project.claims.all() if c.status != ClaimStatus.REFUSED]
    return MyProject(
        project=project, due=due, claimed_fen=sum(c.amount_fen for c in standing),
        paid_fen=project.account.paid_fen,
    )  # fmt: skip
