"""The year's case files: proposed, screened, approved; and the money of every one of them."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from mws.accounts.permissions import Role
from mws.core.canonical import canonical_json, sha256_hex
from mws.demo.plan import BATCH_DAYS, CLOSED_YEAR, PlannedProject, plan_closed_year
from mws.demo.seeding.base import Office, Stage, allocate_in_halves
from mws.demo.seeding.closed.councils import declare_results, hold_councils, sign_all_minutes
from mws.demo.seeding.closed.delivery import deliver
from mws.demo.seeding.closed.rows import Case, Rows
from mws.demo.seeding.progress import Progress
from mws.ledger.services import commit, pay, reserve
from mws.rounds.models import Round, RoundState, RuleSet
from proposals.models import (
    Approval,
    CaseDuty,
    CostItem,
    Duty,
    Proposal,
    ProposalStatus,
    Screening,
)


def seed_closed_year(stage: Stage, rule_set: RuleSet, progress: Progress) -> None:
    """All communities of the stage, in the plan's order."""
    receipt = count(1)
    plans = plan_closed_year(len(stage.offices))
    cases: list[Case] = []
    rows = Rows()
    for office, planned in zip(stage.offices, plans, strict=True):
        rounds = _rounds(rows, office, rule_set)
        cases += [
            _proposal(rows, office, plan, rounds[plan.batch - 1], receipt) for plan in planned
        ]
    rows.store()
    hold_councils(rows, cases)
    _approve(rows, cases)
    rows.store()
    declare_results(cases)
    sign_all_minutes(cases)
    _allocate(stage, plans)
    for case in progress.over(cases, f"{CLOSED_YEAR} money"):
        _move_money(case)
    deliver(rows, stage.suppliers, cases)
    rows.store()


def _rounds(rows: Rows, office: Office, rule_set: RuleSet) -> list[Round]:
    frozen = {
        setting.key: {"value": setting.value, "basis": setting.legal_basis}
        for setting in rule_set.settings.all()
    }
    return [
        rows.add(
            Round(
                community=office.place,
                year=CLOSED_YEAR,
                batch=batch,
                rule_set=rule_set,
                rules=frozen,
                rules_sha256=sha256_hex(canonical_json(frozen)),
                state=RoundState.CLOSED,
                opened_at=day - timedelta(days=90),
                decided_at=day,
                closed_at=day + timedelta(days=150),
            )
        )
        for batch, day in enumerate(BATCH_DAYS, start=1)
    ]


def _proposal(
    rows: Rows, office: Office, plan: PlannedProject, round: Round, receipt: count
) -> Case:
    number = next(receipt)
    proposal = Proposal(
        receipt_no=f"MWS-{CLOSED_YEAR}-{office.place.code[6:9]}-{office.place.abbreviation}"
        f"-{number:04d}",
        round=round, community=office.place, status=ProposalStatus.APPROVED, title=plan.title,
        category=plan.idea.category, theme=plan.idea.theme,
        author=office.residents[number % len(office.residents)],
        problem=plan.idea.problem, solution=plan.idea.solution,
        location=f"{office.place.name}", beneficiaries=plan.idea.beneficiaries,
        beneficiary_count=80 + number % 900, upkeep="社区工作站",
        requested_fen=plan.amount_fen, selected_fen=plan.amount_fen,
        created_at=plan.submitted_at, submitted_at=plan.submitted_at,
        status_since=plan.approved_at,
    )  # fmt: skip
    rows.add(proposal)
    rows.add(
        CostItem(
            proposal=proposal,
            position=1,
            name="项目整体",
            unit="项",
            quantity=1,
            unit_price_fen=plan.amount_fen,
            amount_fen=plan.amount_fen,
        )
    )
    return Case(plan, office, proposal)


FINDINGS = {
    "public_benefit": "green", "legality": "green", "affordability": "green",
    "owner": "社区公共部位", "upkeep": "社区工作站",
}  # fmt: skip


def _approve(rows: Rows, cases: list[Case]) -> None:
    for case in cases:
        office, plan = case.office, case.plan
        rows.add(
            Screening(
                proposal=case.proposal,
                step="screening",
                result="screened",
                **FINDINGS,
                estimate_fen=plan.amount_fen,
                decided_by=office[Role.COMMUNITY_SECRETARY],
                decided_at=plan.submitted_at + timedelta(days=9),
            )
        )
        rows.add(
            Approval(
                proposal=case.proposal,
                result="approved",
                amount_fen=plan.amount_fen,
                document_no=case.document_no,
                prepared_by=office[Role.SUBDISTRICT_OFFICER],
                decided_by=office[Role.SUBDISTRICT_LEADER],
                decided_at=plan.approved_at,
            )
        )
        for role, duty in (
            (Role.COMMUNITY_SECRETARY, Duty.SCREENED),
            (Role.SUBDISTRICT_OFFICER, Duty.REVIEWED),
            (Role.SUBDISTRICT_LEADER, Duty.APPROVED),
        ):
            rows.add(
                CaseDuty(
                    case_id=case.proposal.case_id,
                    person=office[role],
                    duty=duty,
                    done_at=plan.approved_at,
                )
            )


def _allocate(stage: Stage, plans: list[list[PlannedProject]]) -> None:
    for office, planned in zip(stage.offices, plans, strict=True):
        allocate_in_halves(
            office, year=CLOSED_YEAR, amount_fen=sum(plan.amount_fen for plan in planned),
            document_no=f"深财社〔{CLOSED_YEAR}〕12号", now=BATCH_DAYS[0] - timedelta(days=80),
        )  # fmt: skip


def _move_money(case: Case) -> None:
    """Reserve by motion, commit by approval, pay by claim: three persons, three days."""
    plan, office, case_id = case.plan, case.office, case.proposal.case_id
    decision = f"motion-{case.motion.pk}" if case.motion else ""
    reserve(
        case_id=case_id, community=office.place, year=CLOSED_YEAR, amount_fen=plan.amount_fen,
        decision=decision, reference=f"demo-reserve-{case_id}",
        by=office[Role.COUNCIL_CHAIR], now=plan.selected_at,
    )  # fmt: skip
    commit(
        case_id=case_id, amount_fen=plan.amount_fen, decision=case.document_no,
        reference=f"demo-commit-{case_id}", made_by=office[Role.SUBDISTRICT_OFFICER],
        by=office[Role.SUBDISTRICT_LEADER], now=plan.approved_at,
    )  # fmt: skip
    case.payment = pay(
        case_id=case_id, amount_fen=plan.amount_fen, decision=case.invoice_no,
        reference=f"demo-pay-{case_id}", made_by=office[Role.FINANCE_OFFICER],
        by=office[Role.SUBDISTRICT_LEADER], now=plan.paid_at,
    )  # fmt: skip
    case.account = case.payment.account
