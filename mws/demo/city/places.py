"""Ten districts, 74 sub-districts, 645 communities: real districts, all else by number."""

from __future__ import annotations

from mws.accounts.services import begin_proof_kinds
from mws.core.money import split_largest_remainder
from mws.demo.seeding.bodies import premises_of, seed_bodies
from mws.demo.seeding.estates import seed_estates
from mws.places.models import CommunityProfile, Level, Place

SUBDISTRICTS, COMMUNITIES = 74, 645
# Name, English name, abbreviation; sub-districts are shared out by these weights.
DISTRICTS = (
    ("罗湖区", "Luohu District", "LH", 10), ("福田区", "Futian District", "FT", 10),
    ("南山区", "Nanshan District", "NS", 8), ("宝安区", "Bao'an District", "BA", 10),
    ("龙岗区", "Longgang District", "LG", 11), ("盐田区", "Yantian District", "YT", 4),
    ("龙华区", "Longhua District", "LHU", 6), ("坪山区", "Pingshan District", "PSH", 6),
    ("光明区", "Guangming District", "GM", 6), ("大鹏新区", "Dapeng New District", "DP", 3),
)  # fmt: skip
Tree = list[tuple[Place, list[tuple[Place, list[Place]]]]]


def seed_places(communities: int) -> tuple[Place, Tree]:
    """The city, and each district with its sub-districts and their communities."""
    city = _place("4403", "深圳市", "Shenzhen", Level.CITY, None, "SZ")
    city.save()
    streets = min(SUBDISTRICTS, communities)
    weights = [weight for *_names, weight in DISTRICTS]
    shares = split_largest_remainder(streets, weights)
    sizes = iter(split_largest_remainder(communities, [1] * streets))
    tree: Tree = [
        (district, [_street(district, n, next(sizes)) for n in range(1, share + 1)])
        for district, share in ((_district(city, n), share) for n, share in enumerate(shares))
    ]
    _describe([place for _d, rows in tree for _s, places in rows for place in places])
    return city, tree


def _district(city: Place, number: int) -> Place:
    name, name_en, abbreviation, _weight = DISTRICTS[number]
    district = _place(f"44030{3 + number}" if number < 7 else f"4403{3 + number}", name, name_en,
                      Level.DISTRICT, city, abbreviation)  # fmt: skip
    district.save()
    begin_proof_kinds(district_id=district.pk, by=None)
    return district


def _street(district: Place, number: int, size: int) -> tuple[Place, list[Place]]:
    code = f"{district.code}{number:03d}"
    street = _place(
        code, f"第{number}街道", f"Sub-district {number}", Level.SUBDISTRICT, district,
        f"J{number}",
    )  # fmt: skip
    street.save()
    rows = [
        _place(f"{code}{n:03d}", f"{number}街{n}社区", "", Level.COMMUNITY, street, f"{n:02d}")
        for n in range(1, size + 1)
    ]
    return street, Place.objects.bulk_create(rows)


def _place(
    code: str, name: str, name_en: str, level: str, parent: Place | None, abbreviation: str
) -> Place:
    return Place(
        code=code, path=f"{parent.path if parent else ''}{code}/", level=level, parent=parent,
        name=name, name_en=name_en, abbreviation=abbreviation, is_demo=True,
    )  # fmt: skip


def _describe(communities: list[Place]) -> None:
    CommunityProfile.objects.bulk_create(
        CommunityProfile(
            place=place, address=f"{place.name}党群服务中心", phone=f"0755-5550 {number:04d}",
            hours="周一至周六 9:00–18:00", households=2_400 + number * 37 % 9_000,
            residents=27_300, **premises_of(number),
        )
        for number, place in enumerate(communities, 1)
    )  # fmt: skip
    seed_bodies(communities)
    seed_estates(communities)
