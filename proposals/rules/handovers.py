"""May a confirmed decision go to the sub-district with its batch, and has it come there."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.refusals import Refusal
from mws.places.models import Place
from proposals.models import Handover, HandoverCase, Proposal, ProposalStatus


def why_not_send(place: Place, *, by: User) -> Refusal | None:
    """Whether this person sends batches from here at all."""
    if by.is_authenticated and by.may(Permission.BATCH_SEND, place):
        return None
    return Refusal(
        "not_secretary", _("The community secretary sends the batch to the sub-district.")
    )


def why_not_hand_over(proposal: Proposal, *, last: Handover | None) -> Refusal | None:
    """Only what is confirmed: its notice is over without an objection that was upheld or waits.
    ``last``: the last batch in which the case went."""
    if proposal.status != ProposalStatus.IN_REVIEW:
        return Refusal(
            "not_confirmed",
            _("Its public notice is not over, or it is decided already: %(status)s.")
            % {"status": proposal.get_status_display()},
        )
    if _is_since(proposal, last):
        return Refusal("sent_already", _("It has been sent with an earlier batch."))
    return None


def why_not_received(proposal: Proposal) -> Refusal | None:
    """The sub-district decides on what it has been given with all papers (one query)."""
    if _is_since(proposal, last_handovers([proposal]).get(proposal.pk)):
        return None
    return Refusal(
        "not_handed_over",
        _("The community has not sent this decision with its papers yet. Ask its secretary for "
          "the batch."),
    )  # fmt: skip


def last_handovers(proposals: Sequence[Proposal]) -> dict[int, Handover]:
    """By case: the last batch in which it went (one query)."""
    lines = HandoverCase.objects.filter(proposal__in=proposals).select_related("handover__sent_by")
    return {line.proposal_id: line.handover for line in lines.order_by("handover__sent_at", "pk")}


def _is_since(proposal: Proposal, last: Handover | None) -> bool:
    """Sent since the case came to the sub-district this time."""
    return last is not None and last.sent_at >= proposal.status_since
