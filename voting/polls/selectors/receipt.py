"""The receipt, derived from the box each time it is shown; kept nowhere."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from mws.accounts.models import User
from mws.core.canonical import canonical_json
from voting.models import BallotSlot, Poll
from voting.polls import keys
from voting.polls.ballot_line import leaf_start_of, path_of, receipt_of


def receipt_of_voter(poll: Poll, voter: User) -> str | None:
    """The code of the ballot that lies in the box for this person; None where there is none, and
    after the seal, when nobody can tell any more."""
    if not keys.has_key(poll.pk):
        return None
    slot = keys.slot_of(keys.read_key(poll.pk), voter.pk)
    leaf = BallotSlot.objects.filter(poll=poll, slot=slot).values_list("leaf", flat=True).first()
    return receipt_of(leaf) if leaf else None


@dataclass(frozen=True, slots=True)
class Lookup:
    """Whether a receipt was counted (None: it is no receipt code), and the proof that anyone can
    recompute: the leaf and what stands beside it on the way to the root."""

    is_counted: bool | None
    leaf: str = ""
    path: tuple[tuple[str, str], ...] = ()

    @property
    def proof(self) -> str:
        """As a file that ``verify.py --proof`` reads."""
        return canonical_json({"leaf": self.leaf, "path": self.path})


def look_up(poll: Poll, receipt: str) -> Lookup:
    """Find a receipt among the ballots counted. What is not found costs the same work."""
    start = leaf_start_of(receipt)
    if start is None:
        return Lookup(None)
    leaves = list(poll.sealed_ballots.order_by("position").values_list("leaf", flat=True))
    index = bisect_left(leaves, start)
    found = index < len(leaves) and leaves[index].startswith(start)
    path = path_of(leaves, index if found else 0)
    return Lookup(True, leaves[index], tuple(path)) if found else Lookup(False)
