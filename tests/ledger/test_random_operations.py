"""Random operations on the books, beside a model in plain numbers (assurance M1, M5).

``OPERATIONS=100000`` runs as many as the promise names; the suite runs a few hundred.
"""

from __future__ import annotations

import os
import sys

from django.db import transaction
from django.test import TestCase
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from mws.ledger.books import faults_in_books
from mws.ledger.models import Transfer
from tests.cast import Cast
from tests.ledger.operations import Model

STEPS = 50
OPERATIONS = int(os.environ.get("OPERATIONS", "400"))
fen = st.one_of(st.integers(-5, 50), st.integers(1, 5_000), st.integers(1, 10**12))
places = st.integers(0, 2)
any_of = st.randoms(use_true_random=False)


class Books(RuleBasedStateMachine):
    """One example: a few dozen operations, rolled back at its end."""

    cast: Cast
    ran = {"done": 0, "refused": 0}

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.model = Model(self.cast)

    @rule(place=places, amount=fen)
    def allocate(self, place: int, amount: int) -> None:
        self.model.allocate(self.model.places[place], amount)

    @rule(place=places, amount=fen)
    def give_back(self, place: int, amount: int) -> None:
        self.model.give_back(self.model.places[place], amount)

    @rule(from_pool=st.booleans(), place=st.integers(0, 1), amount=fen)
    def move(self, from_pool: bool, place: int, amount: int) -> None:
        pool, community = self.model.places[2], self.model.places[place]
        giver, taker = (pool, community) if from_pool else (community, pool)
        self.model.move(giver, taker, amount)

    @rule(place=st.integers(0, 1), amount=fen)
    def reserve(self, place: int, amount: int) -> None:
        self.model.reserve(self.model.places[place], amount)

    @precondition(lambda self: self.model.cases)
    @rule(place=st.integers(0, 1), amount=fen, pick=any_of)
    def reserve_again(self, place: int, amount: int, pick) -> None:
        self.model.reserve(self.model.places[place], amount, pick.choice([*self.model.cases]))

    @precondition(lambda self: self.model.cases)
    @rule(
        verb=st.sampled_from(["commit", "commit", "pay", "pay", "release", "free"]),
        share=st.sampled_from(["all", "half", "any"]), amount=fen, pick=any_of,
    )  # fmt: skip
    def of_case(self, verb: str, share: str, amount: int, pick) -> None:
        case = pick.choice([*self.model.cases])
        origin = "reserved" if verb in ("commit", "release") else "committed"
        held = self.model.cases[case][origin]
        amount = {"all": held, "half": held // 2, "any": amount}[share]
        self.model.of_case(verb, case, amount)

    @precondition(lambda self: self.model.done)
    @rule(pick=any_of)
    def reverse(self, pick) -> None:
        rows = Transfer.objects.select_related("account", "fund").order_by("recorded_at", "seq")
        self.model.reverse(pick.choice([*rows]))

    @precondition(lambda self: self.model.done)
    @rule(pick=any_of)
    def repeat(self, pick) -> None:
        self.model.repeat(pick.choice([*Transfer.objects.order_by("recorded_at", "seq")]))

    @invariant()
    def same(self) -> None:
        self.model.compare()

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None:
                self.model.compare_cases()
                assert list(faults_in_books()) == []
            before = sum(self.ran.values())
            for name in self.ran:
                self.ran[name] += getattr(self.model, name)
            if sum(self.ran.values()) // 5_000 > before // 5_000:
                print(f"{sum(self.ran.values())} operations so far", flush=True)
        finally:
            transaction.set_rollback(True)
            self.outer.__exit__(None, None, None)


class RandomOperationsTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()

    def test_the_books_and_the_model_agree_after_every_operation(self) -> None:
        Books.cast = self.cast
        # Hypothesis chooses lengths itself: examples are added until enough was done.
        while sum(Books.ran.values()) < OPERATIONS:
            missing = OPERATIONS - sum(Books.ran.values())
            run_state_machine_as_test(
                Books,
                settings=settings(
                    max_examples=max(missing // STEPS, 1), stateful_step_count=STEPS,
                    deadline=None, database=None, suppress_health_check=[*HealthCheck],
                ),
            )  # fmt: skip
        print(f"operations: {Books.ran['done']} done, {Books.ran['refused']} refused in words")
        self.assertGreater(Books.ran["refused"], 0)
