"""疑点: what an auditor should look at. None is a finding; each says what rule picked it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice, pairwise
from statistics import median
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from mws.core.clock import local_day
from mws.core.wording import yuan_words
from mws.oversight.selectors import counted_projects
from mws.places.models import Place
from mws.rounds.calendar import WorkingCalendar
from mws.rounds.parameters import RoundRules
from proposals.models import Approval, CostItem, Project

MOST = 50  # of each kind
SPLIT_DAYS = 30
REPEAT_CONTRACTS, REPEAT_SHARE = 3, 50  # contracts, percent of the community's money
PRICES_LEAST, PRICE_TIMES = 5, 2


@dataclass(frozen=True)
class Anomaly:
    """``words``: what was seen, with the figures it rests on."""

    rule: str
    case_id: UUID
    proposal_id: int
    title: str
    place: str
    words: str


def anomalies_of(place: Place, year: int) -> dict[str, list[Anomaly]]:
    """By rule, at most MOST each (five queries)."""
    rules: dict[str, Callable[[list[Project]], Iterator[Anomaly]]] = {
        _("One work in several parts"): _split,
        _("The same supplier again and again"): _repeated,
        _("Prices far above the usual"): _dear,
        _("Approved on a day off"): _on_days_off,
    }
    rows = counted_projects(place, year).select_related(
        "proposal__round", "community", "supplier", "account"
    )
    projects = list(rows.order_by("opened_at", "pk"))
    return {name: list(islice(find(projects), MOST)) for name, find in rules.items()}


def _about(rule: str, project: Project, words: str) -> Anomaly:
    return Anomaly(
        rule, project.case_id, project.proposal_id, project.proposal.title,
        project.community.name, words,
    )  # fmt: skip


def _split(projects: list[Project]) -> Iterator[Anomaly]:
    """Projects of one form and supplier in one community within a month, each below the cap and
    together above it."""
    groups: dict[tuple, list[Project]] = defaultdict(list)
    for project in projects:
        if project.supplier_id:
            key = (project.community_id, project.supplier_id, project.proposal.category)
            groups[key].append(project)
    for (_community, _supplier, category), group in groups.items():
        cap = RoundRules.from_frozen(group[0].proposal.round.rules or {}).cap_fen(category)
        for first, second in pairwise(group):
            both = first.approved_fen + second.approved_fen
            is_near = second.opened_at - first.opened_at <= timedelta(days=SPLIT_DAYS)
            if cap and is_near and max(first.approved_fen, second.approved_fen) <= cap < both:
                yield _about("split", second, _(
                    "With “%(other)s”, same supplier and form: %(sum)s together, above the cap of"
                    " %(cap)s") % {
                        "other": first.proposal.title, "sum": yuan_words(both),
                        "cap": yuan_words(cap),
                    })  # fmt: skip


def _repeated(projects: list[Project]) -> Iterator[Anomaly]:
    by_community: dict[int, list[Project]] = defaultdict(list)
    for project in projects:
        if project.contract_fen:
            by_community[project.community_id].append(project)
    for group in by_community.values():
        whole = sum(project.contract_fen for project in group)
        shares: dict[int, list[Project]] = defaultdict(list)
        for project in group:
            shares[project.supplier_id].append(project)
        for contracts in shares.values():
            part = sum(project.contract_fen for project in contracts)
            if len(contracts) >= REPEAT_CONTRACTS and part * 100 >= whole * REPEAT_SHARE:
                yield _about("repeat", contracts[-1], _(
                    "%(supplier)s: %(count)s contracts, %(share)s%% of the community's contract"
                    " money") % {
                        "supplier": contracts[0].supplier.name, "count": len(contracts),
                        "share": part * 100 // whole,
                    })  # fmt: skip


def _dear(projects: list[Project]) -> Iterator[Anomaly]:
    """Cost lines at more than twice the median of lines with the same name and unit."""
    known = {project.proposal_id: project for project in projects}
    lines: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for line in CostItem.objects.filter(proposal__in=known).exclude(unit="项").order_by("pk"):
        lines[line.name, line.unit].append(line)
    for (name, unit), group in lines.items():
        usual = int(median(line.unit_price_fen for line in group))
        for line in group if len(group) >= PRICES_LEAST else ():
            if line.unit_price_fen > PRICE_TIMES * usual:
                yield _about("price", known[line.proposal_id], _(
                    "%(name)s at %(price)s a %(unit)s; usual are %(usual)s") % {
                        "name": name, "price": yuan_words(line.unit_price_fen), "unit": unit,
                        "usual": yuan_words(usual),
                    })  # fmt: skip


def _on_days_off(projects: list[Project]) -> Iterator[Anomaly]:
    known = {project.proposal_id: project for project in projects}
    approvals = list(Approval.objects.filter(proposal__in=known, result="approved").order_by("pk"))
    if not approvals:
        return
    days = [local_day(approval.decided_at) for approval in approvals]
    calendar = WorkingCalendar.between(min(days) - timedelta(days=1), max(days))
    for approval, day in zip(approvals, days, strict=True):
        if not calendar.count(day - timedelta(days=1), day):
            yield _about(
                "day_off", known[approval.proposal_id], _("Approved on %(day)s") % {"day": day}
            )
