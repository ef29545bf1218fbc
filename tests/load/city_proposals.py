"""A city of 645 communities and its proposals, invented in bulk, to time lists and searches on."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, datetime, timedelta
from itertools import islice

from mws.demo.data.ideas import IDEAS, SPOTS
from mws.ledger.models import Account, Fund
from mws.places.models import Level, Place
from mws.rounds.models import Round, RoundState
from proposals.models import Project, Proposal, ProposalStatus, Theme
from tests.cast import Cast, make_place

SUBDISTRICTS, COMMUNITIES = 74, 645
YEARS = (2022, 2023, 2024, 2025, 2026)
BATCH = 2_000
STATUSES = (
    "shortlisted", "admitted", "rejected", "waitlisted", "approved", "approved", "approved",
    "on_notice", "withdrawn", "screened",
)  # fmt: skip


def build_city(proposals: int, *, communities: int = COMMUNITIES, seed: int = 1) -> list[Place]:
    """Places, one round a year each, and so many proposals; the communities."""
    chance = random.Random(seed)
    cast = Cast()
    places = _communities(cast, communities)
    rounds = _rounds(cast, places)
    funds = Fund.objects.bulk_create(
        (Fund(community=place, year=year) for place in places for year in YEARS), batch_size=BATCH
    )
    fund_of = {(fund.community_id, fund.year): fund for fund in funds}
    rows = (_proposal(chance, cast, rounds[number % len(rounds)], number)
            for number in range(proposals))  # fmt: skip
    while batch := list(islice(rows, BATCH)):
        Proposal.objects.bulk_create(batch)
        _open_projects(batch, fund_of)
    return places


def _communities(cast: Cast, count: int) -> list[Place]:
    streets = [
        make_place(f"4403{number:05d}", f"第{number}街道", Level.SUBDISTRICT, cast.district)
        for number in range(100, 100 + min(SUBDISTRICTS, count))
    ]
    return [
        make_place(
            f"4403C{number:06d}", f"第{number}社区", Level.COMMUNITY, streets[number % len(streets)]
        )
        for number in range(count)
    ]


def _rounds(cast: Cast, places: list[Place]) -> list[Round]:
    pattern = cast.round()
    return Round.objects.bulk_create(
        (
            Round(
                community=place, year=year, rule_set=cast.rule_set, rules=pattern.rules,
                rules_sha256=pattern.rules_sha256, state=RoundState.OPEN,
                opened_at=pattern.opened_at,
            )
            for year in YEARS
            for place in places
        ),
        batch_size=BATCH,
    )  # fmt: skip


def _proposal(chance: random.Random, cast: Cast, round: Round, number: int) -> Proposal:
    idea = chance.choice(IDEAS)
    status = STATUSES[number % len(STATUSES)]
    at = datetime(round.year, 3, 1, tzinfo=UTC) + timedelta(minutes=number)
    cost = chance.randrange(500_000, 40_000_000)
    return Proposal(
        case_id=uuid.uuid4(), receipt_no=f"MWS-L-{number:07d}", round=round,
        community_id=round.community_id, status=status,
        title=idea.title.format(spot=chance.choice(SPOTS)), category=idea.category,
        theme=chance.choice(Theme.values), author=cast.lin,
        location=f"{chance.choice(SPOTS)} {number} 号",
        problem=idea.problem, solution=idea.solution, beneficiaries=idea.beneficiaries,
        requested_fen=cost, selected_fen=cost if status in ("approved", "on_notice") else None,
        created_at=at, submitted_at=at, status_since=at,
    )  # fmt: skip


def _open_projects(proposals: list[Proposal], fund_of: dict[tuple[int, int], Fund]) -> None:
    approved = [row for row in proposals if row.status == ProposalStatus.APPROVED]
    accounts = Account.objects.bulk_create(
        Account(fund=fund_of[row.community_id, row.round.year], case_id=row.case_id)
        for row in approved
    )
    Project.objects.bulk_create(
        _project(row, account) for row, account in zip(approved, accounts, strict=True)
    )


def _project(row: Proposal, account: Account) -> Project:
    return Project(
        proposal=row, community_id=row.community_id, year=row.round.year, account=account,
        approved_fen=row.selected_fen, opened_at=row.submitted_at,
        status_since=row.submitted_at,
    )  # fmt: skip
