"""May the confirmed decisions of a round go to the sub-district together, and what hinders it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.core.refusals import Refusal
from mws.rounds.models import Round
from proposals.models import Handover, Proposal
from proposals.rules import handovers
from voting.models import Meeting


@dataclass(frozen=True)
class Joining:
    """A case that is to go: with the meeting that passed it, and the last batch it went in."""

    proposal: Proposal
    meeting: Meeting | None
    last: Handover | None


def why_not_send_batch(round: Round, cases: Sequence[Joining], *, by: User) -> Refusal | None:
    """All or nothing: the refusal names every case that hinders, and why."""
    if refusal := handovers.why_not_send(round.community, by=by):
        return refusal
    if not cases:
        return Refusal("no_case", _("Choose at least one project."))
    hindered = [
        _("“%(title)s”: %(why)s") % {"title": case.proposal.title, "why": refusal.message}
        for case in cases
        if (refusal := why_not_join_batch(round, case))
    ]
    if not hindered:
        return None
    return Refusal(
        "hindered", _("Nothing was sent. %(list)s") % {"list": " ".join(map(str, hindered))}
    )


def why_not_join_batch(round: Round, case: Joining) -> Refusal | None:
    """One case: of this round, confirmed, its minutes signed."""
    meeting = case.meeting
    if case.proposal.round_id != round.pk:
        return Refusal("other_round", _("It belongs to another round."))
    if refusal := handovers.why_not_hand_over(case.proposal, last=case.last):
        return refusal
    if meeting is not None and not hasattr(meeting, "minutes"):
        return Refusal(
            "minutes_unsigned",
            _("The minutes of meeting no. %(number)s are not signed yet.")
            % {"number": meeting.number},
        )
    return None
