"""The steps of a case that wait at somebody's desk: who may do each, where, by which clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from mws.accounts.permissions import Permission
from mws.core.refusals import Refusal
from mws.rounds.models import DeadlineKind
from proposals.models import Duty, ProposalStatus
from proposals.rules import approval, notices, screening

S = ProposalStatus
P = Permission


@dataclass(frozen=True, slots=True)
class Step:
    """``rule(case, by=)`` says why not; ``is_reviewed`` tells the two hands of the approval."""

    kind: str
    label: Any
    permission: Permission
    status: str
    duty: str
    rule: Callable[..., Refusal | None]
    clock: str = ""
    is_reviewed: bool | None = None

    @property
    def url_name(self) -> str:
        return f"proposals:desk_{self.kind}"


STEPS = (
    Step("intake", _("Take in"), P.PROPOSAL_INTAKE, S.SUBMITTED, Duty.TOOK_IN,
         screening.why_not_handle, DeadlineKind.INTAKE),
    Step("screening", _("Screen"), P.PROPOSAL_SCREEN, S.ADMITTED, Duty.SCREENED,
         screening.why_not_handle, DeadlineKind.SCREENING),
    Step("shortlist", _("Shortlist"), P.POWER_DECIDE, S.SCREENED, Duty.SCREENED,
         screening.why_not_shortlist, DeadlineKind.SHORTLIST),
    Step("notice", _("Post the notice"), P.NOTICE_POST, S.SELECTED, Duty.POSTED_NOTICE,
         notices.why_not_post, DeadlineKind.NOTICE),
    Step("objections", _("Answer the objection"), P.OBJECTION_ANSWER, S.OBJECTED,
         Duty.POSTED_NOTICE, notices.why_not_answer_here, DeadlineKind.OBJECTION),
    Step("approval", _("Decide"), P.APPROVAL_DECIDE, S.IN_REVIEW, Duty.APPROVED,
         approval.why_not_decide, DeadlineKind.APPROVAL, is_reviewed=True),
    Step("review", _("Review"), P.APPROVAL_PREPARE, S.IN_REVIEW, Duty.REVIEWED,
         approval.why_not_review, DeadlineKind.APPROVAL, is_reviewed=False),
)  # fmt: skip
