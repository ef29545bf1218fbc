"""The stage and its people: places, profiles, rule sets, calendar, offices, councils, firms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.utils import encrypt
from django.contrib.auth.hashers import make_password

from mws.accounts.models import Membership, Residency, ResidencyBasis, ResidencyStatus, User
from mws.accounts.permissions import Role
from mws.accounts.services import begin_proof_kinds
from mws.core.money import split_largest_remainder
from mws.demo.data import people, places
from mws.demo.roles import PASSWORD, PHONES
from mws.demo.seeding.bodies import premises_of, seed_bodies
from mws.demo.seeding.estates import seed_estates
from mws.ledger.models import Source
from mws.ledger.services import confirm_allocation, enter_allocation
from mws.places.models import CommunityProfile, Level, Place
from mws.providers.models import ProviderKind, Supplier
from mws.rounds.models import RuleSet
from mws.rounds.services import create_rule_set, load_calendar
from voting.models import CouncilScheme, CouncilSeat, SchemeSeats, SeatKind

FIRST_DAY = date(2017, 1, 1)
SEAT_KINDS = (
    [SeatKind.PARTY] * 2
    + [SeatKind.COMMITTEE, SeatKind.DEPUTY]
    + [SeatKind.ENTERPRISE] * 2
    + [SeatKind.RESIDENT] * 7
)
STREET_ROLES = (
    Role.SUBDISTRICT_OFFICER, Role.SUBDISTRICT_LEADER, Role.FINANCE_OFFICER, Role.WORKS_OFFICER,
)  # fmt: skip
COMMUNITY_ROLES = (Role.INTAKE_CLERK, Role.COMMUNITY_SECRETARY, Role.COUNCIL_SECRETARY)
PROFILE_PHONE = "0755-5550 {number:04d}"  # a number range that is not assigned


@dataclass
class Office:
    """The people of one community, by what they do."""

    place: Place
    holders: dict[str, User]
    council: list[User]
    residents: list[User]

    def __getitem__(self, role: str) -> User:
        return self.holders[role]


@dataclass
class Stage:
    """Everything the years are played on."""

    city: Place
    district: Place
    district_officer: User
    builder: User | None = None  # who acts for the provider that /demo/ plays
    offices: list[Office] = field(default_factory=list)
    suppliers: list[Supplier] = field(default_factory=list)

    def office(self, name: str) -> Office:
        """The community of that name in Taoyuan sub-district."""
        return next(
            office
            for office in self.offices
            if office.place.name == f"{name}社区" and office.place.code.startswith("440305008")
        )


class PeopleMaker:
    """Collects users, memberships, seats and residencies; stores them in bulk."""

    def __init__(self, now: datetime, *, first_number: int = 0) -> None:
        self.random = Random(20260702 + first_number)
        self.first_number = first_number  # of their telephones
        self.now = now
        self.unusable = make_password(None)
        self.password = make_password(PASSWORD)  # once: it is made to take long
        self.users: list[User] = []
        self.factors: list[Authenticator] = []
        self.memberships: list[Membership] = []
        self.seats: list[CouncilSeat] = []
        self.schemes: list[CouncilScheme] = []
        self.scheme_seats: list[SchemeSeats] = []
        self.residencies: list[Residency] = []

    def person(self, username: str) -> User:
        user = User(
            username=username, display_name=people.make_name(self.random), is_demo=True,
            password=self.unusable, date_joined=self.now,
        )  # fmt: skip
        self.users.append(user)
        user.phone = PHONES.format(number=self.first_number + len(self.users))
        user.phone_lookup, user.phone_verified = User.lookup_of(user.phone), True
        return user

    def officer(self, username: str, role: str, place: Place) -> User:
        user = self.person(username)
        user.password = self.password
        secret = encrypt(generate_totp_secret())
        self.factors.append(
            Authenticator(user=user, type=Authenticator.Type.TOTP, data={"secret": secret})
        )
        self.memberships.append(
            Membership(
                user=user,
                role=role,
                place=place,
                starts_on=FIRST_DAY,
                reason="演示数据",
                granted_at=self.now,
            )
        )
        return user

    def member(self, place: Place, number: int, kind: str) -> User:
        role = Role.COUNCIL_CHAIR if number == 1 else Role.COUNCIL_MEMBER
        user = self.officer(f"{place.code}-council-{number}", role, place)
        self.seats.append(
            CouncilSeat(place=place, number=number, kind=kind, member=user, starts_on=FIRST_DAY)
        )
        self.residency(user, place)
        return user

    def scheme(self, place: Place, kinds: Sequence[str]) -> None:
        """组成方案: the seats of the council as they were decided, by their kinds."""
        scheme = CouncilScheme(
            place=place, adopted_on=FIRST_DAY, document=f"{place.name}居民议事会组成方案（演示）"
        )
        self.schemes.append(scheme)
        self.scheme_seats += [
            SchemeSeats(scheme=scheme, kind=kind, seats=seats)
            for kind, seats in Counter(kinds).items()
        ]

    def residency(self, user: User, place: Place) -> None:
        self.residencies.append(
            Residency(
                user=user,
                place=place,
                basis=ResidencyBasis.RESIDENCE,
                since=FIRST_DAY,
                status=ResidencyStatus.VERIFIED,
                claimed_at=self.now,
                decided_at=self.now,
            )
        )

    def resident(self, username: str, place: Place) -> User:
        user = self.person(username)
        self.residency(user, place)
        return user

    def store(self) -> None:
        User.objects.bulk_create(self.users, batch_size=500)
        Authenticator.objects.bulk_create(self.factors, batch_size=500)
        Membership.objects.bulk_create(self.memberships, batch_size=500)
        CouncilSeat.objects.bulk_create(self.seats, batch_size=500)
        CouncilScheme.objects.bulk_create(self.schemes, batch_size=500)
        SchemeSeats.objects.bulk_create(self.scheme_seats, batch_size=500)
        Residency.objects.bulk_create(self.residencies, batch_size=500)


def seed_places() -> tuple[Place, Place, list[tuple[Place, list[Place]]]]:
    """City, district, and each sub-district with its communities."""
    code, name, name_en = places.CITY
    city = _place(code, name, name_en, Level.CITY, None, "SZ")
    code, name, name_en, abbreviation = places.DISTRICT
    district = _place(code, name, name_en, Level.DISTRICT, city, abbreviation)
    tree = []
    for code, name, name_en, abbreviation, names in places.SUBDISTRICTS:
        street = _place(code, name, name_en, Level.SUBDISTRICT, district, abbreviation)
        communities = [
            _place(
                f"{code}{number:03d}",
                f"{each}社区",
                "",
                Level.COMMUNITY,
                street,
                places.ABBREVIATIONS.get(each, f"{number:02d}"),
            )
            for number, each in enumerate(names.split(), start=1)
        ]
        tree.append((street, communities))
    begin_proof_kinds(district_id=district.pk, by=None)
    everywhere = [place for _street, communities in tree for place in communities]
    _seed_profiles(everywhere)
    seed_bodies(everywhere)
    seed_estates(everywhere)
    return city, district, tree


def _place(
    code: str, name: str, name_en: str, level: str, parent: Place | None, abbreviation: str
) -> Place:
    return Place.objects.create(
        code=code, path=f"{parent.path if parent else ''}{code}/", level=level, parent=parent,
        name=name, name_en=name_en, abbreviation=abbreviation, is_demo=True,
    )  # fmt: skip


def _seed_profiles(communities: list[Place]) -> None:
    random = Random(44)
    profiles = []
    for number, place in enumerate(communities, start=1):
        households = random.randint(2_400, 11_800)
        profiles.append(
            CommunityProfile(
                place=place,
                address=f"{place.name}党群服务中心",
                phone=PROFILE_PHONE.format(number=number),
                hours="周一至周六 9:00–18:00",
                households=households,
                residents=households * random.randint(24, 34) // 10,
                **premises_of(number),
            )
        )
    CommunityProfile.objects.bulk_create(profiles)


def seed_people(
    city: Place, district: Place, tree: list[tuple[Place, list[Place]]], *,
    residents: dict[str, int], now: datetime,
) -> Stage:  # fmt: skip
    """Offices of the district, the sub-districts and the communities, councils and residents.

    ``residents``: how many per community name; others get four.
    """
    maker = PeopleMaker(now)
    stage = Stage(city, district, maker.officer("district", Role.DISTRICT_OFFICER, district))
    maker.officer("auditor", Role.AUDITOR, city)
    maker.officer("editor", Role.EDITOR, district)
    stage.builder = maker.officer("supplier", Role.SUPPLIER, district)
    for street, communities in tree:
        street_people: dict[str, User] = {
            role: maker.officer(f"{street.code}-{role}", role, street) for role in STREET_ROLES
        }
        for place in communities:
            stage.offices.append(_office(maker, place, street_people, residents))
    maker.store()
    return stage


def _office(
    maker: PeopleMaker, place: Place, street: dict[str, User], residents: dict[str, int]
) -> Office:
    holders = street | {
        role: maker.officer(f"{place.code}-{role}", role, place) for role in COMMUNITY_ROLES
    }
    council = [maker.member(place, number, kind) for number, kind in enumerate(SEAT_KINDS, start=1)]
    maker.scheme(place, SEAT_KINDS)
    holders[Role.COUNCIL_CHAIR] = council[0]
    count = residents.get(place.name.removesuffix("社区"), 4)
    living = [maker.resident(f"{place.code}-resident-{n}", place) for n in range(1, count + 1)]
    return Office(place, holders, council, living)


def seed_suppliers() -> list[Supplier]:
    return Supplier.objects.bulk_create(
        Supplier(
            credit_code=people.make_credit_code(number),
            name=name,
            kind=ProviderKind(kind),
            specialty=specialty,
            registered_on=date(2012, 3, number),
            is_demo=True,
        )
        for number, (name, kind, specialty) in enumerate(people.FIRMS, start=1)
    )


def seed_rules(district: Place, year: int, now: datetime) -> RuleSet:
    """A district's rules of one year and its calendar."""
    rule_set = create_rule_set(
        district=district, year=year, name=f"南山区 {year} 年度规则（演示）",
        legal_basis="深民函〔2016〕264号；区实施细则（演示）", by=None, now=now,
    )  # fmt: skip
    load_calendar(year=year, by=None)
    return rule_set


def allocate_in_halves(
    office: Office, *, year: int, amount_fen: int, document_no: str, now: datetime
) -> None:
    """City and district give one half each (1:1): two lines of one document, by two persons."""
    halves = split_largest_remainder(amount_fen, (1, 1))
    for source, half in zip((Source.CITY, Source.DISTRICT), halves, strict=True):
        order = enter_allocation(
            community=office.place, year=year, amount_fen=half, document_no=document_no,
            source=source, by=office[Role.FINANCE_OFFICER], now=now,
        )  # fmt: skip
        confirm_allocation(order_id=order.pk, by=office[Role.SUBDISTRICT_LEADER], now=now)
