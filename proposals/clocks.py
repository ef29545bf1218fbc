"""Which clock runs while a case stands in a status: every status in which somebody owes the next
step has one. What no one answers stays where it is; silence never counts as consent."""

from __future__ import annotations

from mws.rounds.models import DeadlineKind
from proposals.models import ProposalStatus

S = ProposalStatus
CLOCK_OF: dict[str, str] = {
    S.SUBMITTED: DeadlineKind.INTAKE,
    S.RETURNED: DeadlineKind.SUPPLEMENT,
    S.ADMITTED: DeadlineKind.SCREENING,
    S.SCREENED: DeadlineKind.SHORTLIST,
    S.SHORTLISTED: DeadlineKind.COUNCIL,
    S.ON_AGENDA: DeadlineKind.COUNCIL,
    S.DEFERRED: DeadlineKind.COUNCIL,
    S.SELECTED: DeadlineKind.NOTICE,
    S.OBJECTED: DeadlineKind.OBJECTION,
    S.IN_REVIEW: DeadlineKind.APPROVAL,
}
# Nobody owes a step: a draft is the proposer's own, a notice ends by itself, the waitlist waits for
# money, and what has ended has ended.
WITHOUT_CLOCK = frozenset({S.DRAFT, S.ON_NOTICE, S.WAITLISTED, *S.ended()})
