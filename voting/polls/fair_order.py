"""Fair order: no project stands first for everyone.

There are 24 published orders of a ballot; a visitor's cookie holds the number of one. Order ``n``
sorts items by SHA-256 of ``DIGEST:n:CODE``, where DIGEST is the published digest of the frozen
items, so anyone can list all 24, and nobody could choose them.
"""

from __future__ import annotations

from collections.abc import Iterable

from mws.core.display import fair_place
from voting.models import PollItem


def in_fair_order(items: Iterable[PollItem], *, digest: str, order: int) -> list[PollItem]:
    return sorted(items, key=lambda item: fair_place(digest, order, item.code))
