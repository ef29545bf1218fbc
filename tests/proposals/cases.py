"""Cases for tests, brought to a status by the services themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from mws.accounts.models import User
from mws.core.refusals import Refused
from mws.rounds.models import Clause, Round
from proposals.costs import CostLine
from proposals.models import Proposal
from proposals.rules.approval_checks import subjects_of
from proposals.selectors.duplicates import duplicates_report
from proposals.services import approval, approval_checks, cases, council_steps, notices, screening
from proposals.services.handovers import hand_over
from tests.cast import NOW, Cast

LAMPS = [CostLine("庭院灯", "盏", Decimal(24), 168_000)]  # 40,320.00 yuan
LIGHTS = {"public_benefit": "green", "legality": "green", "affordability": "green"}
FINDINGS = {**LIGHTS, "owner": "社区公共部位", "upkeep": "社区工作站"}
TALLY = {"yes": 9, "no": 1, "abstain": 1, "recused": 1, "present": 12, "seated": 13}
NOTICE_OVER = NOW + timedelta(days=10)

WORDS = {
    "title": "口袋公园路灯修复",
    "category": "works",
    "theme": "facilities",
    "problem": "24 盏灯坏了 15 盏",
    "location": "龙珠四路",
    "solution": "换 24 盏灯",
    "beneficiaries": "周边居民",
    "upkeep": "社区工作站",
}


def words(**changes: Any) -> dict[str, Any]:
    return WORDS | changes


def draft(
    cast: Cast, round: Round, *, by: User | None = None, now: datetime = NOW, **changes: Any
) -> Proposal:
    items = changes.pop("items", LAMPS)
    return cases.create_proposal(
        round_id=round.pk, fields=words(**changes), items=items, by=by or cast.lin, now=now
    )


def case_in(status: str, cast: Cast, round: Round, **kwargs: Any) -> Proposal:
    """A case in one of the statuses of the way to approval, each step done by its own person."""
    proposal = draft(cast, round, **kwargs)
    if status != "draft":
        for reached, act in _way(cast, proposal.pk):
            act()
            if reached == status:
                break
    return Proposal.objects.get(pk=proposal.pk, status=status)


def _way(cast: Cast, pk: int) -> list[tuple[str, Callable[[], Any]]]:
    findings = {**FINDINGS, "estimate_fen": 4_032_000, "estimate_reason": "按市场价核定"}
    sum_fen = 4_000_000
    return [
        ("submitted", lambda: cases.submit_proposal(proposal_id=pk, by=cast.lin, now=NOW)),
        ("admitted", lambda: admit(cast, pk)),
        ("screened", lambda: screening.screen_proposal(
            proposal_id=pk, by=cast.secretary, now=NOW, **findings)),
        ("shortlisted", lambda: screening.shortlist_proposal(
            proposal_id=pk, by=cast.secretary, now=NOW)),
        ("on_agenda", lambda: council_steps.put_on_agenda(
            proposal_id=pk, by=cast.chair, now=NOW)),
        ("selected", lambda: council_steps.select_proposal(
            proposal_id=pk, amount_fen=sum_fen, decision="motion 1", tally=TALLY, by=cast.chair,
            now=NOW)),
        ("on_notice", lambda: notices.post_case_notice(proposal_id=pk, by=cast.clerk, now=NOW)),
        ("in_review", lambda: come_to_the_street(cast, pk)),
        ("approved", lambda: approve(cast, pk, sum_fen)),
    ]  # fmt: skip


def come_to_the_street(cast: Cast, pk: int) -> None:
    """The notice is over; the community sends the decision with its batch."""
    notices.end_due_notices(NOTICE_OVER)
    proposal = Proposal.objects.get(pk=pk)
    hand_over(round=proposal.round, cases=[proposal], by=cast.secretary, now=NOTICE_OVER)


def admit(cast: Cast, pk: int, *, by: User | None = None) -> Proposal:
    """Taken in, every similar case kept apart: cases of tests bear the same title."""
    return screening.admit_proposal(
        proposal_id=pk, by=by or cast.clerk, verdicts=kept_apart(pk), now=NOW
    )


def kept_apart(pk: int) -> dict[int, tuple[str, str]]:
    report = duplicates_report(Proposal.objects.get(pk=pk), now=NOW)
    return {row.proposal.pk: ("keep", "不在同一处") for row in report.found}


def clause_of(round: Round, code: str = "1") -> int:
    return Clause.objects.of_round(round).get(code=code).pk


def approve(cast: Cast, pk: int, sum_fen: int = 4_000_000) -> None:
    review(cast, pk, sum_fen)
    check(cast, pk)
    approval.approve_proposal(
        proposal_id=pk, amount_fen=sum_fen, document_no="桃街审〔2026〕8 号", by=cast.leader,
        now=NOTICE_OVER,
    )  # fmt: skip


def check(cast: Cast, pk: int, **findings: bool) -> None:
    """Every office has looked; ``findings`` by subject say where something is wrong."""
    proposal = Proposal.objects.get(pk=pk)
    offices = {"funds": cast.finance, "works": cast.works}
    for subject in subjects_of(proposal):
        is_sound = findings.get(subject, True)
        approval_checks.check_proposal(
            proposal_id=pk, subject=subject, is_sound=is_sound, note="" if is_sound else "不妥",
            by=offices.get(subject, cast.officer), now=NOTICE_OVER,
        )  # fmt: skip


def review(cast: Cast, pk: int, sum_fen: int = 4_000_000) -> None:
    approval.review_proposal(
        proposal_id=pk, amount_fen=sum_fen, note="额度够，不重复。", by=cast.officer,
        now=NOTICE_OVER,
    )  # fmt: skip


def code_of(act: Callable[[], Any]) -> str | None:
    """The code with which a service refused; None when it did as asked."""
    try:
        act()
    except Refused as refused:
        return refused.code
    return None
