"""Contract, acceptance, settlement and claim of a finished project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mws.accounts.permissions import Role
from mws.demo.seeding.closed.rows import Rows
from mws.ledger.models import Transfer
from mws.providers.models import Supplier
from proposals.models import Acceptance, Claim, Contract, Project, ProjectStatus, Settlement

if TYPE_CHECKING:
    from mws.demo.city.years import PastCase


def add_works(
    rows: Rows, case: PastCase, payment: Transfer, suppliers: list[Supplier], year: int
) -> None:
    """Add what happened between approval and payment."""
    office, fen = case.office, case.fen
    supplier = suppliers[case.number % len(suppliers)]
    project = rows.add(Project(
        proposal=case.proposal, community=office.place, year=year, account=payment.account,
        status=ProjectStatus.CLOSED, approved_fen=fen, contract_fen=fen, settled_fen=fen,
        supplier=supplier, responsible=office[Role.COMMUNITY_SECRETARY],
        opened_at=case.day(75), completed_at=case.day(160), accepted_at=case.day(170),
        settled_at=case.day(200), closed_at=case.day(200), status_since=case.day(200),
    ))  # fmt: skip
    rows.add(Contract(
        project=project, number=f"微合{case.number}号", supplier=supplier, amount_fen=fen,
        signed_on=case.day(90).date(), starts_on=case.day(90).date(),
        ends_on=case.day(160).date(), recorded_by=office[Role.SUBDISTRICT_OFFICER],
        recorded_at=case.day(90),
    ))  # fmt: skip
    rows.add(Acceptance(
        project=project, held_on=case.day(170).date(), result="passed",
        findings="按清单逐项核对，合格。", recorded_by=office[Role.WORKS_OFFICER],
        recorded_at=case.day(170),
    ))  # fmt: skip
    rows.add(Settlement(
        project=project, submitted_fen=fen, audited_fen=fen, document_no=f"结算{case.number}",
        settled_by=office[Role.FINANCE_OFFICER], settled_at=case.day(200),
    ))  # fmt: skip
    rows.add(Claim(
        project=project, kind="settlement", amount_fen=fen,
        invoice_no=f"FP{year}{case.number:06d}", status="paid",
        filed_by=office[Role.SUBDISTRICT_OFFICER], filed_at=case.day(180),
        reviewed_by=office[Role.FINANCE_OFFICER], reviewed_at=case.day(190),
        approved_by=office[Role.SUBDISTRICT_LEADER], paid_at=case.day(200), transfer=payment,
    ))  # fmt: skip
