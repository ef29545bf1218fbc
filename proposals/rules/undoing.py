"""May a decision of the community office be taken back on its day, and why not.

By a counter-decision, never by erasing: on the same local day, by who decided, while nobody has
acted on the case since. The trail says which deed was the last one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.audit.models import AuditEvent
from mws.audit.selectors import history_of_case
from mws.core.clock import local_day
from mws.core.refusals import Refusal
from proposals.models import Proposal, ProposalStatus, Screening, ScreeningResult
from proposals.rules.cases import is_on_a_ballot
from proposals.rules.screening import BACK_TO

S = ProposalStatus


@dataclass(frozen=True, slots=True)
class Undoable:
    """The status that a decision led to, and the result in its row (none for a shortlisting)."""

    status: str
    result: str = ""


UNDOABLE: dict[str, Undoable] = {
    "proposal.admitted": Undoable(S.ADMITTED, ScreeningResult.ADMITTED),
    "proposal.returned": Undoable(S.RETURNED, ScreeningResult.RETURNED),
    "proposal.not_admitted": Undoable(S.NOT_ADMITTED, ScreeningResult.NOT_ADMITTED),
    "proposal.merged": Undoable(S.MERGED, ScreeningResult.MERGED),
    "proposal.screened": Undoable(S.SCREENED, ScreeningResult.SCREENED),
    "proposal.shortlisted": Undoable(S.SHORTLISTED),
}
"""By the action in the trail."""
STATUSES = frozenset(row.status for row in UNDOABLE.values())

# What neighbours do under a case changes nothing that was decided.
BESIDE = (
    "proposal.supported", "proposal.support_withdrawn", "proposal.contributed",
    "proposal.words_reported", "proposal.report_decided", "proposal.words_hidden",
    "proposal.answered",
)  # fmt: skip
OFFICE_OF = {
    S.SUBMITTED: Permission.PROPOSAL_INTAKE,
    S.ADMITTED: Permission.PROPOSAL_SCREEN,
    S.SCREENED: Permission.POWER_DECIDE,
}


def last_deed(proposal: Proposal) -> AuditEvent | None:
    """The last event about the case, what neighbours did beside it left out (one query)."""
    return history_of_case(proposal.case_id).exclude(action__in=BESIDE).last()


def has_gone_on(proposal: Proposal, merger: AuditEvent) -> bool:
    """Whether somebody has acted since on the case that this one was merged into (one query, none
    for a case that was not merged)."""
    if proposal.merged_into is None:
        return False
    there = history_of_case(proposal.merged_into.case_id).exclude(action__in=BESIDE)
    return there.filter(pk__gt=merger.pk).exists()


def undone_row(proposal: Proposal, deed: AuditEvent) -> Screening | None:
    """The row of the decision; none for a shortlisting."""
    result = UNDOABLE[deed.action].result
    return proposal.screenings.filter(result=result).last() if result else None


def status_before(row: Screening | None) -> ProposalStatus:
    """Where the case stood before the decision."""
    return BACK_TO[row.step] if row else S.SCREENED


def why_not_undo_decision(proposal: Proposal, *, by: User, now: datetime) -> Refusal | None:
    if proposal.status == S.SHORTLISTED and is_on_a_ballot(proposal, now):
        return Refusal("on_ballot", _("This case is on the residents' ballot already."))
    deed = last_deed(proposal) if proposal.status in STATUSES else None
    if (
        deed is None
        or deed.action not in UNDOABLE
        or (UNDOABLE[deed.action].status != proposal.status)
    ):
        return Refusal(
            "acted_since", _("Somebody has acted on this case since; it cannot be taken back.")
        )
    if has_gone_on(proposal, deed):
        return Refusal(
            "acted_since", _("Somebody has acted on the case it was merged into; it stays merged.")
        )
    if deed.actor_id != by.pk:
        return Refusal("not_decider", _("Only who decided can take a decision back."))
    if local_day(deed.effective_at) != local_day(now):
        return Refusal(
            "day_over", _("A decision can be taken back on its own day only. This day is over.")
        )
    to = status_before(undone_row(proposal, deed))
    if not by.may(OFFICE_OF[to], proposal.community):
        return Refusal("not_office", _("You do not hold the office of this step any more."))
    return None


def why_not_undo_so(proposal: Proposal, *, reason: str, by: User, now: datetime) -> Refusal | None:
    if refusal := why_not_undo_decision(proposal, by=by, now=now):
        return refusal
    if not reason.strip():
        return Refusal("no_reason", _("Say why the decision is taken back; everyone reads it."))
    return None
