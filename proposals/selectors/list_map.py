"""The map beside the list, drawn from what is known and not asked of any map service.

Of a community that has a plan: the plan, with the cases of the page as pins. Of a larger place: a
tile for each place in it, with how many cases of the selection lie there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from mws.places.models import Level, Place
from mws.places.plans import DrawnPlan, Pin
from mws.places.selectors import plan_of
from proposals.filters import ProposalFilter
from proposals.models import Proposal
from proposals.selectors.kept import keep, kept

# Where Shenzhen's districts lie to each other, west to east and north to south.
DISTRICTS = {
    "440306": (0, 0), "440311": (1, 0), "440309": (2, 0), "440307": (3, 0), "440310": (4, 0),
    "440305": (1, 1), "440304": (2, 1), "440303": (3, 1), "440308": (4, 1), "440312": (5, 1),
}  # fmt: skip
IN_A_ROW = 3
TONES = 4


@dataclass(frozen=True, slots=True)
class Tile:
    """A place on the map: ``tone`` 0 to 4, the more cases the darker."""

    name: str
    short: str  # without the word that every name here ends with
    url: str
    count: int
    tone: int
    column: int
    row: int

    @property
    def shade(self) -> str:
        return f"tone-{self.tone}"

    @property
    def at(self) -> str:
        """Where it stands, as SVG says it: text, for a number would be put into a local form."""
        return f"translate({self.column}00 {self.row}00)"


@dataclass(frozen=True)
class ListMap:
    """Either a plan or tiles; ``title`` says of what."""

    title: str
    drawn: DrawnPlan | None = None
    tiles: Sequence[Tile] = ()

    @property
    def columns(self) -> int:
        return max((tile.column for tile in self.tiles), default=0) + 1

    @property
    def rows(self) -> int:
        return max((tile.row for tile in self.tiles), default=0) + 1


def list_map(
    filtered: ProposalFilter, *, params: QueryDict, page: Sequence[Proposal]
) -> ListMap | None:
    """The map of a selection; ``page`` are its cases in sight. Two queries at most."""
    place = filtered.chosen_place
    if place is not None and place.level == Level.COMMUNITY:
        return _plan_with_pins(place, page)
    return _tiles(filtered, params)


def _plan_with_pins(place: Place, page: Sequence[Proposal]) -> ListMap | None:
    plan = plan_of(place)
    if plan is None:
        return None
    pins = [
        Pin((case.pin_x or 0, case.pin_y or 0), label=str(number), words=f"{number}. {case.title}",
            url=f"#case-{case.pk}")
        for number, case in enumerate(page, start=1)
        if case.plan_id == plan.pk
    ]  # fmt: skip
    return ListMap(_("The cases of this page on the plan"), drawn=DrawnPlan(plan, pins))


def _tiles(filtered: ProposalFilter, params: QueryDict) -> ListMap | None:
    parts = _parts(filtered)
    if len(parts) < 2:
        return None
    said = filtered.form.cleaned_data
    found = kept("map", said, lambda: _counted(filtered.qs), cases=lambda by: sum(by.values()))
    below = _sums(found, depth=parts[0].path.count("/"))
    counts = {part.code: below[part.path] for part in parts}
    most = max(counts.values()) or 1
    spots = [DISTRICTS.get(part.code) for part in parts]
    if None in spots:
        spots = [(n % IN_A_ROW, n // IN_A_ROW) for n in range(len(parts))]
    address = _but_for_the_place(params)
    tiles = [
        Tile(part.name, _short(part.name), f"{address}{part.code}", counts[part.code],
             -(-TONES * counts[part.code] // most), *spot)
        for part, spot in zip(parts, spots, strict=True)
        if spot
    ]  # fmt: skip
    return ListMap(_("Where the cases lie"), tiles=tiles)


def _parts(filtered: ProposalFilter) -> list[Place]:
    """The places directly in the chosen one, by path; of a site with
    one district, its sub-districts."""
    place, known = filtered.chosen_place, filtered.places
    districts = [each for each in known if each.level == Level.DISTRICT]
    if (place is None or place.level == Level.CITY) and len(districts) > 1:
        return districts
    if place is None or place.level != Level.SUBDISTRICT:
        path = place.path if place else ""
        return [p for p in known if p.level == Level.SUBDISTRICT and p.path.startswith(path)]
    return filtered.communities


def keep_whole_map() -> None:
    """Count all public cases afresh, as the map of the whole city shows them."""
    found = _counted(Proposal.objects.public())
    keep("map", {}, found, cases=sum(found.values()))


def _counted(rows: QuerySet[Any]) -> dict[str, int]:
    """How many of the cases lie in each community, by its path."""
    grouped = rows.order_by().values("community__path").annotate(count=Count("pk"))
    return dict(grouped.values_list("community__path", "count"))


def _short(name: str) -> str:
    for ending in ("街道", "社区", "新区", "区"):
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name.removesuffix(ending)
    return name


def _sums(counts: dict[str, int], *, depth: int) -> Counter[str]:
    """What lies in communities, added up by the path of the place ``depth`` codes from the root."""
    sums: Counter[str] = Counter()
    for path, count in counts.items():
        sums["/".join(path.split("/", depth)[:depth]) + "/"] += count
    return sums


def _but_for_the_place(params: QueryDict) -> str:
    """The address of the selection in another place, up to that place's code."""
    chosen = params.copy()
    chosen.pop("place", None)
    return f"?{chosen.urlencode()}&place=" if chosen else "?place="
