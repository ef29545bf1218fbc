"""V11 of the promises, small: a vote closed under load, and servers whose clocks are wrong. At
full size: python -m tests.load.close_assurance. SQLite has one lock for all; its close is in
test_races.py."""

from datetime import timedelta
from unittest import mock

from django.utils import timezone

from mws.core.clock import database_now
from mws.core.refusals import Refused
from tests.database import FreshDatabaseTestCase
from tests.rivals import on_postgresql, race
from tests.voting.polls.closing import (
    CASTERS,
    VOTERS,
    NextBatch,
    cast_or_forget,
    cast_while_it_is_open,
    close_under_load,
    wrong_clock,
)
from tests.voting.polls.stage import PollStage, PollTestCase
from tests.voting.polls.test_races import shared_keys
from voting.models import Poll, PollState
from voting.polls import services
from voting.polls.services import sealing

HOLD = 0.2
CONTROLS = 5  # closes without the lock until one goes wrong; the first nearly always does
WRONG = 300  # seconds
MINUTES = timedelta(minutes=2)


@on_postgresql
class CloseUnderLoadTests(FreshDatabaseTestCase):
    def setUp(self):
        self.enterContext(shared_keys())
        self.stage = PollStage()
        self.voters = self.stage.more_residents(VOTERS)

    def test_no_ballot_comes_after_the_count(self):
        poll = self.stage.opened()
        found = close_under_load(poll, self.voters, hold=HOLD)
        self.assertTrue(found.is_exact, found)
        self.assertGreater(len(found.sealed), 0)

    def test_without_the_lock_ballots_come_after_the_count(self):
        """The negative control."""
        stages = [self.stage, *(NextBatch(self.stage, 2 + number) for number in range(CONTROLS))]
        late = 0
        for stage in stages:
            poll = stage.opened()
            late = close_under_load(poll, self.voters, hold=HOLD, locked=False).after_the_count
            if late:
                break
        self.assertGreater(late, 0)


@on_postgresql
class BusyVoteTests(FreshDatabaseTestCase):
    def test_who_needs_the_vote_alone_is_let_in_between_casts(self):
        """Casts overlap without a gap; the clock, which counts the turnout, waits its turn."""
        self.enterContext(shared_keys())
        stage = PollStage()
        voters = stage.more_residents(CASTERS)
        poll = stage.opened()
        end = Poll.objects.get(pk=poll.pk).closes_at.isoformat()
        rows = [(poll.pk, voter.pk, end) for voter in voters]
        answers = race(cast_while_it_is_open, [*rows, (poll.pk, 0, end)])
        self.assertEqual({"saw it": CASTERS, "moved": 1}, answers)

    def test_what_is_forgotten_of_one_vote_disturbs_no_cast_in_another(self):
        """Tables are dropped, for which PostgreSQL locks others: in the order of a cast."""
        self.enterContext(shared_keys())
        stage = PollStage()
        voters = stage.more_residents(CASTERS)
        over = stage.opened()
        services.cast_ballot(poll_id=over.pk, choices=["1"], by=voters[0])
        stage.over(over)
        with mock.patch.object(sealing, "forget_ballots"):
            services.close_poll(poll_id=over.pk, by=None)
        poll = NextBatch(stage, 2).opened()
        rows = [(poll.pk, voter.pk) for voter in voters]
        answers = race(cast_or_forget, [*rows, (over.pk, 0)])
        self.assertEqual({"cast": CASTERS, "forgotten": 1}, answers)


class WrongClockTests(PollTestCase):
    """Two minutes from the end, and the server's clock five minutes off: the database decides."""

    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()
        cls.poll = cls.stage.opened()

    def end_in(self, distance):
        by_time = database_now() + distance - Poll.objects.get(pk=self.poll.pk).closes_at
        services.move_poll(poll_id=self.poll.pk, by_time=by_time, by=None)

    def cast(self):
        services.cast_ballot(poll_id=self.poll.pk, choices=["1"], by=self.stage.cast.lin)

    def test_a_clock_that_is_fast_closes_nothing_early(self):
        self.end_in(MINUTES)
        with wrong_clock(WRONG):
            self.assertGreater(timezone.now() - database_now(), 2 * MINUTES)
            self.cast()
            self.assertEqual(0, services.run_due_polls())
        self.assertEqual(PollState.OPEN, Poll.objects.get(pk=self.poll.pk).state)

    def test_a_clock_that_is_slow_takes_nothing_late(self):
        self.end_in(-MINUTES)
        with wrong_clock(-WRONG):
            with self.assertRaises(Refused) as refused:
                self.cast()
            services.run_due_polls()
        self.assertEqual("poll_closed", refused.exception.code)
        self.assertEqual(PollState.SEALED, Poll.objects.get(pk=self.poll.pk).state)
