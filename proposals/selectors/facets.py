"""How many cases each choice of a filter would leave, given all the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Case, Count, QuerySet, Value, When

from proposals.filters import COST, COST_BANDS, STATUS_GROUPS, ProposalFilter
from proposals.models import Proposal
from proposals.selectors.list_map import keep_whole_map

FACETS = ("year", "status", "category", "theme", "group", "cost")
LARGE = 5_000
"""The count of a whole city costs a third of a second, so it is kept for a minute; fewer cases are
counted each time, and are always exact."""
KEPT, KEPT_SECONDS = "proposals.counts", 300
FRESH, FRESH_SECONDS = "proposals.counts.fresh", 60

Cell = tuple[tuple[str, ...], int]


@dataclass(frozen=True, slots=True)
class Facets:
    """``total`` cases are left by all filters; ``counts[name][value]`` would be with this one."""

    total: int
    counts: dict[str, Counter[str]]


def facets_of(filtered: ProposalFilter) -> Facets:
    """Counts for the list's form: one query, or none where they are kept."""
    chosen = {name: str(filtered.form.cleaned_data.get(name) or "") for name in FACETS}
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    asked = [(place, chosen[name]) for place, name in enumerate(FACETS) if chosen[name]]
    tallies, total = list(counts.values()), 0
    for values, count in _cells(filtered):
        strange = [place for place, value in asked if values[place] != value]
        if not strange:
            total += count
            for tally, value in zip(tallies, values, strict=True):
                tally[value] += count
        elif len(strange) == 1:
            tallies[strange[0]][values[strange[0]]] += count
    return Facets(total, counts)


def keep_counts() -> int:
    """Count a large site afresh, so that no visitor waits for it; ``tick`` calls this."""
    if cache.get(FRESH):
        return 0
    is_large = sum(count for _values, count in _whole()) > LARGE
    if is_large:
        keep_whole_map()
    return int(is_large)


def _cells(filtered: ProposalFilter) -> list[Cell]:
    """The cases of the searched selection, counted by the values of all facets together."""
    if filtered.form.cleaned_data.get("q") or filtered.form.cleaned_data.get("place"):
        return list(_counted(filtered.searched))
    return cache.get(KEPT) or _whole()


def _whole() -> list[Cell]:
    cells = list(_counted(Proposal.objects.public()))
    if sum(count for _values, count in cells) > LARGE:
        cache.set(KEPT, cells, KEPT_SECONDS)
        cache.set(FRESH, True, FRESH_SECONDS)
    return cells


def _counted(rows: QuerySet) -> Iterator[Cell]:
    grouped = (
        rows.order_by()
        .alias(cost=COST)
        .annotate(progress=_progress(), band=_band())
        .values_list(
            "round__year", "progress", "category", "theme", "beneficiary_group", "band"
        )
        .annotate(count=Count("pk"))
    )  # fmt: skip
    for *values, count in grouped:
        yield tuple(map(str, values)), count


def _progress() -> Case:
    groups = STATUS_GROUPS.items()
    return Case(*(When(condition, then=Value(key)) for key, (_word, condition) in groups))


def _band() -> Case:
    *bands, last = COST_BANDS.items()
    cuts = (When(cost__lte=up_to, then=Value(key)) for key, (_word, _above, up_to) in bands)
    return Case(*cuts, default=Value(last[0]))
