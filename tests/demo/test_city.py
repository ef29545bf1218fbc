"""A city in bulk: the same constraints, the same checks (assurance, issue of city size)."""

from io import StringIO
from unittest import skipUnless
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import TestCase

from mws.audit.models import AuditEvent
from mws.demo.city import run
from mws.demo.city.copying import copy_rows
from mws.demo.seeding.progress import Progress
from mws.ledger.books import faults_in_books
from mws.ledger.models import Bucket, Fund, Kind, Transfer
from mws.ledger.services import Movement, PastMovement, store_past_movements
from proposals.models import Project
from tests.cast import NOW, Cast
from voting.models import BallotSlot, Poll, RollEntry

POSTGRESQL = connection.vendor == "postgresql"


class PastMovementTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()

    def past(self, kind, origin, target, fen, *, case=None, by=None) -> PastMovement:
        movement = Movement(
            kind, origin, target, fen, "文号", f"{kind}-{case}",
            made_by=self.cast.finance, approved_by=by or self.cast.leader,
        )  # fmt: skip
        return PastMovement(self.cast.community, 2020, case, NOW, movement)

    def allocated(self) -> PastMovement:
        return self.past(Kind.ALLOCATE, Bucket.SOURCE, Bucket.AVAILABLE, 500)

    def test_balances_chain_and_trail_are_those_of_single_postings(self):
        case = uuid4()
        store_past_movements(
            movements=[
                self.allocated(),
                self.past(Kind.RESERVE, Bucket.AVAILABLE, Bucket.RESERVED, 300, case=case),
                self.past(Kind.COMMIT, Bucket.RESERVED, Bucket.COMMITTED, 300, case=case),
            ]
        )
        fund = Fund.objects.get(year=2020)
        self.assertEqual((200, 0, 300), (fund.available_fen, fund.reserved_fen, fund.committed_fen))
        self.assertEqual([], list(faults_in_books()))
        self.assertEqual(3, AuditEvent.objects.filter(action__startswith="ledger.").count())

    def test_what_the_database_refuses_is_refused_here(self):
        case = uuid4()
        too_much = self.past(Kind.RESERVE, Bucket.AVAILABLE, Bucket.RESERVED, 501, case=case)
        alone = self.past(Kind.ALLOCATE, Bucket.SOURCE, Bucket.AVAILABLE, 5, by=self.cast.finance)
        for movements in ([self.allocated(), too_much], [alone]):
            with (
                self.subTest(movements), self.assertRaises(IntegrityError), transaction.atomic()
            ):  # fmt: skip
                store_past_movements(movements=movements)
        self.assertEqual(0, Transfer.objects.count())


@skipUnless(POSTGRESQL, "a city needs PostgreSQL")
@pytest.mark.usefixtures("fresh_database")
def test_two_communities_of_a_city(tmp_path, settings):
    settings.MWS_PRIVATE_ROOT = tmp_path
    out = StringIO()
    assert run.seed_city(Progress(out), communities=2)
    assert "without a fault" in out.getvalue()
    assert Project.objects.count() == 2 * 5 * 20
    cast = sum(run._share(run.BALLOTS, 2))
    assert BallotSlot.objects.count() == RollEntry.objects.filter(has_voted=True).count() == cast
    assert RollEntry.objects.count() == sum(run._share(run.RESIDENTS, 2))
    assert not run.seed_city(Progress(out), communities=2)
    _the_box_judges_what_is_copied(Poll.objects.first())


def _the_box_judges_what_is_copied(poll: Poll) -> None:
    twice = BallotSlot.objects.filter(poll=poll).values_list("slot", "choices", "nonce", "leaf")[0]
    with pytest.raises(Exception, match=r"one_per_slot|poll_id_slot_key"), transaction.atomic():
        copy_rows(BallotSlot(poll=poll), ("slot", "choices", "nonce", "leaf", "id"),
                  [(*twice, uuid4())])  # fmt: skip
    Poll.objects.filter(pk=poll.pk).update(state="closing")
    with pytest.raises(Exception, match="the poll is not open"), transaction.atomic():
        copy_rows(BallotSlot(poll=poll), ("slot", "choices", "nonce", "leaf", "id"),
                  [("0" * 64, "[]", "0" * 32, "0" * 64, uuid4())])  # fmt: skip


class CommandTests(TestCase):
    @skipUnless(not POSTGRESQL, "said on SQLite alone")
    def test_a_city_needs_postgresql(self):
        with self.assertRaisesMessage(CommandError, "needs PostgreSQL"):
            call_command("seed_demo", scale="city")
