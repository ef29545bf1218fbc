"""One case file, from a resident's idea to accepted and paid work."""

from proposals.models.choices import (
    Category,
    Channel,
    Duty,
    Origin,
    ProjectStatus,
    ProposalStatus,
    Theme,
)
from proposals.models.decisions import Approval, CaseDuty, Screening
from proposals.models.delivery import Claim, Contract, Milestone, ProgressEntry
from proposals.models.outcome import Acceptance, AcceptanceMember, Satisfaction, Settlement
from proposals.models.project import Project
from proposals.models.proposal import CostItem, Proposal

__all__ = [
    "Acceptance",
    "AcceptanceMember",
    "Approval",
    "CaseDuty",
    "Category",
    "Channel",
    "Claim",
    "Contract",
    "CostItem",
    "Duty",
    "Milestone",
    "Origin",
    "ProgressEntry",
    "Project",
    "ProjectStatus",
    "Proposal",
    "ProposalStatus",
    "Satisfaction",
    "Screening",
    "Settlement",
    "Theme",
]
