"""The same document entered by two at once: one entry, and the other reads why not."""

from __future__ import annotations

from mws.accounts.models import User
from mws.core.refusals import Refused
from mws.ledger import services
from mws.ledger.models import AllocationOrder, Fund
from mws.places.models import Place
from tests.cast import NOW, YEAR, Cast
from tests.database import FreshDatabaseTestCase
from tests.rivals import race


def enter(number: int) -> str:
    try:
        services.enter_allocation(
            community=Place.objects.get(code="440305007001"), year=YEAR, amount_fen=100,
            document_no="南财〔2026〕12号", by=User.objects.get(username="finance"), now=NOW,
        )  # fmt: skip
    except Refused as refused:
        return refused.code
    return "entered"


def confirm(order_id: int, name: str) -> str:
    try:
        services.confirm_allocation(order_id=order_id, by=User.objects.get(username=name), now=NOW)
    except Refused as refused:
        return refused.code
    return "confirmed"


class DoubleEntryTests(FreshDatabaseTestCase):
    def setUp(self) -> None:
        super().setUp()
        Cast()

    def test_a_document_is_entered_once(self) -> None:
        answers = race(enter, [(number,) for number in range(6)])
        self.assertEqual(answers, {"entered": 1, "entered_already": 5})

    def test_an_allocation_is_booked_once(self) -> None:
        enter(1)
        order = AllocationOrder.objects.get()
        answers = race(confirm, [(order.pk, name) for name in ("leader", "district") * 3])
        self.assertEqual(answers, {"confirmed": 1, "confirmed_already": 5})
        self.assertEqual(Fund.objects.get().allocated_fen, 100)
