"""The books before another program (M6): bean-check has to find nothing in the export.

    .venv/bin/python -m tests.assurance.second_opinion PATH/TO/bean-check [entries=100000]

Beancount is not among what development installs: `python -m venv X && X/bin/pip install beancount`.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.assurance.base import set_up

set_up()

from mws.ledger.exports import beancount_lines
from mws.ledger.models import MOVES, Fund, Transfer

START = datetime(2026, 1, 1, 4, tzinfo=UTC)


def entries(count: int) -> tuple[list[Transfer], list[Fund]]:
    """Random movements of fifty funds, each possible, as the ledger would store them."""
    pick = random.Random(19)
    funds = [Fund(pk=number) for number in range(1, 51)]
    ways = [(kind, *way) for kind, moves in MOVES.items() for way in moves]
    found: list[Transfer] = []
    while len(found) < count:
        fund = pick.choice(funds)
        kind, origin, target = pick.choice(ways)
        most = 10**9 if origin == "source" else getattr(fund, f"{origin}_fen")
        if most < 1:
            continue
        amount = pick.randint(1, most)
        for bucket, change in ((origin, -amount), (target, amount)):
            if bucket != "source":
                setattr(fund, f"{bucket}_fen", getattr(fund, f"{bucket}_fen") + change)
        when = START + timedelta(minutes=len(found))
        found.append(
            Transfer(fund=fund, kind=kind, origin=origin, target=target, amount_fen=amount,
                     decision=f"文〔2026〕{len(found)}号", effective_at=when)
        )  # fmt: skip
    return found, funds


def main() -> None:
    check, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "books.beancount")
        file.write_text("\n".join(beancount_lines(*entries(count))) + "\n")
        answer = subprocess.run([check, str(file)], capture_output=True, text=True, check=False)
    said = (answer.stdout + answer.stderr).strip()
    assert answer.returncode == 0 and not said, said[:2_000]
    print(f"second opinion: {count} entries, bean-check finds nothing")


if __name__ == "__main__":
    main()
