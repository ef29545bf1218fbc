"""Payments posted several times at once with one key (M4): one entry each, the same answer.

DATABASE_URL=postgres://… .venv/bin/python -m tests.assurance.same_key [payments=2000]
"""

from __future__ import annotations

import random
import uuid

from tests.assurance.base import numbers, report, set_up

set_up()

from mws.accounts.models import User
from mws.core.refusals import Refused
from mws.ledger import services
from mws.ledger.books import faults_in_books
from mws.ledger.models import Fund, Transfer
from tests.cast import YEAR, Cast
from tests.rivals import race

WAVE = 60  # calls that run at once


def pay(case_id: str, reference: str, amount: int) -> str:
    """The key of the entry that this call was answered with, or why not."""
    people = {name: User.objects.get(username=name) for name in ("finance", "leader")}
    try:
        return str(
            services.pay(
                case_id=uuid.UUID(case_id), amount_fen=amount, decision="发票",
                reference=reference, made_by=people["finance"], by=people["leader"],
            ).pk
        )  # fmt: skip
    except Refused as refused:
        return refused.code


def main() -> str:
    (payments,) = numbers(2_000)
    cast, pick = Cast(), random.Random(11)
    cast.fund(10**12)
    two = {"made_by": cast.finance, "by": cast.leader}
    case = {"case_id": uuid.uuid4(), "amount_fen": 10**11}
    services.reserve(community=cast.community, year=YEAR, decision="m", reference="r", by=None,
                     **case)  # fmt: skip
    services.commit(decision="d", reference="c", **two, **case)
    keys = [(f"pay-{number}", pick.randint(1, 10_000), pick.randint(1, 10))
            for number in range(payments)]  # fmt: skip
    calls = [(str(case["case_id"]), key, amount) for key, amount, times in keys
             for _ in range(times)]  # fmt: skip
    others = [(str(case["case_id"]), key, amount + 1) for key, amount, _times in keys[::20]]
    pick.shuffle(calls)
    answers: dict[str, int] = {}
    for begin in range(0, len(calls), WAVE):
        for answer, count in race(pay, calls[begin : begin + WAVE]).items():
            answers[answer] = answers.get(answer, 0) + count
    booked = {str(row.pk): row for row in Transfer.objects.filter(kind="pay")}
    assert set(answers) == set(booked), set(answers) - set(booked)
    assert len(booked) == payments
    refused = sum((race(pay, others[begin : begin + WAVE])["reference_used"]
                   for begin in range(0, len(others), WAVE)), 0)  # fmt: skip
    assert refused == len(others)
    assert Fund.objects.get().paid_fen == sum(amount for _key, amount, _times in keys)
    assert list(faults_in_books()) == []
    return (
        f"{payments} payments in {len(calls)} calls: {len(booked)} entries; "
        f"{refused} calls with another sum under a used key refused"
    )


if __name__ == "__main__":
    report("same key", main)
