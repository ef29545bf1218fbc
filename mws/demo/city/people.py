"""The offices and councils of every community, and a million residents beside them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from random import Random

from django.contrib.auth.hashers import make_password

from mws.accounts.models import Residency, ResidencyBasis, ResidencyStatus, User
from mws.accounts.permissions import Role
from mws.demo.city.copying import copy_rows, take_ids
from mws.demo.city.places import Tree
from mws.demo.data import people
from mws.demo.seeding.base import (
    COMMUNITY_ROLES,
    FIRST_DAY,
    SEAT_KINDS,
    STREET_ROLES,
    Office,
    PeopleMaker,
)
from mws.places.models import Place

AUTHORS = 4  # of each community, known by name; all others are only on its roll


def seed_offices(city: Place, tree: Tree, now: datetime) -> list[Office]:
    """Everyone who holds a role, and a few residents who propose."""
    maker = PeopleMaker(now)
    offices: list[Office] = []
    maker.officer("auditor", Role.AUDITOR, city)
    for district, streets in tree:
        top = maker.officer(f"{district.code}-district", Role.DISTRICT_OFFICER, district)
        for street, communities in streets:
            holders = {Role.DISTRICT_OFFICER.value: top} | {
                role.value: maker.officer(f"{street.code}-{role}", role, street)
                for role in STREET_ROLES
            }
            offices += [_office(maker, place, holders) for place in communities]
    maker.store()
    return offices


def _office(maker: PeopleMaker, place: Place, street: dict[str, User]) -> Office:
    holders = street | {
        role.value: maker.officer(f"{place.code}-{role}", role, place) for role in COMMUNITY_ROLES
    }
    council = [maker.member(place, number, kind) for number, kind in enumerate(SEAT_KINDS, 1)]
    holders[Role.COUNCIL_CHAIR.value] = council[0]
    authors = [maker.resident(f"{place.code}-resident-{n}", place) for n in range(1, AUTHORS + 1)]
    return Office(place, holders, council, authors)


def seed_residents(places: list[Place], counts: list[int], now: datetime) -> None:
    """``counts``: how many in each place. Verified, of age, without a telephone number."""
    total = sum(counts)
    ids = take_ids(User, total)
    pattern = User(password=make_password(None), is_demo=True, date_joined=now)
    chance = Random(645)
    copy_rows(
        pattern, ("id", "username", "display_name"),
        ((key, f"city-{key}", people.make_name(chance)) for key in ids),
    )  # fmt: skip
    home = Residency(
        basis=ResidencyBasis.RESIDENCE, since=FIRST_DAY, status=ResidencyStatus.VERIFIED,
        claimed_at=now, decided_at=now,
    )  # fmt: skip
    copy_rows(home, ("user_id", "place_id"), zip(ids, _homes(places, counts), strict=True))


def _homes(places: list[Place], counts: list[int]) -> Iterator[int]:
    for place, count in zip(places, counts, strict=True):
        yield from [place.pk] * count
