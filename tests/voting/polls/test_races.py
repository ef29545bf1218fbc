"""V1, V3 and V11 of the promises: one person one ballot, and not one ballot after the count."""

import os
import random
import tempfile
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from unittest import mock
from uuid import UUID

from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from mws.accounts.models import User
from mws.core.clock import database_now
from mws.core.refusals import Refused
from tests.database import FreshDatabaseTestCase
from tests.rivals import race
from tests.voting.polls.stage import HOUR, PollStage
from voting.models import BallotSlot, BatchState, PaperBatch, Poll, RollEntry, SealedBallot
from voting.polls import services

RIVALS, CASTS = 40, 8
SECOND = timedelta(seconds=1)
VOTERS = 24
BALLOTS = [["1"], ["2"], ["3"], ["4"], ["1", "2"], ["2", "3"], ["3", "4"], ["1", "2", "3"]]


def shared_keys() -> ExitStack:
    """A key folder that processes started by the race see, too."""
    folder = tempfile.mkdtemp(prefix="mws-keys-")
    stack = ExitStack()
    stack.enter_context(override_settings(MWS_PRIVATE_ROOT=Path(folder)))
    stack.enter_context(mock.patch.dict(os.environ, MWS_PRIVATE_ROOT=folder))
    return stack


def submit(poll_id: UUID, voter_id: int, first: int) -> str:
    """One browser tab that sends eight different ballots of the same person, one by one."""
    voter = User.objects.get(pk=voter_id)
    for number in range(CASTS):
        choices = BALLOTS[(first + number) % len(BALLOTS)]
        services.cast_ballot(poll_id=poll_id, choices=choices, by=voter)
    return "cast"


def start_the_last_second(poll_id: UUID) -> str:
    """Move the end of the vote to a second from now, once all rivals are awake."""
    poll = Poll.objects.get(pk=poll_id)
    by_time = database_now() + SECOND - poll.closes_at
    services.move_poll(poll_id=poll_id, by_time=by_time, by=None)
    return "started"


def vote_at(poll_id: UUID, voter_id: int, offset: float) -> str:
    """Cast so many seconds after the end of the vote; voter 0 is the office, which closes it."""
    if not voter_id and offset < 0:
        return start_the_last_second(poll_id)
    while (end := Poll.objects.get(pk=poll_id).closes_at) > database_now() + HOUR:
        time.sleep(0.05)
    time.sleep(max(0.0, (end - database_now()).total_seconds() + offset))
    try:
        if voter_id:
            voter = User.objects.get(pk=voter_id)
            services.cast_ballot(poll_id=poll_id, choices=["1"], by=voter)
            return "cast"
        services.close_poll(poll_id=poll_id, by=None)
        return "closed"
    except Refused as refused:
        return refused.code


class OnePersonOneBallotTests(FreshDatabaseTestCase):
    def setUp(self):
        self.enterContext(shared_keys())
        stage = PollStage()
        self.poll, self.lin = stage.opened(), stage.cast.lin
        self.rows = [(self.poll.pk, self.lin.pk, number) for number in range(RIVALS)]

    def test_320_casts_of_one_person_at_once_leave_one_ballot(self):
        self.assertEqual({"cast": RIVALS}, race(submit, self.rows))
        self.assertEqual(1, BallotSlot.objects.count())
        self.assertEqual(1, RollEntry.objects.filter(has_voted=True).count())

    def test_without_the_lock_the_same_race_goes_wrong(self):
        """The negative control: if this passes unharmed, the test above proves nothing."""
        answers = race(submit, self.rows, locked=False)
        self.assertLess(answers["cast"], RIVALS, answers)
        self.assertLessEqual(BallotSlot.objects.count(), 1, "the constraint still holds")


class CloseBoundaryTests(FreshDatabaseTestCase):
    def setUp(self):
        self.enterContext(shared_keys())
        self.stage = PollStage()
        self.voters = self.stage.more_residents(VOTERS)

    def test_what_was_acknowledged_is_counted_and_nothing_comes_after(self):
        poll = self.stage.opened()
        offsets = sorted(random.uniform(-0.9, 0.3) for _voter in self.voters)
        voters = zip(self.voters, offsets, strict=True)
        rows = [(poll.pk, voter.pk, offset) for voter, offset in voters]
        answers = race(vote_at, [(poll.pk, 0, -1), *rows, (poll.pk, 0, 0.01)])
        self.assertEqual({"started", "cast", "poll_closed", "closed"}, set(answers), answers)
        self.assertEqual(answers["cast"], SealedBallot.objects.count())
        self.assertEqual(answers["cast"], RollEntry.objects.filter(has_voted=True).count())
        self.assertEqual(0, BallotSlot.objects.count())


def take_back_or_finish(batch_id: UUID, poll_id: UUID, by: int) -> str:
    """One reverses a batch that is reconciled while the other declares that all papers are in."""
    office = User.objects.get(pk=by)
    try:
        if batch_id:
            services.reverse_batch(batch_id=batch_id, reason="弄混了", by=office)
            return "reversed"
        services.finish_papers(poll_id=poll_id, by=office)
        return "finished"
    except Refused as refused:
        return refused.code


class BatchRaceTests(FreshDatabaseTestCase):
    """Poll before batch: what is counted is what stands reconciled, whoever comes first."""

    def test_a_batch_is_reversed_or_counted_and_never_both(self):
        self.enterContext(shared_keys())
        stage = PollStage()
        poll, one, two = stage.opened(), stage.cast.secretary, stage.cast.officer
        services.hand_out_paper(poll_id=poll.pk, resident_id=stage.cast.lin.pk, by=one)
        stage.over(poll)
        services.close_poll(poll_id=poll.pk, by=None)
        batch = services.open_batch(poll_id=poll.pk, expected=1, by=one)
        for who in (one, two):
            services.key_paper(batch_id=batch.pk, sheet=1, choices=["2"], by=who)
        services.reconcile_batch(batch_id=batch.pk, by=one)
        rows = [(batch.pk, poll.pk, two.pk), (None, poll.pk, one.pk)] * 2
        answers = race(take_back_or_finish, rows)
        self.assertEqual(1, answers["finished"], answers)
        self.assertFalse({"OperationalError", "IntegrityError"} & set(answers), answers)
        counted = int(PaperBatch.objects.get().state == BatchState.RECONCILED)
        self.assertEqual(counted, SealedBallot.objects.count())

    def test_every_service_of_a_batch_locks_the_poll_first(self):
        """By the statements: the poll's lock stands before the batch's in each of the four."""
        self.enterContext(shared_keys())
        if connection.vendor != "postgresql":
            self.skipTest("SQLite has one lock for all")
        stage = PollStage()
        poll, one, two = stage.opened(), stage.cast.secretary, stage.cast.officer
        services.hand_out_paper(poll_id=poll.pk, resident_id=stage.cast.lin.pk, by=one)
        stage.over(poll)
        services.close_poll(poll_id=poll.pk, by=None)
        batch = services.open_batch(poll_id=poll.pk, expected=1, by=one)
        keyed = {"batch_id": batch.pk, "sheet": 1}
        for act in (
            lambda: services.key_paper(choices=["2"], by=one, **keyed),
            lambda: services.key_paper(choices=["3"], by=two, **keyed),
            lambda: services.settle_paper(choices=["3"], by=stage.cast.clerk, **keyed),
            lambda: services.reconcile_batch(batch_id=batch.pk, by=one),
            lambda: services.reverse_batch(batch_id=batch.pk, reason="弄混了", by=one),
        ):
            with CaptureQueriesContext(connection) as seen:
                act()
            locks = [q["sql"] for q in seen if "FOR UPDATE" in q["sql"] or "_lock" in q["sql"]]
            self.assertIn("pg_advisory_xact_lock", locks[0])
            self.assertIn('"voting_paperbatch"', locks[1])


class MovedPollTests(FreshDatabaseTestCase):
    def test_dates_move_in_the_demonstration_only(self):
        self.enterContext(shared_keys())
        poll = PollStage().opened()
        with override_settings(MWS_DEMO=False), self.assertRaises(Refused) as refused:
            services.move_poll(poll_id=poll.pk, by_time=HOUR, by=None)
        self.assertEqual("demo_only", refused.exception.code)
