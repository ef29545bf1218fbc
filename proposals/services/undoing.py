"""撤回: a decision of today taken back by a counter-decision; the first one stays on record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from mws.accounts.models import User
from mws.core.clock import database_now
from mws.core.refusals import require
from mws.rounds.models import DeadlineKind
from mws.rounds.services import restart_deadlines
from proposals.clocks import CLOCK_OF
from proposals.models import Proposal, ProposalStatus, Screening, ScreeningResult, ScreeningStep
from proposals.rules import undoing as rules
from proposals.services.merging import part
from proposals.services.moves import announce, lock_case, move_case, tell


@transaction.atomic
def undo_decision(
    *, proposal_id: int, reason: str, by: User, now: datetime | None = None
) -> Proposal:
    """The case goes back to where it stood; the clocks that the decision ended go on with the due
    days they had. A list of defects that was taken back stays the one list: it has been read."""
    now = now or database_now()
    proposal = _locked(proposal_id)
    require(rules.why_not_undo_so(proposal, reason=reason, by=by, now=now))
    deed = rules.last_deed(proposal)
    row = rules.undone_row(proposal, deed)
    decision, to = ProposalStatus(proposal.status).label, rules.status_before(row)
    Screening.objects.create(
        proposal=proposal, step=row.step if row else ScreeningStep.SCREENING,
        result=ScreeningResult.UNDONE, reason=reason.strip(), undoes=row, decided_by=by,
        decided_at=now,
    )  # fmt: skip
    asked = [DeadlineKind.TASK] if proposal.status in ProposalStatus.ended() else []
    restart_deadlines(
        case_id=proposal.case_id, kinds=[CLOCK_OF[to], *asked], stopped_at=proposal.status_since,
        now=now,
    )  # fmt: skip
    into, proposal.merged_into = proposal.merged_into, None
    move_case(
        proposal, to=to, action="proposal.decision_undone", by=by, now=now,
        changes=("merged_into",), undone=deed.action,
    )  # fmt: skip
    said: dict[str, Any] = {
        "code": "decision_undone",
        "now": now,
        "decision": decision,
        "reason": reason.strip(),
    }
    announce(proposal, **said)
    if into is not None:
        part(proposal, into, merged_at=deed.effective_at, brought=deed.facts.get("brought", []))
        tell(into, **said)
    return proposal


def _locked(proposal_id: int) -> Proposal:
    """The case and the one it was merged into, locked in the order that a merger takes."""
    into = Proposal.objects.values_list("merged_into", flat=True).get(pk=proposal_id)
    pair = {pk: lock_case(pk) for pk in sorted({proposal_id, into or proposal_id})}
    proposal = pair[proposal_id]
    if proposal.merged_into_id in pair:
        proposal.merged_into = pair[proposal.merged_into_id]
    return proposal
