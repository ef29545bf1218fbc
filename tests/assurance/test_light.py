"""The heavy checks of the books, each with a small number, in the suite."""

from __future__ import annotations

import random
import uuid

from django.db import transaction
from django.test import SimpleTestCase, TestCase

from mws.ledger import services
from mws.ledger.books import faults_in_books
from mws.ledger.models import Transfer
from tests.assurance import same_key, splits, tampering
from tests.assurance.year_closes import Year
from tests.cast import YEAR, Cast
from tests.database import FreshDatabaseTestCase
from tests.rivals import race


class TamperingTests(TestCase):
    def test_every_changed_row_is_found_by_its_number(self) -> None:
        self.assertIn("20 found", tampering.run(20))


class SplitTests(SimpleTestCase):
    def test_random_amounts_are_split_to_the_fen(self) -> None:
        self.assertIn("0 fen lost", splits.run(2_000))


class YearCloseTests(TestCase):
    def test_random_years_close_with_a_report_that_adds_up(self) -> None:
        cast, pick = Cast(), random.Random(3)
        for _trial in range(12):
            with transaction.atomic():
                year = Year(cast, pick)
                year.fill()
                year.close()
                year.check()
                transaction.set_rollback(True)


class SameKeyTests(FreshDatabaseTestCase):
    def test_one_key_is_one_entry_however_often_it_is_posted(self) -> None:
        cast = Cast()
        cast.fund(1_000)
        case = {"case_id": uuid.uuid4(), "amount_fen": 500}
        services.reserve(
            community=cast.community, year=YEAR, decision="m", reference="r", by=None, **case
        )
        services.commit(decision="d", reference="c", made_by=cast.finance, by=cast.leader, **case)
        calls = [(str(case["case_id"]), f"pay-{number % 4}", 10) for number in range(24)]
        answers = race(same_key.pay, calls)
        booked = {str(row.pk) for row in Transfer.objects.filter(kind="pay")}
        self.assertEqual((set(answers), len(booked)), (booked, 4))
        other = race(same_key.pay, [(str(case["case_id"]), "pay-0", 11)])
        self.assertEqual(set(other), {"reference_used"})
        self.assertEqual(list(faults_in_books()), [])
