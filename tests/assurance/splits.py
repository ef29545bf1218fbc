"""Splits by the largest remainder (M8): nothing is lost, no part is a fen or more off its share.

    .venv/bin/python -m tests.assurance.splits [amounts=1000000]

Half and half, instalments as the rules name them, and random weights of two to twenty parts, as of
a package of projects under one contract.
"""

from __future__ import annotations

import random
import time

from mws.core.money import split_largest_remainder
from tests.assurance.base import numbers

NAMED = ((1, 1), (30, 40, 30), (30, 50, 20), (33, 33, 34), (97, 3), (70, 30), (0, 0, 100))


def run(amounts: int) -> str:
    pick, parts_seen = random.Random(8), 0
    for _amount in range(amounts):
        total = pick.randint(0, 10 ** pick.randint(1, 13))
        weights = list(pick.choice(NAMED))
        if pick.random() < 0.5:
            weights = [pick.randint(0, 10**9) for _part in range(pick.randint(2, 20))]
            weights[0] += 1
        parts, whole = split_largest_remainder(total, weights), sum(weights)
        assert sum(parts) == total, (total, weights, parts)
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part * whole - total * weight) < whole, (total, weights, parts)
        parts_seen += len(parts)
    return f"{amounts:,} amounts in {parts_seen:,} parts: 0 fen lost, no part a fen off its share"


if __name__ == "__main__":
    begin = time.monotonic()
    (asked,) = numbers(1_000_000)
    print(f"splits: {run(asked)}; {time.monotonic() - begin:.0f} s")
