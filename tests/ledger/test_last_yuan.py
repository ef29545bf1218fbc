"""Fifty rivals for the last yuan: exactly as many succeed as fit, the others hear why."""

from __future__ import annotations

import uuid

from mws.accounts.models import User
from mws.core.refusals import Refused
from mws.ledger import services
from mws.ledger.books import faults_in_books
from mws.ledger.models import Fund
from mws.places.models import Place
from tests.cast import YEAR, Cast
from tests.database import FreshDatabaseTestCase
from tests.rivals import race

RIVALS = 50


def commit_thirty(number: int) -> str:
    """Reserve and commit 30 of what is left, as an approval without council would."""
    case_id = uuid.uuid4()
    people = {
        user.username: user for user in User.objects.filter(username__in=["officer", "leader"])
    }
    try:
        services.reserve(
            case_id=case_id, community=Place.objects.get(code="440305007001"), year=YEAR,
            amount_fen=30, decision="motion", reference=f"reserve-{number}", by=people["officer"],
        )  # fmt: skip
        services.commit(
            case_id=case_id, amount_fen=30, decision="approval", reference=f"commit-{number}",
            made_by=people["officer"], by=people["leader"],
        )  # fmt: skip
    except Refused as refused:
        return refused.code
    return "committed"


class LastYuanTests(FreshDatabaseTestCase):
    def setUp(self) -> None:
        super().setUp()
        Cast().fund(100)

    def test_as_many_succeed_as_fit_and_the_rest_are_refused_in_words(self) -> None:
        answers = race(commit_thirty, [(number,) for number in range(RIVALS)])
        self.assertEqual(answers, {"committed": 3, "available_short": RIVALS - 3})
        fund = Fund.objects.get()
        self.assertEqual((fund.available_fen, fund.committed_fen), (10, 90))
        self.assertEqual(list(faults_in_books()), [])

    def test_without_the_lock_rivals_meet_errors_yet_nothing_is_overspent(self) -> None:
        """The negative control: the friendly answer comes from the lock; the database still
        refuses every overspending on its own."""
        answers = race(commit_thirty, [(number,) for number in range(RIVALS)], locked=False)
        self.assertTrue(
            set(answers) - {"committed", "available_short"},
            f"the race did not happen: {answers}",
        )
        fund = Fund.objects.get()
        self.assertGreaterEqual(fund.available_fen, 10)
        self.assertEqual(list(faults_in_books()), [])
