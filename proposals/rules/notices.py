"""May a council decision be posted, objected to, answered; and why not."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.refusals import Refusal
from mws.rounds import rules as rounds_rules
from mws.rounds.models import Objection
from proposals.models import Duty, Proposal, ProposalStatus
from proposals.rules.duties import why_not_take

Status = ProposalStatus


def why_not_post(proposal: Proposal, *, by: User) -> Refusal | None:
    if not by.may(Permission.NOTICE_POST, proposal.community):
        return Refusal("not_community_office", _("Only the community office posts notices."))
    if proposal.status != Status.SELECTED:
        return Refusal(
            "not_selected",
            _("Only what the council has passed is posted; this case is: %(status)s.")
            % {"status": proposal.get_status_display()},
        )
    return why_not_take(Duty.POSTED_NOTICE, case_id=proposal.case_id, by=by)


def why_not_object(
    proposal: Proposal, *, by: User, now: datetime, text: str | None = None
) -> Refusal | None:
    """``text`` None asks whether the person may object at all."""
    if proposal.status not in (Status.ON_NOTICE, Status.OBJECTED) or proposal.notice is None:
        return Refusal("not_on_notice", _("The notice is over; nothing is posted now."))
    if not by.is_authenticated:
        return Refusal("signed_out", _("Sign in to object; an objection bears a name."))
    if text is not None and not text.strip():
        return Refusal("no_text", _("Write what you object to and why."))
    return rounds_rules.why_not_object(proposal.notice, by=by, now=now)


def why_not_answer_here(proposal: Proposal, *, by: User) -> Refusal | None:
    """Whether this person may answer objections to the case at all."""
    if proposal.status != Status.OBJECTED:
        return Refusal("not_objected", _("No objection is waiting for an answer here."))
    if not by.may(Permission.OBJECTION_ANSWER, proposal.community):
        return Refusal("not_secretary", _("Only the community secretary answers objections."))
    return why_not_take(Duty.POSTED_NOTICE, case_id=proposal.case_id, by=by)


def why_not_answer(
    proposal: Proposal, objection: Objection, *, answer: str, by: User
) -> Refusal | None:
    return why_not_answer_here(proposal, by=by) or rounds_rules.why_not_answer_objection(
        objection, answer, by=by
    )
