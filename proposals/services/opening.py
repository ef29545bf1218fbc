"""期初: a community's own books are brought as a list and taken over, all of them or nothing.

What is not in the list is not made up: there is no vote, no minutes, no approval and no acceptance
behind these projects, and their pages say that they were taken over.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from mws.accounts.models import User
from mws.accounts.permissions import Role
from mws.audit.services import record
from mws.core.canonical import canonical_json, sha256_hex
from mws.core.clock import database_now, local_day
from mws.core.refusals import require
from mws.ledger.services import open_account, open_fund
from mws.places.models import Place
from mws.providers.models import Supplier
from mws.rounds.models import DeadlineKind, Round, RoundOrigin, Stage
from mws.rounds.services import create_round, open_round
from proposals.models import (
    Category,
    Channel,
    Contract,
    CostItem,
    OpeningList,
    Origin,
    Project,
    Proposal,
    ProposalStatus,
    Theme,
)
from proposals.opening_lists import OpeningRow, day, packed, unpacked
from proposals.rules import opening as rules
from proposals.services.lanes import plan_lane
from proposals.services.progress import start_report_clock
from proposals.services.projects import start_clock
from proposals.services.receipts import next_receipt_numbers
from proposals.services.warranties import start_warranty

S = Project.Status
NEXT_STEP: dict[str, tuple[str, str]] = {
    S.PROCURING: (DeadlineKind.CONTRACT, Role.SUBDISTRICT_OFFICER),
    S.COMPLETED: (DeadlineKind.ACCEPTANCE, Role.COMMUNITY_SECRETARY),
    S.ACCEPTED: (DeadlineKind.SETTLEMENT, Role.FINANCE_OFFICER),
}


@transaction.atomic
def bring_books(
    *, community: Place, year: int, allocated_fen: int, document_no: str,
    rows: Sequence[OpeningRow], by: User, now: datetime | None = None,
) -> OpeningList:  # fmt: skip
    """Keep a list that was read without a fault; nothing is booked yet. Raises Refused."""
    now = now or database_now()
    require(rules.why_not_bring(community, year=year, document_no=document_no, by=by))
    kept = packed(rows)
    opening = OpeningList.objects.create(
        community=community, year=year, allocated_fen=allocated_fen,
        document_no=document_no.strip(), rows=kept, sha256=sha256_hex(canonical_json(kept)),
        entered_by=by, entered_at=now,
    )  # fmt: skip
    record(
        "books.brought", target=opening, by=by, effective_at=now, place_path=community.path,
        year=year, projects=len(kept), sha256=opening.sha256,
    )  # fmt: skip
    return opening


@transaction.atomic
def withdraw_books(*, opening_id: int, by: User, now: datetime | None = None) -> None:
    """Take a list back that is not taken over. Raises Refused."""
    opening = OpeningList.objects.select_for_update(of=("self",)).get(pk=opening_id)
    require(rules.why_not_withdraw(opening, by=by))
    record(
        "books.withdrawn", target=opening, by=by, effective_at=now or database_now(),
        place_path=opening.community.path, year=opening.year,
    )  # fmt: skip
    opening.delete()


@transaction.atomic
def take_over_books(*, opening_id: int, by: User, now: datetime | None = None) -> list[Project]:
    """Book the list: per project its commitment and what was paid, then what is free, each an
    opening entry. Raises Refused."""
    now = now or database_now()
    opening = (
        OpeningList.objects.select_for_update(of=("self",))
        .select_related("community__parent", "entered_by")
        .get(pk=opening_id)
    )
    rows = unpacked(opening.rows)
    numbers = {row.contract_no for row in rows if row.has_contract}
    require(rules.why_not_take(opening, by=by, numbers=numbers))
    opening.round = _round(opening, now=now)
    opening.taken_by, opening.taken_at = by, now
    receipts = next_receipt_numbers(opening.round, count=len(rows))
    projects = [
        _project(opening, row, receipt, now=now)
        for row, receipt in zip(rows, receipts, strict=True)
    ]
    _open_free(opening, rows, now=now)
    opening.save(update_fields=["taken_by", "taken_at", "round"])
    record(
        "books.taken_over", target=opening, by=by, effective_at=now,
        place_path=opening.community.path, year=opening.year, projects=len(projects),
        sha256=opening.sha256,
    )  # fmt: skip
    return projects


def _round(opening: OpeningList, *, now: datetime) -> Round:
    """A round of its own, from now to the end of the year, marked as imported."""
    community, year = opening.community, opening.year
    rule_set = rules.rule_set_of(community, year)
    last = Round.objects.filter(community=community, year=year).aggregate(batch=Max("batch"))
    ends_at = datetime(max(year, now.year) + 1, 1, 1, tzinfo=UTC)
    round = create_round(
        community=community, rule_set=rule_set, batch=(last["batch"] or 0) + 1,
        windows={Stage.DELIVERY: (now, ends_at)}, by=None, origin=RoundOrigin.IMPORTED,
        source_name=opening.document_no, source_sha256=opening.sha256, now=now,
    )  # fmt: skip
    return open_round(round_id=round.pk, by=None, now=now)


def _project(opening: OpeningList, row: OpeningRow, receipt: str, *, now: datetime) -> Project:
    proposal = Proposal.objects.create(
        round=opening.round, community=opening.community, author=opening.entered_by,
        status=ProposalStatus.APPROVED, category=row.category, theme=Theme.OTHER,
        channel=Channel.IMPORT, origin=Origin.OPENING, title=row.title,
        requested_fen=row.approved_fen, selected_fen=row.approved_fen, receipt_no=receipt,
        created_at=now, submitted_at=now, status_since=now,
    )  # fmt: skip
    CostItem.objects.create(
        proposal=proposal, position=1, name=row.title[:60], unit="项", quantity=1,
        unit_price_fen=row.approved_fen, amount_fen=row.approved_fen,
    )  # fmt: skip
    account_id = open_account(
        case_id=proposal.case_id, community=opening.community, year=opening.year,
        committed_fen=row.committed_fen, paid_fen=row.paid_fen,
        decision=f"期初 {opening.document_no} 第{row.line}行",
        reference=f"opening-{opening.pk}-{row.line}", made_by=opening.entered_by,
        by=opening.taken_by, now=now,
    )  # fmt: skip
    supplier = Supplier.objects.filter(credit_code=row.credit_code).first()
    project = Project.objects.create(
        proposal=proposal, community=opening.community, year=opening.year, account_id=account_id,
        status=row.status, approved_fen=row.approved_fen, contract_fen=row.contract_fen or None,
        settled_fen=row.settled_fen or None, supplier=supplier if row.has_contract else None,
        opened_at=now, status_since=now,
        is_taken_over=True, accepted_at=_begin_of(row.accepted_on),
        settled_at=_begin_of(row.settled_on), closed_at=_begin_of(row.closed_on),
        end_reason=f"期初 {opening.document_no}" if row.status == S.TERMINATED else "",
    )  # fmt: skip
    _contract(opening, project, row, now=now)
    _go_on(project, row, now=now)
    record(
        "project.taken_over", target=project, by=opening.taken_by, effective_at=now,
        case_id=proposal.case_id, place_path=opening.community.path, status=row.status,
        line=row.line, committed_fen=row.committed_fen, paid_fen=row.paid_fen,
    )  # fmt: skip
    return project


def _contract(opening: OpeningList, project: Project, row: OpeningRow, *, now: datetime) -> None:
    if not row.has_contract or project.supplier is None:
        return
    signed_on: date = day(row.signed_on)
    Contract.objects.create(
        project=project, number=row.contract_no, supplier=project.supplier,
        amount_fen=row.contract_fen, signed_on=signed_on, starts_on=signed_on,
        ends_on=day(row.ends_on), recorded_by=opening.entered_by, recorded_at=now,
    )  # fmt: skip


def _begin_of(text: str) -> datetime | None:
    """A day of the list as a moment; none where the list does not know it: no figure, and no
    limit that runs from it, is made up."""
    return timezone.make_aware(datetime.combine(day(text), time.min)) if text else None


def _go_on(project: Project, row: OpeningRow, *, now: datetime) -> None:
    """What is owed next, from today on: by the end of the contract, else by the round's limits."""
    if row.status in (S.CONTRACTED, S.IN_PROGRESS):
        start_clock(
            project, kind=DeadlineKind.DELIVERY, holder_role=Role.SUPPLIER,
            due_on=day(row.ends_on), now=now,
        )  # fmt: skip
        start_report_clock(project=project, after=local_day(now), now=now)
        plan_lane(project=project)
    elif row.status in NEXT_STEP:
        kind, holder_role = NEXT_STEP[row.status]
        start_clock(project, kind=kind, holder_role=holder_role, now=now)
    if row.accepted_on and row.category != Category.SERVICES:
        start_warranty(project=project, starts_on=day(row.accepted_on))


def _open_free(opening: OpeningList, rows: Sequence[OpeningRow], *, now: datetime) -> None:
    free = opening.allocated_fen - sum(row.committed_fen + row.paid_fen for row in rows)
    if free:
        open_fund(
            community=opening.community, year=opening.year, amount_fen=free,
            decision=f"期初 {opening.document_no}", reference=f"opening-{opening.pk}-free",
            made_by=opening.entered_by, by=opening.taken_by, now=now,
        )  # fmt: skip
