"""May a proposer keep to an idea of which a similar one is there already."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.core.refusals import Refusal
from proposals.models import Difference, Proposal
from proposals.rules.cases import why_not_edit

LONGEST = Difference._meta.get_field("reason").max_length
MOST = 10


def why_not_explain(
    proposal: Proposal, *, other: Proposal, reason: str, by: User, now: datetime
) -> Refusal | None:
    """As long as it is being written; in words, about another, and not about all there are."""
    if refusal := why_not_edit(proposal, by=by, now=now):
        return refusal
    if other.pk == proposal.pk:
        return Refusal("same_proposal", _("This is the very proposal you are writing."))
    if not reason.strip():
        return Refusal("no_reason", _("Say in a few words how yours differs."))
    if len(reason.strip()) > LONGEST or "\0" in reason:
        return Refusal("too_long", _("At most %(count)s characters, please.") % {"count": LONGEST})
    if proposal.differences.exclude(other=other).count() >= MOST:
        return Refusal("too_many", _("You have compared yours with enough others."))
    return None
