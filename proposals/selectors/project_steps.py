"""The steps of a delivery: who may do each, at which statuses, and when it waits at a desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission, Role, roles_with
from mws.core.refusals import Refusal
from mws.rounds.models import DeadlineKind
from proposals.models import Duty, Project, ProjectStatus
from proposals.models.delivery import ClaimStatus
from proposals.rules.delivery_acceptance import why_not_accept
from proposals.rules.delivery_claims import OPEN, why_not_file_claim
from proposals.rules.delivery_contract import why_not_sign_contract
from proposals.rules.delivery_end import (
    TERMINABLE,
    why_not_close,
    why_not_settle,
    why_not_terminate,
)
from proposals.rules.delivery_progress import (
    COMPLETING,
    REPORTING,
    why_not_complete,
    why_not_report_progress,
)

S = ProjectStatus
P = Permission
PAID_OUT = Q(account__committed_fen=0)


@dataclass(frozen=True, slots=True)
class Step:
    """``statuses`` show the button, ``waiting`` puts the file on the desk of ``roles``.
    ``rule`` says why not; one of them asks for the day."""

    kind: str
    label: Any
    permission: Permission
    rule: Callable[..., Refusal | None] | None = None
    statuses: tuple[str, ...] = ()
    waiting: Q | None = None
    duty: str = ""
    clock: str = ""
    desk: Sequence[str] = ()
    asks_day: bool = False

    @property
    def url_name(self) -> str:
        return f"proposals:{self.kind}"

    def why_not(self, project: Project, *, by: User, today: date) -> Refusal | None:
        if self.rule is None:
            return None
        day = {"today": today} if self.asks_day else {}
        return self.rule(project, by=by, **day)

    def mine(self, user: User, field: str) -> Q | None:
        """The files that wait for this person's hats; None where no hat carries the step."""
        roles = self.desk or roles_with(self.permission)
        paths = [hat.place.path for hat in user.hats if hat.role in roles]
        if self.waiting is None or not paths:
            return None
        places = Q()
        for path in paths:
            places |= Q(**{f"{field}__path__startswith": path})
        return self.waiting & places


PROJECT_STEPS = (
    Step("project_contract", _("Record the contract"), P.CONTRACT_SIGN, why_not_sign_contract,
         (S.PROCURING,), Q(status=S.PROCURING), Duty.CONTRACTED, DeadlineKind.CONTRACT),
    Step("project_progress", _("Report progress"), P.PROGRESS_REPORT, why_not_report_progress,
         REPORTING, Q(status__in=REPORTING), Duty.REPORTED, DeadlineKind.DELIVERY,
         desk=(Role.SUPPLIER, Role.WORKS_OFFICER)),
    Step("project_complete", _("Call the works complete"), P.PROGRESS_REPORT, why_not_complete,
         COMPLETING),
    Step("project_acceptance", _("Record the acceptance"), P.ACCEPTANCE_RECORD, why_not_accept,
         (S.COMPLETED,), Q(status=S.COMPLETED), Duty.ACCEPTED, DeadlineKind.ACCEPTANCE),
    Step("project_settlement", _("Settle"), P.SETTLEMENT_AUDIT, why_not_settle,
         (S.ACCEPTED,), Q(status=S.ACCEPTED), Duty.SETTLED, DeadlineKind.SETTLEMENT),
    Step("project_claim", _("Claim payment"), P.CLAIM_FILE, why_not_file_claim,
         (S.CONTRACTED, S.IN_PROGRESS, S.COMPLETED, S.RECTIFYING, S.ACCEPTED, S.SETTLED,
          S.EVALUATED),
         Q(status__in=[S.SETTLED, S.EVALUATED]) & ~PAID_OUT & ~Q(claims__status__in=OPEN),
         Duty.CLAIMED),
    Step("project_close", _("Close the project"), P.CONTRACT_SIGN, why_not_close,
         (S.SETTLED, S.EVALUATED), Q(status=S.EVALUATED) & PAID_OUT,
         asks_day=True),
    Step("project_terminate", _("Terminate"), P.APPROVAL_DECIDE, why_not_terminate, TERMINABLE),
)  # fmt: skip
CLAIM_STEPS = (
    Step("claim", _("Check a claim"), P.CLAIM_REVIEW, waiting=Q(status=ClaimStatus.FILED),
         duty=Duty.CHECKED_CLAIM, clock=DeadlineKind.PAYMENT),
    Step("claim", _("Approve a payment"), P.PAYMENT_APPROVE,
         waiting=Q(status=ClaimStatus.REVIEWED), duty=Duty.PAID, clock=DeadlineKind.PAYMENT),
)  # fmt: skip
