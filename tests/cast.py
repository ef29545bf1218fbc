"""The fixed cast of the tests: a small Nanshan and the people who act in it.

Lin and Wang live in 龙珠 (community A), Chen lives in 塘朗 (community B). Every office is held by
one person with a telling name. ``Cast()`` is made once per TestCase in ``setUpTestData``.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

from mws.accounts.documents import DocumentType, Seen, read_document
from mws.accounts.models import Membership, Residency, User
from mws.accounts.permissions import Role
from mws.ledger.models import Fund
from mws.ledger.services import allocate
from mws.places.models import CommunityProfile, Level, Place
from mws.rounds.models import PollRole, Round, RuleSet, Stage
from mws.rounds.services import create_round, create_rule_set, open_round

# A Wednesday without holidays near it; 10:00 in Shenzhen.
NOW = datetime(2026, 6, 17, 2, 0, tzinfo=UTC)
YEAR = 2026


class Cast:
    """Places and people; rounds, money and meetings are made by the methods."""

    def __init__(self) -> None:
        self.city = make_place("4403", "深圳市", Level.CITY, None)
        self.district = make_place("440305", "南山区", Level.DISTRICT, self.city, "NS")
        self.subdistrict = make_place(
            "440305007", "桃源街道", Level.SUBDISTRICT, self.district, "TY"
        )
        self.community = make_place(
            "440305007001", "龙珠社区", Level.COMMUNITY, self.subdistrict, "LZ"
        )
        self.other_community = make_place(
            "440305007002", "塘朗社区", Level.COMMUNITY, self.subdistrict, "TL"
        )
        self.lin = make_resident("lin", "林晓", self.community)
        self.wang = make_resident("wang", "王建国", self.community)
        self.chen = make_resident("chen", "陈芳", self.other_community)
        self.stranger = make_user("stranger", "路人")
        community, street = self.community, self.subdistrict
        self.clerk = make_officer("clerk", "周敏", Role.INTAKE_CLERK, community)
        self.secretary = make_officer("secretary", "黄志强", Role.COMMUNITY_SECRETARY, community)
        self.chair = make_officer("chair", "邓和平", Role.COUNCIL_CHAIR, community)
        self.council_secretary = make_officer(
            "council_secretary", "罗兰", Role.COUNCIL_SECRETARY, community
        )
        self.officer = make_officer("officer", "吴磊", Role.SUBDISTRICT_OFFICER, street)
        self.leader = make_officer("leader", "郑海", Role.SUBDISTRICT_LEADER, street)
        self.finance = make_officer("finance", "何静", Role.FINANCE_OFFICER, street)
        self.works = make_officer("works", "陆工", Role.WORKS_OFFICER, street)
        self.district_officer = make_officer(
            "district", "孙立", Role.DISTRICT_OFFICER, self.district
        )
        self.auditor = make_officer("auditor", "严正", Role.AUDITOR, self.city)
        self.foreign_clerk = make_officer(
            "foreign_clerk", "外社区", Role.INTAKE_CLERK, self.other_community
        )

    @cached_property
    def rule_set(self) -> RuleSet:
        return create_rule_set(
            district=self.district, year=YEAR, name="南山区 2026 年规则", legal_basis="测试",
            by=None, now=NOW,
        )  # fmt: skip

    @cached_property
    def members(self) -> list[User]:
        """Seven council members of community A (without seats; the council's tests seat them)."""
        return [
            make_officer(f"member{n}", f"议事员{n}", Role.COUNCIL_MEMBER, self.community)
            for n in range(1, 8)
        ]

    def round(
        self,
        *,
        stage: Stage = Stage.CALL,
        community: Place | None = None,
        poll_role: str = PollRole.NONE,
        batch: int = 1,
        now: datetime = NOW,
    ) -> Round:
        """An open round that is in ``stage`` at ``now``; stages last ten days each."""
        begin = now - timedelta(days=10 * list(Stage).index(stage) + 5)
        windows = {
            each: (begin + timedelta(days=10 * n), begin + timedelta(days=10 * (n + 1)))
            for n, each in enumerate(Stage)
        }
        created = create_round(
            community=community or self.community, rule_set=self.rule_set, batch=batch,
            poll_role=poll_role, windows=windows, by=None, now=now,
        )  # fmt: skip
        return open_round(round_id=created.pk, by=None, now=now)

    def fund(
        self, amount_fen: int = 100_000_000, *, community: Place | None = None, year: int = YEAR
    ) -> Fund:
        """A fund with money in it, allocated by two persons through the ledger."""
        place = community or self.community
        transfer = allocate(
            community=place, year=year, amount_fen=amount_fen, document_no="深民函〔2026〕1号",
            reference=f"test-allocation-{place.code}-{year}-{Fund.objects.count()}-"
            f"{place.funds.count()}-{amount_fen}",
            made_by=self.finance, by=self.leader, now=NOW,
        )  # fmt: skip
        return Fund.objects.get(pk=transfer.fund_id)


def make_place(
    code: str, name: str, level: str, parent: Place | None, abbreviation: str = ""
) -> Place:
    place = Place.objects.create(
        code=code, path=f"{parent.path if parent else ''}{code}/", name=name, level=level,
        parent=parent, abbreviation=abbreviation, name_en=f"{abbreviation or code}",
    )  # fmt: skip
    if level == Level.COMMUNITY:
        CommunityProfile.objects.create(place=place, households=8_214, residents=27_300)
    return place


def make_user(username: str, name: str, **fields: Any) -> User:
    user = User(username=username, display_name=name, **fields)
    user.set_unusable_password()
    user.save()
    return user


def make_resident(username: str, name: str, place: Place) -> User:
    user = make_user(username, name)
    Residency.objects.create(
        user=user, place=place, basis="residence", status="verified",
        claimed_at=NOW, decided_at=NOW, since=date(2020, 1, 1),
    )  # fmt: skip
    return user


def make_officer(username: str, name: str, role: str, place: Place) -> User:
    user = make_user(username, name)
    Membership.objects.create(
        user=user, role=role, place=place, starts_on=date(2020, 1, 1), reason="测试",
        granted_at=NOW,
    )  # fmt: skip
    return user


def seen_document(number: str = "E10000001", *, born_on: date = date(1980, 1, 2)) -> Seen:
    """What a clerk saw: a passport, and the date of birth in it."""
    return Seen(read_document(DocumentType.PASSPORT, number), born_on)
