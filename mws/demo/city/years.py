"""Five closed years of twenty projects a community: case files, money, works.

The council's decision is kept on each file; its meetings are not played.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from django.db import transaction

from mws.accounts.permissions import Role
from mws.core.canonical import canonical_json, sha256_hex
from mws.demo.city.works import add_works
from mws.demo.data.ideas import IDEAS, SPOTS
from mws.demo.seeding.base import Office
from mws.demo.seeding.closed.rows import Rows
from mws.ledger.models import Bucket, Kind, Transfer
from mws.ledger.services import Movement, PastMovement, store_past_movements
from mws.providers.models import Supplier
from mws.rounds.models import Round, RoundState, RuleSet
from proposals.models import (
    Approval,
    CaseDuty,
    CostItem,
    CouncilDecision,
    CouncilResult,
    Duty,
    Proposal,
    ProposalStatus,
    Screening,
)

PROJECTS = 20
GREEN = {"public_benefit": "green", "legality": "green", "affordability": "green"}


@dataclass(slots=True)
class PastCase:
    """A finished project, with the days on which things were done to it."""

    office: Office
    proposal: Proposal
    number: int
    handed_in: datetime

    @property
    def fen(self) -> int:
        return self.proposal.requested_fen

    def day(self, days: int) -> datetime:
        """So many days after it was handed in."""
        return self.handed_in + timedelta(days=days)


@transaction.atomic
def seed_year(
    offices: list[Office], rule_set: RuleSet, suppliers: list[Supplier], first: int
) -> int:
    """One closed year of one district; ``first``: the number of its first case. How many."""
    chance = Random(f"{rule_set.year}-{first}")
    rows = Rows()
    rounds = _rounds(offices, rule_set)
    cases = [
        make_case(chance, office, round, first + place * PROJECTS + n)
        for place, (office, round) in enumerate(zip(offices, rounds, strict=True))
        for n in range(PROJECTS)
    ]
    Proposal.objects.bulk_create([case.proposal for case in cases], batch_size=1_000)
    for case in cases:
        _decide(rows, case)
    rows.store()
    transfers = store_past_movements(movements=_movements(cases, rule_set.year))
    payments = {row.account.case_id: row for row in transfers if _is_payment(row)}
    for case in cases:
        add_works(rows, case, payments[case.proposal.case_id], suppliers, rule_set.year)
    rows.store()
    return len(cases)


def _is_payment(transfer: Transfer) -> bool:
    return transfer.kind == Kind.PAY


def _rounds(offices: list[Office], rule_set: RuleSet) -> list[Round]:
    frozen = {
        setting.key: {"value": setting.value, "basis": setting.legal_basis}
        for setting in rule_set.settings.all()
    }
    begin = datetime(rule_set.year, 1, 20, 2, tzinfo=UTC)
    return Round.objects.bulk_create(
        Round(
            community=office.place, year=rule_set.year, rule_set=rule_set, rules=frozen,
            rules_sha256=sha256_hex(canonical_json(frozen)), state=RoundState.CLOSED,
            opened_at=begin, decided_at=begin + timedelta(days=80),
            closed_at=begin + timedelta(days=330),
        )
        for office in offices
    )  # fmt: skip


def make_case(chance: Random, office: Office, round: Round, number: int) -> PastCase:
    idea = chance.choice(IDEAS)
    at = datetime(round.year, 2, 1, 2, tzinfo=UTC) + timedelta(minutes=chance.randrange(40_000))
    fen = chance.randrange(2_000_000, 40_000_000)
    proposal = Proposal(
        case_id=uuid.UUID(int=chance.getrandbits(128), version=4),
        receipt_no=f"MWS-{round.year}-C-{number:06d}", round=round, community=office.place,
        status=ProposalStatus.APPROVED, title=idea.title.format(spot=chance.choice(SPOTS)),
        category=idea.category, theme=idea.theme, author=chance.choice(office.residents),
        problem=idea.problem, solution=idea.solution, location=office.place.name,
        beneficiaries=idea.beneficiaries, beneficiary_count=80 + number % 900,
        upkeep="社区工作站", requested_fen=fen, selected_fen=fen, created_at=at,
        submitted_at=at, status_since=at + timedelta(days=75),
    )  # fmt: skip
    return PastCase(office, proposal, number, at)


def _decide(rows: Rows, case: PastCase) -> None:
    office, proposal, fen = case.office, case.proposal, case.fen
    rows.add(CostItem(proposal=proposal, position=1, name="项目整体", unit="项", quantity=1,
                      unit_price_fen=fen, amount_fen=fen))  # fmt: skip
    rows.add(Screening(proposal=proposal, step="screening", result="screened", **GREEN,
                       owner="社区公共部位", upkeep="社区工作站", estimate_fen=fen,
                       decided_by=office[Role.COMMUNITY_SECRETARY],
                       decided_at=case.day(9)))  # fmt: skip
    rows.add(CouncilDecision(proposal=proposal, result=CouncilResult.SELECTED, amount_fen=fen,
                             yes=11, abstain=1, present=12, seated=13,
                             decided_at=case.day(50)))  # fmt: skip
    rows.add(Approval(proposal=proposal, result="approved", amount_fen=fen,
                      document_no=f"微批{case.number}号",
                      prepared_by=office[Role.SUBDISTRICT_OFFICER],
                      decided_by=office[Role.SUBDISTRICT_LEADER],
                      decided_at=case.day(75)))  # fmt: skip
    for role, duty in (
        (Role.COMMUNITY_SECRETARY, Duty.SCREENED),
        (Role.SUBDISTRICT_OFFICER, Duty.REVIEWED),
        (Role.SUBDISTRICT_LEADER, Duty.APPROVED),
    ):
        rows.add(CaseDuty(case_id=proposal.case_id, person=office[role], duty=duty,
                          done_at=case.day(75)))  # fmt: skip


def _movements(cases: list[PastCase], year: int) -> list[PastMovement]:
    """What was allocated to each community; then of every case reserved, committed, paid."""
    sums: dict[int, int] = {}
    for case in cases:
        sums[case.office.place.pk] = sums.get(case.office.place.pk, 0) + case.fen
    offices = {case.office.place.pk: case.office for case in cases}
    begin = datetime(year, 1, 20, 2, tzinfo=UTC)
    allocated = [
        _moved(offices[key], year, None, begin, Kind.ALLOCATE, Bucket.SOURCE, Bucket.AVAILABLE,
               fen, f"深财社〔{year}〕12号")
        for key, fen in sums.items()
    ]  # fmt: skip
    return allocated + [movement for case in cases for movement in _of_case(case, year)]


def _of_case(case: PastCase, year: int) -> list[PastMovement]:
    steps = (
        (Kind.RESERVE, Bucket.AVAILABLE, Bucket.RESERVED, 50, f"议决{case.number}号"),
        (Kind.COMMIT, Bucket.RESERVED, Bucket.COMMITTED, 75, f"微批{case.number}号"),
        (Kind.PAY, Bucket.COMMITTED, Bucket.PAID, 200, f"FP{year}{case.number:06d}"),
    )
    return [
        _moved(case.office, year, case.proposal.case_id, case.day(days), kind, origin, target,
               case.fen, decision)
        for kind, origin, target, days, decision in steps
    ]  # fmt: skip


def _moved(
    office: Office, year: int, case_id: uuid.UUID | None, at: datetime, kind: Kind,
    origin: Bucket, target: Bucket, fen: int, decision: str,
) -> PastMovement:  # fmt: skip
    reference = f"city-{kind}-{case_id or f'{office.place.code}-{year}'}"
    movement = Movement(
        kind, origin, target, fen, decision, reference,
        made_by=office[Role.FINANCE_OFFICER], approved_by=office[Role.SUBDISTRICT_LEADER],
    )  # fmt: skip
    return PastMovement(office.place, year, case_id, at, movement)
