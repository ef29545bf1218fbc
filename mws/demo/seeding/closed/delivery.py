"""Contract, acceptance, settlement and claim of every project of the closed year."""

from __future__ import annotations

from mws.accounts.permissions import Role
from mws.demo.plan import CLOSED_YEAR
from mws.demo.seeding.closed.rows import Case, Rows
from mws.providers.models import Supplier
from proposals.models import (
    Acceptance,
    AcceptanceMember,
    Claim,
    Contract,
    Project,
    ProjectStatus,
    Settlement,
)


def deliver(rows: Rows, suppliers: list[Supplier], cases: list[Case]) -> None:
    for case in cases:
        project = _project(rows, case, suppliers[case.proposal.pk % len(suppliers)])
        _contract(rows, case, project)
        _acceptance(rows, case, project)
        _settlement(rows, case, project)


def _project(rows: Rows, case: Case, supplier: Supplier) -> Project:
    plan, office = case.plan, case.office
    return rows.add(
        Project(
            proposal=case.proposal,
            community=office.place,
            year=CLOSED_YEAR,
            account=case.account,
            status=ProjectStatus.CLOSED,
            approved_fen=plan.amount_fen,
            contract_fen=plan.amount_fen,
            settled_fen=plan.amount_fen,
            supplier=supplier,
            responsible=office[Role.COMMUNITY_SECRETARY],
            opened_at=plan.approved_at,
            completed_at=plan.completed_at,
            accepted_at=plan.accepted_at,
            settled_at=plan.paid_at,
            closed_at=plan.paid_at,
            status_since=plan.paid_at,
        )
    )


def _contract(rows: Rows, case: Case, project: Project) -> None:
    plan, office = case.plan, case.office
    signed = plan.contracted_at.date()
    rows.add(
        Contract(
            project=project,
            number=f"南民微合〔{CLOSED_YEAR}〕{case.proposal.pk}号",
            supplier=project.supplier,
            amount_fen=plan.amount_fen,
            signed_on=signed,
            starts_on=signed,
            ends_on=plan.completed_at.date(),
            recorded_by=office[Role.SUBDISTRICT_OFFICER],
            recorded_at=plan.contracted_at,
        )
    )


def _acceptance(rows: Rows, case: Case, project: Project) -> None:
    plan, office = case.plan, case.office
    acceptance = rows.add(
        Acceptance(
            project=project,
            held_on=plan.accepted_at.date(),
            result="passed",
            findings="按清单逐项核对，合格。",
            recorded_by=office[Role.WORKS_OFFICER],
            recorded_at=plan.accepted_at,
        )
    )
    group = (
        (office[Role.WORKS_OFFICER], "subdistrict"),
        (office.council[-1], "resident"),
        (case.proposal.author, "proposer"),
    )
    for number, (person, capacity) in enumerate(group, start=1):
        rows.add(
            AcceptanceMember(
                acceptance=acceptance,
                person=person,
                name=f"{person.display_name}({number})",
                capacity=capacity,
                agrees=True,
            )
        )


def _settlement(rows: Rows, case: Case, project: Project) -> None:
    plan, office = case.plan, case.office
    rows.add(
        Settlement(
            project=project,
            submitted_fen=plan.amount_fen,
            audited_fen=plan.amount_fen,
            document_no=f"结算{case.proposal.pk}",
            settled_by=office[Role.FINANCE_OFFICER],
            settled_at=plan.paid_at,
        )
    )
    rows.add(
        Claim(
            project=project,
            kind="settlement",
            amount_fen=plan.amount_fen,
            invoice_no=case.invoice_no,
            status="paid",
            filed_by=office[Role.SUBDISTRICT_OFFICER],
            filed_at=plan.accepted_at,
            reviewed_by=office[Role.FINANCE_OFFICER],
            reviewed_at=plan.accepted_at,
            approved_by=office[Role.SUBDISTRICT_LEADER],
            paid_at=plan.paid_at,
            transfer=case.payment,
        )
    )
