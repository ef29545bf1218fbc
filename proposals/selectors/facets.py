"""How many cases each choice of a filter would leave, given all the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Case, Count, QuerySet, Value, When

from proposals.filters import COST, COST_BANDS, STATUS_GROUPS, ProposalFilter
from proposals.models import Proposal
from proposals.selectors.kept import is_large, keep, kept, key_of
from proposals.selectors.list_map import keep_whole_map

FACETS = ("year", "status", "category", "theme", "group", "cost")
FRESH, FRESH_SECONDS = "proposals.counts.fresh", 60

Cell = tuple[tuple[str, ...], int]


@dataclass(frozen=True, slots=True)
class Facets:
    """``total`` cases are left by all filters, ``searched`` by words and place alone;
    ``counts[name][value]`` would be with this choice."""

    total: int
    searched: int
    counts: dict[str, Counter[str]]


def facets_of(filtered: ProposalFilter) -> Facets:
    """Counts for the list's form: one query, or none where they are kept."""
    said = filtered.form.cleaned_data
    return kept("facets", said, lambda: _tallied(filtered), cases=lambda found: found.searched)


def _tallied(filtered: ProposalFilter) -> Facets:
    """What the cells add up to: for each facet, the cases that all the other choices leave."""
    chosen = {name: str(filtered.form.cleaned_data.get(name) or "") for name in FACETS}
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    asked = [(place, chosen[name]) for place, name in enumerate(FACETS) if chosen[name]]
    tallies, total, searched = list(counts.values()), 0, 0
    for values, count in _cells(filtered):
        searched += count
        strange = [place for place, value in asked if values[place] != value]
        if not strange:
            total += count
            for tally, value in zip(tallies, values, strict=True):
                tally[value] += count
        elif len(strange) == 1:
            tallies[strange[0]][values[strange[0]]] += count
    return Facets(total, searched, counts)


def keep_counts() -> int:
    """Count a large site afresh, so that no visitor waits for it; ``tick`` calls this."""
    if cache.get(FRESH):
        return 0
    cells = list(_counted(Proposal.objects.public()))
    if not is_large(cases := _cases(cells)):
        return 0
    keep("counts", {}, cells, cases=cases)
    cache.delete(key_of("facets", {}))
    cache.set(FRESH, True, FRESH_SECONDS)
    keep_whole_map()
    return 1


def _cells(filtered: ProposalFilter) -> list[Cell]:
    """The cases of the searched selection, counted by the values of all facets together."""
    said = {name: filtered.form.cleaned_data.get(name) for name in ("q", "place")}
    return kept("counts", said, lambda: list(_counted(filtered.searched)), cases=_cases)


def _cases(cells: list[Cell]) -> int:
    return sum(count for _values, count in cells)


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
