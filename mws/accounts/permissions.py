"""What one may do, and which roles may: one enum, one table. Nothing else grants anything."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mws.places.models import Level


class Role(models.TextChoices):
    INTAKE_CLERK = "intake_clerk", _("Intake clerk")
    COMMITTEE_STAFF = "committee_staff", _("Residents' committee staff")
    COMMUNITY_SECRETARY = "community_secretary", _("Community secretary")
    COUNCIL_MEMBER = "council_member", _("Council member")
    COUNCIL_CHAIR = "council_chair", _("Council chair")
    COUNCIL_SECRETARY = "council_secretary", _("Council secretary")
    SUBDISTRICT_OFFICER = "subdistrict_officer", _("Sub-district officer")
    SUBDISTRICT_LEADER = "subdistrict_leader", _("Sub-district leader")
    FINANCE_OFFICER = "finance_officer", _("Finance officer")
    WORKS_OFFICER = "works_officer", _("Works officer")
    SUPPLIER = "supplier", _("Supplier")
    INSPECTOR = "inspector", _("Inspector")
    SUPERVISOR = "supervisor", _("Residents' supervisor")
    OBSERVER = "observer", _("Deputy or observer")
    DISTRICT_OFFICER = "district_officer", _("District officer")
    CITY_OFFICER = "city_officer", _("City officer")
    AUDITOR = "auditor", _("Auditor")
    EDITOR = "editor", _("Editor")
    SYSTEM_ADMINISTRATOR = "system_administrator", _("System administrator")


class Permission(models.TextChoices):
    """``room.verb``; alphabetical."""

    ACCEPTANCE_RECORD = "acceptance.record", _("Record an acceptance")
    APPEAL_DECIDE = "appeal.decide", _("Decide appeals")
    APPROVAL_CHECK_FUNDS = "approval.check_funds", _("Check the money of a project")
    APPROVAL_CHECK_WORKS = "approval.check_works", _("Check whether a project can be built")
    APPROVAL_DECIDE = "approval.decide", _("Approve or refuse a project")
    APPROVAL_PREPARE = "approval.prepare", _("Review a project for approval")
    AUDIT_READ = "audit.read", _("Read the audit trail")
    BATCH_SEND = "batch.send", _("Send confirmed decisions to the sub-district")
    CLAIM_FILE = "claim.file", _("File a claim for payment")
    CLAIM_REVIEW = "claim.review", _("Review a claim for payment")
    CLOCK_READ = "clock.read", _("Read the ledger of time limits")
    CONTRACT_SIGN = "contract.sign", _("Record a contract")
    DISCUSSION_MODERATE = "discussion.moderate", _("Hide words under a proposal")
    FUND_ALLOCATE = "fund.allocate", _("Enter an allocation")
    FUND_CONFIRM = "fund.confirm", _("Confirm a movement of money")
    MEETING_RUN = "meeting.run", _("Call and run council meetings")
    MEETING_VOTE = "meeting.vote", _("Vote in the council")
    MEMBERSHIP_GRANT = "membership.grant", _("Grant roles")
    NOTICE_POST = "notice.post", _("Post public notices")
    OBJECTION_ANSWER = "objection.answer", _("Answer objections")
    PAYMENT_APPROVE = "payment.approve", _("Approve payments")
    PLACE_EDIT = "place.edit", _("Edit places")
    POLL_CERTIFY = "poll.certify", _("Certify a residents' vote")
    POLL_RUN = "poll.run", _("Run a residents' vote")
    POWER_ARRANGE = "power.arrange", _("Fill the seats of the council")
    POWER_DECIDE = "power.decide", _("Shortlist proposals")
    POWER_OVERSEE = "power.oversee", _("Return or refuse what was taken in")
    POWER_SECURE = "power.secure", _("Vouch for a proposal and its estimate")
    PROGRESS_REPORT = "progress.report", _("Report progress")
    PROPOSAL_ENTER = "proposal.enter", _("Enter proposals for residents")
    PROPOSAL_INTAKE = "proposal.intake", _("Take in proposals")
    PROPOSAL_SCREEN = "proposal.screen", _("Screen proposals")
    RESIDENCY_VERIFY = "residency.verify", _("Verify residency")
    ROUND_OPEN = "round.open", _("Open a round")
    RULES_EDIT = "rules.edit", _("Edit rule sets and the calendar")
    SEAT_RECORD = "seat.record", _("Record the seats of councils")
    SETTLEMENT_AUDIT = "settlement.audit", _("Settle a project")


P = Permission
# 四项权力 of a community's party committee: 人事安排, 重要事项决定, 管理监督, 领导保障.
FOUR_POWERS: frozenset[Permission] = frozenset(
    {P.POWER_ARRANGE, P.POWER_DECIDE, P.POWER_OVERSEE, P.POWER_SECURE}
)
ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.INTAKE_CLERK: frozenset(
        {P.PROPOSAL_ENTER, P.PROPOSAL_INTAKE, P.RESIDENCY_VERIFY, P.NOTICE_POST,
         P.DISCUSSION_MODERATE}
    ),
    Role.COMMITTEE_STAFF: frozenset({P.PROPOSAL_ENTER}),
    Role.COMMUNITY_SECRETARY: FOUR_POWERS | frozenset(
        {P.PROPOSAL_SCREEN, P.RESIDENCY_VERIFY, P.NOTICE_POST, P.OBJECTION_ANSWER, P.BATCH_SEND,
         P.POLL_RUN, P.CONTRACT_SIGN, P.PROGRESS_REPORT, P.ACCEPTANCE_RECORD, P.CLOCK_READ,
         P.DISCUSSION_MODERATE}
    ),
    Role.COUNCIL_MEMBER: frozenset({P.MEETING_VOTE}),
    Role.COUNCIL_CHAIR: frozenset({P.MEETING_VOTE, P.MEETING_RUN}),
    Role.COUNCIL_SECRETARY: frozenset({P.MEETING_RUN}),
    Role.SUBDISTRICT_OFFICER: frozenset(
        {P.APPROVAL_PREPARE, P.ROUND_OPEN, P.CONTRACT_SIGN, P.PROGRESS_REPORT,
         P.POLL_RUN, P.POLL_CERTIFY, P.CLAIM_FILE, P.APPEAL_DECIDE, P.CLOCK_READ}
    ),
    Role.SUBDISTRICT_LEADER: frozenset(
        {P.APPROVAL_DECIDE, P.ROUND_OPEN, P.FUND_CONFIRM, P.POLL_CERTIFY, P.PAYMENT_APPROVE,
         P.APPEAL_DECIDE, P.CLOCK_READ}
    ),
    Role.FINANCE_OFFICER: frozenset(
        {P.FUND_ALLOCATE, P.CLAIM_REVIEW, P.SETTLEMENT_AUDIT, P.APPROVAL_CHECK_FUNDS}
    ),
    Role.WORKS_OFFICER: frozenset(
        {P.PROGRESS_REPORT, P.ACCEPTANCE_RECORD, P.APPROVAL_CHECK_WORKS}
    ),
    Role.SUPPLIER: frozenset({P.PROGRESS_REPORT, P.CLAIM_FILE}),
    Role.INSPECTOR: frozenset({P.PROGRESS_REPORT}),
    Role.SUPERVISOR: frozenset({P.CLOCK_READ}),
    Role.OBSERVER: frozenset(),
    Role.DISTRICT_OFFICER: frozenset(
        {P.RULES_EDIT, P.PLACE_EDIT, P.MEMBERSHIP_GRANT, P.SEAT_RECORD, P.FUND_CONFIRM,
         P.CLOCK_READ}
    ),
    Role.CITY_OFFICER: frozenset(),
    Role.AUDITOR: frozenset({P.AUDIT_READ, P.CLOCK_READ}),
    Role.EDITOR: frozenset(),
    Role.SYSTEM_ADMINISTRATOR: frozenset({P.MEMBERSHIP_GRANT, P.PLACE_EDIT}),
}  # fmt: skip


_OFFICE = (Level.COMMUNITY,)
_STREET = (Level.SUBDISTRICT,)
_STREET_AND_ABOVE = (Level.SUBDISTRICT, Level.DISTRICT)
_ANYWHERE = (Level.CITY, Level.DISTRICT, Level.SUBDISTRICT, Level.COMMUNITY)
ROLE_LEVELS: dict[str, tuple[str, ...]] = {
    Role.INTAKE_CLERK: _OFFICE,
    Role.COMMITTEE_STAFF: _OFFICE,
    Role.COMMUNITY_SECRETARY: _OFFICE,
    Role.COUNCIL_MEMBER: _OFFICE,
    Role.COUNCIL_CHAIR: _OFFICE,
    Role.COUNCIL_SECRETARY: _OFFICE,
    Role.SUBDISTRICT_OFFICER: _STREET,
    Role.SUBDISTRICT_LEADER: _STREET,
    Role.FINANCE_OFFICER: _STREET_AND_ABOVE,
    Role.WORKS_OFFICER: _STREET_AND_ABOVE,
    Role.SUPPLIER: (*_OFFICE, *_STREET_AND_ABOVE),
    Role.INSPECTOR: (*_OFFICE, *_STREET_AND_ABOVE),
    Role.SUPERVISOR: (*_OFFICE, *_STREET),
    Role.OBSERVER: _ANYWHERE,
    Role.DISTRICT_OFFICER: (Level.DISTRICT,),
    Role.CITY_OFFICER: (Level.CITY,),
    Role.AUDITOR: _ANYWHERE,
    Role.EDITOR: _ANYWHERE,
    Role.SYSTEM_ADMINISTRATOR: (Level.CITY, Level.DISTRICT),
}
"""At which level of place a role exists."""


# Who works beside the office: they see what is public, and what is their own.
OUTSIDE_OFFICES: frozenset[str] = frozenset(
    {Role.SUPPLIER, Role.INSPECTOR, Role.EDITOR, Role.CITY_OFFICER, Role.SYSTEM_ADMINISTRATOR}
)

# Roles that one person does not hold over the same place: who inspects does not supply, and who
# looks after the accounts decides nothing.
APART: dict[str, frozenset[str]] = {
    Role.INSPECTOR: frozenset({Role.SUPPLIER}),
    Role.SYSTEM_ADMINISTRATOR: frozenset(Role.values) - {Role.SYSTEM_ADMINISTRATOR},
}


def stand_apart(one: str, other: str) -> bool:
    """Whether one person may not hold both roles over the same place."""
    return other in APART.get(one, ()) or one in APART.get(other, ())


def roles_with(permission: Permission) -> list[str]:
    """The roles that carry a permission."""
    return [role for role, granted in ROLE_PERMISSIONS.items() if permission in granted]
