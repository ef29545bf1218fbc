"""Invented estates and villages of every community, so that 找到我的社区 has something to find."""

from __future__ import annotations

from itertools import product

from mws.demo.data import places
from mws.places.models import EstateKind, Level, Place, PlaceAlias


def seed_estates(communities: list[Place]) -> list[Place]:
    """Two gardens for each community, its village where it has one, staff housing for some."""
    names = [first + second for second, first in product(places.GARDEN_SECOND, places.GARDEN_FIRST)]
    estates: list[Place] = []
    aliases: list[PlaceAlias] = []
    for number, community in enumerate(communities):
        rows = [(names[(2 * number + n) % len(names)], EstateKind.GARDEN) for n in (0, 1)]
        village, also = places.VILLAGES.get(community.name.removesuffix("社区"), ("", []))
        if village:
            rows.append((village, EstateKind.VILLAGE))
        elif number % 7 == 0:
            rows.append((places.STAFF[number // 7 % len(places.STAFF)], EstateKind.STAFF))
        made = [_estate(community, n, name, kind) for n, (name, kind) in enumerate(rows, start=1)]
        aliases += [PlaceAlias(place=made[-1], text=text) for text in also]
        estates += made
    Place.objects.bulk_create(estates, batch_size=500)
    PlaceAlias.objects.bulk_create(aliases)
    return estates


def _estate(community: Place, number: int, name: str, kind: str) -> Place:
    code = f"{community.code}-{number:02d}"
    return Place(
        code=code, path=f"{community.path}{code}/", level=Level.ESTATE, parent=community,
        name=name, kind=kind, is_demo=True,
    )  # fmt: skip
