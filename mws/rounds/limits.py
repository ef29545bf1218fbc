"""Every clock in one table: by which rule it is limited, and who holds the file meanwhile.

A kind without a rule has its last day given: a contract's, a survey's.
"""

from __future__ import annotations

from dataclasses import dataclass

from mws.accounts.permissions import Role
from mws.rounds.models import DeadlineKind


@dataclass(frozen=True, slots=True)
class Limit:
    """``rule``: the key of ``mws.rounds.parameters``; ``holder_role``: where no other is named."""

    rule: str = ""
    holder_role: str = ""


K = DeadlineKind
LIMITS: dict[str, Limit] = {
    K.INTAKE: Limit("intake_days", Role.INTAKE_CLERK),
    K.SUPPLEMENT: Limit("supplement_days"),
    K.SCREENING: Limit("screening_days", Role.COMMUNITY_SECRETARY),
    K.TASK: Limit("task_days"),
    K.APPEAL: Limit("appeal_answer_days", Role.SUBDISTRICT_OFFICER),
    K.SHORTLIST: Limit("shortlist_days", Role.COMMUNITY_SECRETARY),
    K.COUNCIL: Limit("council_days", Role.COUNCIL_CHAIR),
    K.NOTICE: Limit("notice_start_days", Role.INTAKE_CLERK),
    K.OBJECTION: Limit("objection_days", Role.COMMUNITY_SECRETARY),
    K.APPROVAL: Limit("approval_days", Role.SUBDISTRICT_OFFICER),
    K.CONTRACT: Limit("contract_days", Role.SUBDISTRICT_OFFICER),
    K.DELIVERY: Limit(holder_role=Role.SUPPLIER),
    K.REPORT: Limit(holder_role=Role.SUPPLIER),
    K.CHANGE: Limit("change_days", Role.SUBDISTRICT_LEADER),
    K.ACCEPTANCE: Limit("acceptance_days", Role.COMMUNITY_SECRETARY),
    K.PAYMENT: Limit("payment_days", Role.FINANCE_OFFICER),
    K.SETTLEMENT: Limit("settlement_days", Role.FINANCE_OFFICER),
    K.QUESTION: Limit("question_days", Role.INTAKE_CLERK),
    K.EVALUATION: Limit(holder_role=Role.COMMUNITY_SECRETARY),
}

# Who is told when a limit has passed. The answer still lies with the holder.
SUPERIOR_OF: dict[str, str] = {
    Role.INTAKE_CLERK: Role.COMMUNITY_SECRETARY,
    Role.COMMUNITY_SECRETARY: Role.SUBDISTRICT_LEADER,
    Role.COUNCIL_SECRETARY: Role.COMMUNITY_SECRETARY,
    Role.COUNCIL_CHAIR: Role.COMMUNITY_SECRETARY,
    Role.SUPPLIER: Role.SUBDISTRICT_OFFICER,
    Role.SUBDISTRICT_OFFICER: Role.SUBDISTRICT_LEADER,
    Role.FINANCE_OFFICER: Role.SUBDISTRICT_LEADER,
    Role.WORKS_OFFICER: Role.SUBDISTRICT_LEADER,
    Role.SUBDISTRICT_LEADER: Role.DISTRICT_OFFICER,
}
SUPERIOR_OF_DESKS = Role.SUBDISTRICT_LEADER
