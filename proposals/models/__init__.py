"""One case file, from a resident's idea to accepted and paid work."""

from proposals.models.around import (
    Contribution,
    ContributionKind,
    CoProposer,
    Follow,
    Report,
    ReportGround,
    Support,
)
from proposals.models.choices import (
    BeneficiaryGroup,
    Category,
    Channel,
    Duty,
    Origin,
    ProjectStatus,
    ProposalStatus,
    Theme,
)
from proposals.models.council import CouncilDecision, CouncilResult
from proposals.models.decisions import (
    Approval,
    ApprovalResult,
    CaseDuty,
    Light,
    Review,
    Screening,
    ScreeningResult,
    ScreeningStep,
)
from proposals.models.delivery import Claim, Contract, Milestone, ProgressEntry
from proposals.models.outcome import Acceptance, AcceptanceMember, Satisfaction, Settlement
from proposals.models.project import Project
from proposals.models.proposal import CostItem, Proposal

__all__ = [
    "Acceptance",
    "AcceptanceMember",
    "Approval",
    "ApprovalResult",
    "BeneficiaryGroup",
    "CaseDuty",
    "Category",
    "Channel",
    "Claim",
    "CoProposer",
    "Contract",
    "Contribution",
    "ContributionKind",
    "CostItem",
    "CouncilDecision",
    "CouncilResult",
    "Duty",
    "Follow",
    "Light",
    "Milestone",
    "Origin",
    "ProgressEntry",
    "Project",
    "ProjectStatus",
    "Proposal",
    "ProposalStatus",
    "Report",
    "ReportGround",
    "Review",
    "Satisfaction",
    "Screening",
    "ScreeningResult",
    "ScreeningStep",
    "Settlement",
    "Support",
    "Theme",
]
