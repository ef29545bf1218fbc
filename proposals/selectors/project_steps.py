"""The steps of a delivery: who may do each, at which statuses, and when it waits at a desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission, Role, roles_with
from mws.core.clock import database_now, local_day
from mws.core.refusals import Refusal
from mws.providers.models import Representative
from mws.rounds.models import DeadlineKind
from proposals.models import Category, ChangeState, Claim, Duty, Project, ProjectStatus
from proposals.models.delivery import ClaimKind, ClaimStatus
from proposals.models.outcome import AcceptanceResult
from proposals.rules.delivery_acceptance import why_not_accept
from proposals.rules.delivery_claims import OPEN, why_not_file_claim
from proposals.rules.delivery_contract import why_not_sign_contract
from proposals.rules.delivery_end import (
    TERMINABLE,
    why_not_close,
    why_not_settle,
    why_not_terminate,
)
from proposals.rules.delivery_lanes import (
    LEAVES_ASSETS,
    PAUSABLE,
    why_not_pause,
    why_not_plan_sessions,
    why_not_register_asset,
    why_not_resume,
)
from proposals.rules.delivery_procurement import why_not_procure
from proposals.rules.delivery_progress import (
    COMPLETING,
    REPORTING,
    why_not_complete,
    why_not_report_progress,
)
from proposals.rules.delivery_survey import why_not_at_counter
from proposals.rules.plan_changes import CHANGEABLE, why_not_ask_change

S = ProjectStatus
P = Permission


def _paid_out() -> Q:
    """All paid, or all but the retention money: the final payment went out."""
    final = Claim.objects.filter(
        project=OuterRef("pk"), kind=ClaimKind.SETTLEMENT, status=ClaimStatus.PAID
    )
    return Q(account__committed_fen=0) | Q(Exists(final))


def _to_claim() -> Q:
    settled = Q(status__in=[S.SETTLED, S.EVALUATED])
    return settled & ~_paid_out() & ~Q(claims__status__in=OPEN)


def _to_close() -> Q:
    return Q(status=S.EVALUATED) & _paid_out()


@dataclass(frozen=True, slots=True)
class Step:
    """``statuses`` show the button, ``waiting`` puts the file on the desk of ``roles``.
    ``rule`` says why not; one of them asks for the day."""

    kind: str
    label: Any
    permission: Permission
    rule: Callable[..., Refusal | None] | None = None
    statuses: tuple[str, ...] = ()
    waiting: Q | Callable[[], Q] | None = None
    duty: str = ""
    clock: str = ""
    desk: Sequence[str] = ()
    asks_day: bool = False
    category: str = ""  # the one form of projects that has this step

    @property
    def url_name(self) -> str:
        return f"proposals:{self.kind}"

    def fits(self, project: Project) -> bool:
        """Whether the step belongs to where the project stands, and to its form."""
        is_of_form = self.category in ("", project.proposal.category)
        return is_of_form and project.status in self.statuses

    def why_not(self, project: Project, *, by: User, today: date) -> Refusal | None:
        if self.rule is None:
            return None
        day = {"today": today} if self.asks_day else {}
        return self.rule(project, by=by, **day)

    def mine(self, user: User, field: str) -> Q | None:
        """The files that wait for this person's hats; None where no hat carries the step."""
        roles = self.desk or roles_with(self.permission)
        hats = [hat for hat in user.hats if hat.role in roles]
        waiting = self.waiting() if callable(self.waiting) else self.waiting
        if waiting is None or not hats:
            return None
        places = Q()
        for hat in hats:
            here = Q(**{f"{field}__path__startswith": hat.place.path})
            places |= here & _of_own_provider(user) if hat.role == Role.SUPPLIER else here
        return waiting & places


def _of_own_provider(user: User) -> Q:
    """A supplier's person sees the projects of who they act for, and no other."""
    today = local_day(database_now())
    mine = Representative.objects.filter(Representative.in_force(today), person=user)
    return Q(supplier__in=mine.values("supplier"))


WITHOUT_ASSETS = Q(assets=None, proposal__category=Category.GOODS)
TO_COUNT = Q(counts__is_tested=False) | Q(counts__counted__lt=F("counts__agreed"))
PROJECT_STEPS = (
    Step("project_procurement", _("Choose the provider"), P.CONTRACT_SIGN, why_not_procure,
         (S.PROCURING,), Q(status=S.PROCURING, procurement=None), Duty.CONTRACTED,
         DeadlineKind.CONTRACT),
    Step("project_contract", _("Record the contract"), P.CONTRACT_SIGN, why_not_sign_contract,
         (S.PROCURING,), Q(status=S.PROCURING, procurement__isnull=False), Duty.CONTRACTED,
         DeadlineKind.CONTRACT),
    Step("project_progress", _("Report progress"), P.PROGRESS_REPORT, why_not_report_progress,
         REPORTING, Q(status__in=REPORTING), Duty.REPORTED, DeadlineKind.REPORT,
         desk=(Role.SUPPLIER, Role.WORKS_OFFICER)),
    Step("project_sessions", _("Sessions"), P.PROGRESS_REPORT, why_not_plan_sessions,
         REPORTING, category=Category.SERVICES),
    Step("project_goods", _("Count the goods"), P.ACCEPTANCE_RECORD, None, REPORTING,
         Q(status__in=REPORTING, proposal__category=Category.GOODS) & TO_COUNT, Duty.ACCEPTED,
         category=Category.GOODS),
    Step("project_pause", _("Let it stand still"), P.CONTRACT_SIGN, why_not_pause, PAUSABLE),
    Step("project_resume", _("Let it go on"), P.CONTRACT_SIGN, why_not_resume, (S.SUSPENDED,)),
    Step("project_complete", _("Call the works complete"), P.PROGRESS_REPORT, why_not_complete,
         COMPLETING),
    Step("project_acceptance", _("Record the acceptance"), P.ACCEPTANCE_RECORD, why_not_accept,
         (S.COMPLETED,),
         Q(status=S.COMPLETED) & ~Q(acceptances__result=AcceptanceResult.FAILED),
         Duty.ACCEPTED, DeadlineKind.ACCEPTANCE),
    Step("project_settlement", _("Settle"), P.SETTLEMENT_AUDIT, why_not_settle,
         (S.ACCEPTED,), Q(status=S.ACCEPTED), Duty.SETTLED, DeadlineKind.SETTLEMENT),
    Step("project_assets", _("Register assets"), P.ACCEPTANCE_RECORD, why_not_register_asset,
         LEAVES_ASSETS, Q(status__in=[S.ACCEPTED, S.SETTLED, S.EVALUATED]) & WITHOUT_ASSETS),
    Step("survey_counter", _("Take down an answer"), P.PROPOSAL_ENTER, why_not_at_counter,
         (S.ACCEPTED, S.SETTLED), asks_day=True),
    Step("project_claim", _("Claim payment"), P.CLAIM_FILE, why_not_file_claim,
         (S.CONTRACTED, S.IN_PROGRESS, S.COMPLETED, S.RECTIFYING, S.ACCEPTED, S.SETTLED,
          S.EVALUATED),
         _to_claim,
         Duty.CLAIMED),
    Step("project_close", _("Close the project"), P.CONTRACT_SIGN, why_not_close,
         (S.SETTLED, S.EVALUATED), _to_close,
         asks_day=True),
    Step("project_change", _("Change the plan"), P.CONTRACT_SIGN, why_not_ask_change, CHANGEABLE),
    Step("project_terminate", _("Terminate"), P.APPROVAL_DECIDE, why_not_terminate, TERMINABLE,
         Q(status=S.COMPLETED, acceptances__result=AcceptanceResult.FAILED)),
)  # fmt: skip
CLAIM_STEPS = (
    Step("claim", _("Check a claim"), P.CLAIM_REVIEW, waiting=Q(status=ClaimStatus.FILED),
         duty=Duty.CHECKED_CLAIM, clock=DeadlineKind.PAYMENT),
    Step("claim", _("Approve a payment"), P.PAYMENT_APPROVE,
         waiting=Q(status=ClaimStatus.REVIEWED), duty=Duty.PAID, clock=DeadlineKind.PAYMENT),
    Step("claim", _("Confirm a payment"), P.CLAIM_REVIEW,
         waiting=Q(status=ClaimStatus.APPROVED), clock=DeadlineKind.PAYMENT),
)  # fmt: skip
CHANGE_STEPS = (
    Step("change", _("Record the council's vote on a change"), P.MEETING_RUN,
         waiting=Q(state=ChangeState.AT_COUNCIL), duty=Duty.VOTED,
         clock=DeadlineKind.CHANGE),
    Step("change", _("Decide on a change"), P.APPROVAL_DECIDE,
         waiting=Q(state=ChangeState.ASKED), duty=Duty.APPROVED, clock=DeadlineKind.CHANGE),
)  # fmt: skip
