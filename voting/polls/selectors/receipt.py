"""The receipt, derived from the box each time it is shown; kept nowhere."""

from __future__ import annotations

from mws.accounts.models import User
from voting.models import BallotSlot, Poll, SealedBallot
from voting.polls import keys
from voting.polls.ballot_line import leaf_start_of, receipt_of


def receipt_of_voter(poll: Poll, voter: User) -> str | None:
    """The code of the ballot that lies in the box for this person; None where there is none, and
    after the seal, when nobody can tell any more."""
    if not keys.has_key(poll.pk):
        return None
    slot = keys.slot_of(keys.read_key(poll.pk), voter.pk)
    leaf = BallotSlot.objects.filter(poll=poll, slot=slot).values_list("leaf", flat=True).first()
    return receipt_of(leaf) if leaf else None


def is_counted(poll: Poll, receipt: str) -> bool | None:
    """Whether a ballot with this receipt was counted; None for what is no receipt code."""
    start = leaf_start_of(receipt)
    if start is None:
        return None
    return SealedBallot.objects.filter(poll=poll, leaf__startswith=start).exists()
