"""Many proposals in one go, for tests of what pages cost as a community grows."""

from __future__ import annotations

import uuid

from mws.ledger.models import Account, Fund
from mws.places.models import Place
from mws.rounds.models import Round
from proposals.models import CostItem, Project, Proposal, ProposalStatus
from tests.cast import NOW, YEAR, Cast

STATUSES = (
    ProposalStatus.SHORTLISTED, ProposalStatus.ADMITTED, ProposalStatus.REJECTED,
    ProposalStatus.APPROVED,
)  # fmt: skip


def add_proposals(cast: Cast, round: Round, count: int, *, community: Place | None = None) -> None:
    """``count`` proposals in all walks of life; a quarter of them are projects in progress."""
    place = community or cast.community
    begin = Proposal.objects.count()
    proposals = Proposal.objects.bulk_create(
        (_proposal(cast, round, place, number) for number in range(begin, begin + count)),
        batch_size=500,
    )
    CostItem.objects.bulk_create(
        (
            CostItem(
                proposal=proposal, position=1, name="灯", unit="盏", quantity=1,
                unit_price_fen=1_000, amount_fen=1_000,
            )
            for proposal in proposals
        ),
        batch_size=500,
    )  # fmt: skip
    fund, _created = Fund.objects.get_or_create(community=place, year=YEAR)
    approved = [p for p in proposals if p.status == ProposalStatus.APPROVED]
    accounts = Account.objects.bulk_create(
        (Account(fund=fund, case_id=proposal.case_id) for proposal in approved), batch_size=500
    )
    Project.objects.bulk_create(
        (
            Project(
                proposal=proposal, community=place, year=YEAR, account=account,
                approved_fen=1_000, opened_at=NOW, status_since=NOW,
            )
            for proposal, account in zip(approved, accounts, strict=True)
        ),
        batch_size=500,
    )  # fmt: skip


def _proposal(cast: Cast, round: Round, place: Place, number: int) -> Proposal:
    return Proposal(
        case_id=uuid.uuid4(), receipt_no=f"MWS-T-{number:06d}", round=round, community=place,
        status=STATUSES[number % len(STATUSES)], title=f"第{number}盏路灯", category="works",
        theme="facilities", author=cast.lin, location="东区", requested_fen=1_000,
        selected_fen=1_000, created_at=NOW, submitted_at=NOW, status_since=NOW,
    )  # fmt: skip
