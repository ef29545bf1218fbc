"""Small numbers about people: whoever reads that one of three is from elsewhere knows a person.

A count below the limit is withheld. Where what is withheld could be had by taking the others from
the sum, the next smallest is withheld with it.
"""

from __future__ import annotations

from collections.abc import Sequence

LEAST = 10


def is_small(count: int, least: int = LEAST) -> bool:
    """Nobody at all is no secret."""
    return 0 < count < least


def withheld(counts: Sequence[int], *, is_sum_known: bool = True, least: int = LEAST) -> set[int]:
    """The places of a row of counts that are not shown."""
    hidden = {place for place, count in enumerate(counts) if is_small(count, least)}
    if not hidden or not is_sum_known:
        return hidden
    if len(hidden) == 1 or sum(counts[place] for place in hidden) < least:
        shown = [place for place, count in enumerate(counts) if count and place not in hidden]
        hidden |= set(sorted(shown, key=lambda place: counts[place])[:1])
    return hidden
