"""May the sub-district review, approve, refuse or send back a case, and why not.

Two persons always: an officer prepares, a leader decides.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.refusals import Refusal
from mws.core.wording import yuan_words
from mws.rounds.models import Clause
from proposals.models import Duty, Proposal, ProposalStatus, Review
from proposals.rules.approval_checks import why_not_checked
from proposals.rules.duties import why_not_take
from proposals.rules.handovers import why_not_received


def current_review(proposal: Proposal) -> Review | None:
    """The officer's latest review since the case came to the sub-district."""
    reviews = proposal.reviews.filter(reviewed_at__gte=proposal.status_since)
    return reviews.select_related("reviewed_by").last()


def why_not_review(proposal: Proposal, *, by: User) -> Refusal | None:
    if not by.may(Permission.APPROVAL_PREPARE, proposal.community):
        return Refusal("not_officer", _("This is done by the sub-district's officer."))
    return _why_not_in_review(proposal) or why_not_take(
        Duty.REVIEWED, case_id=proposal.case_id, by=by
    )


def why_not_store_review(
    proposal: Proposal, *, amount_fen: int, note: str, by: User
) -> Refusal | None:
    if refusal := why_not_review(proposal, by=by):
        return refusal
    if not note.strip():
        return Refusal("no_note", _("Write what you checked and what you propose."))
    return why_not_sum(proposal, amount_fen)


def why_not_decide(proposal: Proposal, *, by: User) -> Refusal | None:
    """Whether this person may take the sub-district's decision now; an officer only where small
    sums are left to officers."""
    is_leader = by.may(Permission.APPROVAL_DECIDE, proposal.community)
    limit = proposal.round.frozen_rules.officer_limit_fen
    if not is_leader and not (limit and by.may(Permission.APPROVAL_PREPARE, proposal.community)):
        return Refusal("not_leader", _("This is decided by the sub-district's leader."))
    if refusal := _why_not_in_review(proposal) or why_not_received(proposal):
        return refusal
    if current_review(proposal) is None:
        return Refusal("not_reviewed", _("The sub-district's officer has to review it first."))
    return why_not_take(Duty.APPROVED, case_id=proposal.case_id, by=by)


def why_not_approve(
    proposal: Proposal, *, amount_fen: int, document_no: str, by: User, meeting_no: str = ""
) -> Refusal | None:
    return (
        why_not_decide(proposal, by=by)
        or why_not_document(document_no)
        or why_not_sum(proposal, amount_fen)
        or why_not_within_limit(proposal, amount_fen, meeting_no=meeting_no, by=by)
        or why_not_checked(proposal)
    )


def why_not_within_limit(
    proposal: Proposal, amount_fen: int, *, meeting_no: str, by: User
) -> Refusal | None:
    """Each approves up to a limit; above the leader's stands the party working committee."""
    rules = proposal.round.frozen_rules
    if not by.may(Permission.APPROVAL_DECIDE, proposal.community):
        if amount_fen <= rules.officer_limit_fen:
            return None
        return Refusal(
            "above_officer_limit",
            _("Officers approve up to %(limit)s. The leader decides on more.")
            % {"limit": yuan_words(rules.officer_limit_fen)},
        )
    if rules.leader_limit_fen and amount_fen > rules.leader_limit_fen and not meeting_no.strip():
        return Refusal(
            "above_leader_limit",
            _("Above %(limit)s the party working committee decides: write the number of its "
              "meeting.") % {"limit": yuan_words(rules.leader_limit_fen)},
        )  # fmt: skip
    return None


def why_not_turn_down(
    proposal: Proposal, *, reason: str, clause: Clause | None, document_no: str, by: User
) -> Refusal | None:
    """Refused or sent back: with a clause of the round's list, which the council and everybody
    else reads beside the reason."""
    if refusal := why_not_decide(proposal, by=by) or why_not_document(document_no):
        return refusal
    if clause is None:
        return Refusal("no_clause", _("Choose the clause on which this decision rests."))
    return why_not_reason(reason)


def why_not_sum(proposal: Proposal, amount_fen: int) -> Refusal | None:
    """Above zero and not above what the council passed: more needs the council again."""
    if amount_fen <= 0:
        return Refusal("no_amount", _("Write the sum in yuan."))
    if amount_fen > (proposal.selected_fen or 0):
        return Refusal(
            "above_selected",
            _("The council passed %(selected)s. For more, send the case back to the community.")
            % {"selected": yuan_words(proposal.selected_fen or 0)},
        )
    return None


def _why_not_in_review(proposal: Proposal) -> Refusal | None:
    if proposal.status == ProposalStatus.IN_REVIEW:
        return None
    return Refusal(
        "not_in_review",
        _("This case is not with the sub-district now: %(status)s.")
        % {"status": proposal.get_status_display()},
    )


def why_not_document(document_no: str) -> Refusal | None:
    if document_no.strip():
        return None
    return Refusal("no_document", _("Write the number of the decision document."))


def why_not_reason(reason: str) -> Refusal | None:
    if reason.strip():
        return None
    return Refusal("no_reason", _("Write the reason; it is published."))
