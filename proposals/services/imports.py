"""Proposals of an imported election: they come with the file, screened where they come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.audit.services import record
from mws.core.clock import database_now
from mws.core.refusals import Refusal, require
from mws.rounds.models import Round, RoundOrigin
from proposals.models import (
    Category,
    Channel,
    CostItem,
    Origin,
    Proposal,
    ProposalStatus,
    Theme,
)
from proposals.services.receipts import next_receipt_numbers


@dataclass(frozen=True, slots=True)
class ImportedProposal:
    """One project of the file; ``code`` is its name there, money in fen.

    One that its source had withdrawn comes as such: without a cost, and for the council no more.
    """

    code: str
    title: str
    cost_fen: int
    theme: str = Theme.OTHER
    location: str = ""
    beneficiaries: str = ""
    is_withdrawn: bool = False

    @property
    def status(self) -> str:
        return ProposalStatus.WITHDRAWN if self.is_withdrawn else ProposalStatus.SHORTLISTED


@transaction.atomic
def import_proposals(
    *, round_id: int, rows: Sequence[ImportedProposal], author: User, now: datetime | None = None
) -> dict[str, Proposal]:
    """Store all projects of a file as shortlisted cases; returned by their code in the file.

    Refused in a round that was lived on this site: there every case goes its own way.
    """
    now = now or database_now()
    round = Round.objects.select_related("community__parent").get(pk=round_id)
    require(_why_not_import(round, rows))
    numbers = next_receipt_numbers(round, count=len(rows))
    proposals = Proposal.objects.bulk_create(
        Proposal(
            round=round, community=round.community, author=author,
            status=row.status, category=Category.IMPORTED,
            origin=Origin.RESIDENT, channel=Channel.IMPORT,
            title=row.title, theme=row.theme, location=row.location,
            beneficiaries=row.beneficiaries, requested_fen=row.cost_fen, receipt_no=number,
            created_at=now, submitted_at=now, status_since=now,
        )
        for row, number in zip(rows, numbers, strict=True)
    )  # fmt: skip
    CostItem.objects.bulk_create(
        CostItem(
            proposal=proposal, position=1, name=proposal.title[:60], unit="项", quantity=1,
            unit_price_fen=proposal.requested_fen, amount_fen=proposal.requested_fen,
        )
        for proposal in proposals
        if proposal.requested_fen
    )  # fmt: skip
    record(
        "proposals.imported", target=round, by=author, effective_at=now,
        place_path=round.community.path, count=len(proposals),
    )  # fmt: skip
    return {row.code: proposal for row, proposal in zip(rows, proposals, strict=True)}


def _why_not_import(round: Round, rows: Sequence[ImportedProposal]) -> Refusal | None:
    if round.origin != RoundOrigin.IMPORTED:
        return Refusal("not_imported", _("Only an imported round takes proposals from a file."))
    if any(row.cost_fen <= 0 and not row.is_withdrawn for row in rows):
        return Refusal("no_amount", _("Every project of the file needs a cost above zero."))
    return None
