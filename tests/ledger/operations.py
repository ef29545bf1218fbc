"""A model of the books in plain numbers: the same operation is asked of it and of the books, and
both have to say the same."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mws.core.refusals import Refused
from mws.ledger import services
from mws.ledger.models import Account, Fund, Transfer
from tests.cast import YEAR, Cast

BUCKETS = ("available", "reserved", "committed", "paid", "returned")


@dataclass
class Model:
    """``funds``: balances by place; ``cases``: shares by case, each in one fund."""

    cast: Cast
    funds: dict[int, dict[str, int]] = field(default_factory=dict)
    allocated: dict[int, int] = field(default_factory=dict)
    cases: dict[uuid.UUID, dict[str, int]] = field(default_factory=dict)
    homes: dict[uuid.UUID, int] = field(default_factory=dict)
    count: int = 0
    done: int = 0
    refused: int = 0

    def __post_init__(self) -> None:
        self.places = (self.cast.community, self.cast.other_community, self.cast.subdistrict)
        for place in self.places:
            self.funds[place.pk] = dict.fromkeys(BUCKETS, 0)
            self.allocated[place.pk] = 0
        self.two = {"made_by": self.cast.finance, "by": self.cast.leader}

    def key(self) -> str:
        self.count += 1
        return f"op-{self.count}"

    def ask(self, is_possible: bool, act: Callable[[], Any], change: Callable[[], None]) -> None:
        """Do it in the books; in the model only if it is possible. They must agree."""
        try:
            act()
        except Refused:
            self.refused += 1
            assert not is_possible, "the books refused what the model allows"
            return
        assert is_possible, "the books did what the model refuses"
        self.done += 1
        change()

    def shift(
        self, place: int, origin: str, target: str, fen: int, case: uuid.UUID | None = None
    ) -> None:
        for bucket, change in ((origin, -fen), (target, fen)):
            if bucket == "source":
                self.allocated[place] -= change
                continue
            self.funds[place][bucket] += change
            if case is not None and bucket in self.cases[case]:
                self.cases[case][bucket] += change

    def allocate(self, place: Any, fen: int) -> None:
        self.ask(
            fen > 0,
            lambda: services.allocate(
                community=place, year=YEAR, amount_fen=fen, document_no="d",
                reference=self.key(), **self.two,
            ),
            lambda: self.shift(place.pk, "source", "available", fen),
        )  # fmt: skip

    def give_back(self, place: Any, fen: int) -> None:
        self.ask(
            0 < fen <= self.funds[place.pk]["available"],
            lambda: services.return_money(
                community=place, year=YEAR, amount_fen=fen, document_no="d",
                reference=self.key(), **self.two,
            ),
            lambda: self.shift(place.pk, "available", "returned", fen),
        )  # fmt: skip

    def move(self, giver: Any, taker: Any, fen: int) -> None:
        def change() -> None:
            self.shift(giver.pk, "available", "source", fen)
            self.shift(taker.pk, "source", "available", fen)

        self.ask(
            0 < fen <= self.funds[giver.pk]["available"],
            lambda: services.move(
                giver=giver, taker=taker, year=YEAR, amount_fen=fen, document_no="d",
                reference=self.key(), **self.two,
            ),
            change,
        )  # fmt: skip

    def reserve(self, place: Any, fen: int, case: uuid.UUID | None = None) -> None:
        case = case or uuid.uuid4()
        home = self.homes.get(case, place.pk)

        def change() -> None:
            self.homes[case] = place.pk
            self.cases.setdefault(case, dict.fromkeys(("reserved", "committed", "paid"), 0))
            self.shift(place.pk, "available", "reserved", fen, case)

        self.ask(
            0 < fen <= self.funds[place.pk]["available"] and home == place.pk,
            lambda: services.reserve(
                case_id=case, community=place, year=YEAR, amount_fen=fen, decision="m",
                reference=self.key(), by=None,
            ),
            change,
        )  # fmt: skip

    def of_case(self, verb: str, case: uuid.UUID, fen: int) -> None:
        """commit, pay, release what is reserved, release what is committed."""
        origin, target, service = {
            "commit": ("reserved", "committed", services.commit),
            "pay": ("committed", "paid", services.pay),
            "release": ("reserved", "available", services.release),
            "free": ("committed", "available", services.release),
        }[verb]
        facts = {"origin": origin, "by": None} if target == "available" else self.two
        self.ask(
            0 < fen <= self.cases[case][origin],
            lambda: service(
                case_id=case, amount_fen=fen, decision="d", reference=self.key(), **facts
            ),
            lambda: self.shift(self.homes[case], origin, target, fen, case),
        )

    def reverse(self, transfer: Transfer) -> None:
        """Undo a movement, as far as its money is still where it went."""
        case = transfer.account.case_id if transfer.account else None
        place = transfer.fund.community_id
        origin, target = transfer.target, transfer.origin
        held = self.cases[case] if case and origin in self.cases[case] else self.funds[place]
        is_between = transfer.kind in ("reverse", "move_out", "move_in")
        gone = Transfer.objects.filter(reverses=transfer).exists()
        self.ask(
            not is_between and not gone and transfer.amount_fen <= held[origin],
            lambda: services.reverse(
                transfer_id=transfer.pk, decision="d", reference=self.key(), **self.two
            ),
            lambda: self.shift(place, origin, target, transfer.amount_fen, case),
        )

    def repeat(self, transfer: Transfer) -> None:
        """The same key again with another sum: refused. Nothing moves."""
        self.ask(
            False,
            lambda: services.allocate(
                community=self.places[0], year=YEAR, amount_fen=transfer.amount_fen + 1,
                document_no="other", reference=transfer.reference, **self.two,
            ),
            lambda: None,
        )  # fmt: skip

    def compare(self) -> None:
        """Every balance as the model has it; the equation; nothing below zero."""
        rows = {fund.community_id: fund for fund in Fund.objects.all()}
        for place, expected in self.funds.items():
            if fund := rows.get(place):
                found = {name: getattr(fund, f"{name}_fen") for name in BUCKETS}
                assert found == expected, (found, expected)
                assert fund.allocated_fen == self.allocated[place]
                held = sum(found[name] for name in BUCKETS if name != "returned")
                assert held == fund.allocated_fen - fund.returned_fen
                assert min(found.values()) >= 0
            else:
                assert not any(expected.values())

    def compare_cases(self) -> None:
        for account in Account.objects.all():
            expected = self.cases.get(account.case_id)
            found = {name: getattr(account, f"{name}_fen") for name in
                     ("reserved", "committed", "paid")}  # fmt: skip
            assert expected is None or found == expected, (found, expected)
