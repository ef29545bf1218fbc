"""What the residents' vote tells the council."""

from __future__ import annotations

from mws.rounds.models import Round
from voting.models import PollResult, PollState


def supports_of(round: Round) -> dict[int, tuple[int, bool]]:
    """Support and place on the list by proposal id; empty before the result is certified."""
    rows = PollResult.objects.filter(
        item__poll__round=round, item__poll__state=PollState.CERTIFIED
    ).values_list("item__proposal_id", "support", "is_selected")
    return {proposal_id: (support, is_selected) for proposal_id, support, is_selected in rows}
