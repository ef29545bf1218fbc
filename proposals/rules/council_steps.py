"""May the council's result be carried into the case. Quorum and majority are the council's own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mws.core.refusals import Refusal
from proposals.models import Proposal, ProposalStatus
from proposals.rules.cases import why_not_afford


def why_not_put_on_agenda(proposal: Proposal) -> Refusal | None:
    if proposal.status in ProposalStatus.for_agenda():
        return None
    return Refusal(
        "not_for_agenda",
        _("“%(title)s” cannot go on the agenda: %(status)s.")
        % {"title": proposal.title, "status": proposal.get_status_display()},
    )


def why_not_decide(proposal: Proposal) -> Refusal | None:
    """Every result needs the case to be on an agenda."""
    if proposal.status == ProposalStatus.ON_AGENDA:
        return None
    return Refusal(
        "not_on_agenda",
        _("“%(title)s” is not on the agenda: %(status)s.")
        % {"title": proposal.title, "status": proposal.get_status_display()},
    )


def why_not_turn_down(proposal: Proposal, *, reason: str) -> Refusal | None:
    if refusal := why_not_decide(proposal):
        return refusal
    if not reason.strip():
        return Refusal("no_reason", _("Write the council's reason; the proposer will read it."))
    return None


def why_not_select(proposal: Proposal, *, amount_fen: int, decision: str) -> Refusal | None:
    if refusal := why_not_decide(proposal):
        return refusal
    if amount_fen <= 0:
        return Refusal("no_amount", _("The motion must name a sum above zero."))
    if not decision.strip():
        return Refusal("no_decision", _("Name the motion by which the council decided."))
    return why_not_afford(proposal, amount_fen)


def why_not_rerank(proposal: Proposal) -> Refusal | None:
    if proposal.status == ProposalStatus.WAITLISTED:
        return None
    return Refusal(
        "not_waitlisted",
        _("“%(title)s” is not on the waitlist: %(status)s.")
        % {"title": proposal.title, "status": proposal.get_status_display()},
    )
