"""A resident's proposal: written, kept as a draft, submitted, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from mws.accounts.models import User
from mws.core.clock import database_now
from mws.core.refusals import require
from mws.rounds.models import Round
from proposals.costs import CostLine, total_fen
from proposals.models import (
    Channel,
    CostItem,
    Duty,
    Proposal,
    ProposalStatus,
    ScreeningResult,
    ScreeningStep,
)
from proposals.rules import cases as rules
from proposals.services.duties import record_duty
from proposals.services.moves import announce, lock_case, move_case, trace
from proposals.services.receipts import next_receipt_numbers

FIELDS = (
    "title", "category", "theme", "problem", "area", "location", "plan", "pin_x", "pin_y",
    "latitude", "longitude", "solution", "beneficiaries", "beneficiary_group",
    "beneficiary_count", "upkeep",
)  # fmt: skip


@transaction.atomic
def create_proposal(
    *,
    round_id: int,
    fields: Mapping[str, Any],
    items: Sequence[CostLine] = (),
    by: User,
    author: User | None = None,
    channel: str = Channel.WEB,
    now: datetime | None = None,
) -> Proposal:
    """Keep a draft. ``author`` is given where a clerk (``by``) writes for a resident.

    ``fields`` may hold any of FIELDS; the title is needed, all else can wait.
    """
    now = now or database_now()
    author = author or by
    round = Round.objects.select_related("community").get(pk=round_id)
    require(rules.why_not_propose(round, author=author, by=by, now=now))
    require(rules.why_not_channel(channel, is_assisted=by != author))
    require(rules.why_not_store(round, fields, items))
    proposal = Proposal(
        round=round, community=round.community, author=author, channel=channel,
        entered_by=None if by == author else by, created_at=now, status_since=now,
    )  # fmt: skip
    _fill(proposal, fields, items)
    record_duty(case_id=proposal.case_id, person=author, duty=Duty.PROPOSED, now=now)
    if proposal.entered_by is not None:
        record_duty(case_id=proposal.case_id, person=by, duty=Duty.ENTERED, now=now)
    trace(proposal, action="proposal.drafted", by=by, now=now, channel=channel)
    return proposal


@transaction.atomic
def update_proposal(
    *,
    proposal_id: int,
    fields: Mapping[str, Any],
    items: Sequence[CostLine] | None = None,
    by: User,
    now: datetime | None = None,
) -> Proposal:
    """Replace the given fields of a draft, or of one returned for completion, and its cost lines
    unless ``items`` is None."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    require(rules.why_not_edit(proposal, by=by, now=now))
    require(rules.why_not_store(proposal.round, {"title": proposal.title, **fields}, items or ()))
    require(rules.why_not_empty(proposal, fields, items))
    _fill(proposal, fields, items)
    trace(proposal, action="proposal.edited", by=by, now=now, requested_fen=proposal.requested_fen)
    return proposal


@transaction.atomic
def submit_proposal(*, proposal_id: int, by: User, now: datetime | None = None) -> Proposal:
    """Send a draft to the community office, or a completed one back to the desk that returned it;
    the office's clock starts, or goes on."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    require(rules.why_not_submit(proposal, by=by, now=now))
    if proposal.receipt_no is None:
        proposal.receipt_no = next_receipt_numbers(proposal.round)[0]
        proposal.submitted_at = now
    move_case(
        proposal, to=_desk_of(proposal), action="proposal.submitted", by=by, now=now,
        changes=("receipt_no", "submitted_at"),
        receipt_no=proposal.receipt_no, requested_fen=proposal.requested_fen,
    )  # fmt: skip
    announce(proposal, code="proposal_submitted", now=now, receipt_no=proposal.receipt_no)
    return proposal


def _desk_of(proposal: Proposal) -> str:
    """The status in which the file lies with the office: where it was returned from, if it was."""
    returned = proposal.screenings.filter(result=ScreeningResult.RETURNED).last()
    by_secretary = returned is not None and returned.step == ScreeningStep.SCREENING
    return ProposalStatus.ADMITTED if by_secretary else ProposalStatus.SUBMITTED


@transaction.atomic
def withdraw_proposal(*, proposal_id: int, by: User, now: datetime | None = None) -> Proposal:
    """Take a proposal back before the council has it; its clocks stop."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    require(rules.why_not_withdraw(proposal, by=by, now=now))
    move_case(
        proposal, to=ProposalStatus.WITHDRAWN, action="proposal.withdrawn", by=by, now=now,
        was=proposal.status,
    )  # fmt: skip
    announce(proposal, code="proposal_withdrawn", now=now)
    return proposal


def _fill(proposal: Proposal, fields: Mapping[str, Any], items: Sequence[CostLine] | None) -> None:
    """Store the text; replace the cost lines, if any are given, and let the sum follow."""
    for name in FIELDS:
        if name in fields:
            value = fields[name]
            setattr(proposal, name, value.strip() if isinstance(value, str) else value)
    if items is None:
        proposal.save()
        return
    proposal.requested_fen = total_fen(items)
    proposal.save()
    proposal.cost_items.all().delete()
    CostItem.objects.bulk_create(
        CostItem(
            proposal=proposal, position=position, name=line.name.strip(), unit=line.unit.strip(),
            quantity=line.quantity, unit_price_fen=line.unit_price_fen, amount_fen=line.amount_fen,
        )
        for position, line in enumerate(items, start=1)
    )  # fmt: skip
