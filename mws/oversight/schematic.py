"""示意图: the parts of a place as tiles, about where they lie. No map: no borders are drawn."""

from __future__ import annotations

from dataclasses import dataclass

from mws.core.money import per_mille
from mws.oversight.figures import Figure

# Column and row, from the north-west; a part that is not named here follows after the others.
SITES: dict[str, dict[str, tuple[int, int]]] = {
    "深圳市": {
        "光明区": (1, 0), "宝安区": (0, 1), "龙华区": (1, 1), "龙岗区": (2, 1), "坪山区": (3, 1),
        "南山区": (0, 2), "福田区": (1, 2), "罗湖区": (2, 2), "盐田区": (3, 2), "大鹏新区": (3, 3),
    },
    "南山区": {
        "西丽街道": (1, 0), "桃源街道": (2, 0), "南头街道": (0, 1), "粤海街道": (1, 1),
        "沙河街道": (2, 1), "南山街道": (0, 2), "招商街道": (1, 2), "蛇口街道": (1, 3),
    },
}  # fmt: skip
COLUMNS, SIDE = 4, 100
STEPS = (250, 500, 750)  # tenths of a percent: where a tile becomes fuller


@dataclass(frozen=True)
class Tile:
    """``step`` 0 to 3: how full; ``x`` and ``y`` in units of the picture."""

    figure: Figure
    name: str
    x: int
    y: int
    step: int
    level: int  # height of the filled part, of SIDE

    @property
    def middle(self) -> int:
        return self.x + SIDE // 2

    @property
    def fill_y(self) -> int:
        return self.y + SIDE - self.level


def tiles_of(figures: list[Figure]) -> list[Tile]:
    """A tile for each figure (a share), none for no figures."""
    if not figures:
        return []
    parent = next(
        (name for name, sites in SITES.items() if figures[0].place.name in sites), ""
    )  # fmt: skip
    sites = SITES.get(parent, {})
    rows = max((row for _column, row in sites.values()), default=-1) + 1
    tiles, extra = [], 0
    for figure in figures:
        site = sites.get(figure.place.name)
        if site is None:
            site = (extra % COLUMNS, rows + extra // COLUMNS)
            extra += 1
        tiles.append(_tile(figure, *site))
    return tiles


def picture_height(tiles: list[Tile]) -> int:
    return max((tile.y for tile in tiles), default=0) + SIDE


def _tile(figure: Figure, column: int, row: int) -> Tile:
    share = per_mille(figure.value, figure.whole)
    name = figure.place.name
    for ending in ("街道", "社区", "新区", "区"):
        if len(name) > len(ending) + 1:
            name = name.removesuffix(ending)
    step = sum(share >= edge for edge in STEPS)
    return Tile(figure, name[:5], column * SIDE, row * SIDE, step, share * SIDE // 1000)
