"""V6, V7, V8 of the promises: after the seal nothing in the store links voter and ballot."""

import base64
import logging
import random

from django.db import connection
from django.test import Client
from django.urls import reverse

from mws.audit.models import AuditEvent
from tests.database import FreshDatabaseTestCase
from tests.voting.polls.linker import (
    bytes_of_store,
    correlation,
    linked_by_transaction,
    order_of,
)
from tests.voting.polls.stage import PollStage, own_keys
from voting.models import BallotSlot, Poll, SealedBallot
from voting.polls import keys, services

VOTERS = 60
PATTERNS = [["1"], ["2"], ["3"], ["1", "2"], ["2", "4"], ["1", "2", "3"]]


class Kept(logging.Handler):
    """Everything that was logged."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


class LinkerTests(FreshDatabaseTestCase):
    def setUp(self):
        self.enterContext(own_keys())
        self.stage = PollStage()
        self.voters = self.stage.more_residents(VOTERS)
        self.poll = self.stage.opened()
        self.kept = Kept()
        logging.getLogger().addHandler(self.kept)
        self.addCleanup(logging.getLogger().removeHandler, self.kept)
        self.dice = random.Random(7)
        self.dice.shuffle(self.voters)
        self.events = AuditEvent.objects.count()
        for voter in self.voters:
            self.cast(voter)
        self.key = keys.read_key(self.poll.pk)
        self.slots = {voter.pk: keys.slot_of(self.key, voter.pk) for voter in self.voters}
        self.truth = {
            voter.pk: BallotSlot.objects.get(slot=self.slots[voter.pk]).leaf
            for voter in self.voters
        }

    def cast(self, voter):
        client = Client()
        client.force_login(voter)
        choices = {"choice": self.dice.choice(PATTERNS)}
        client.post(reverse("voting:cast", args=[self.poll.pk]), choices)
        client.get(reverse("voting:done", args=[self.poll.pk]))

    def seal(self):
        self.stage.over(self.poll)
        services.close_poll(poll_id=self.poll.pk, by=None)
        services.forget_ballots(poll_id=self.poll.pk)

    def test_nobody_is_linked_after_the_seal_and_everybody_before(self):
        self.assertEqual(self.events, AuditEvent.objects.count(), "a cast leaves no event")
        store = bytes_of_store()
        self.assertTrue(all(slot.encode() in store for slot in self.slots.values()), "control")
        if connection.vendor == "postgresql":
            self.assertEqual(
                self.truth, linked_by_transaction(self.poll, "voting_ballotslot"), "control"
            )
        before = correlation(
            self.truth, [voter.pk for voter in self.voters],
            order_of("voting_ballotslot", "leaf", self.poll),
        )  # fmt: skip
        self.assertGreater(before, 0.99, "control: the box lies in the order of casting")
        self.seal()
        self.assertEqual({}, linked_by_transaction(self.poll, "voting_sealedballot"))
        self.assertEqual(VOTERS, SealedBallot.objects.count())
        self.no_order_is_left()
        self.no_byte_is_left()

    def no_order_is_left(self):
        roll = order_of("voting_rollentry", "resident_id", self.poll)
        sealed = order_of("voting_sealedballot", "leaf", self.poll)
        self.assertEqual(sorted(roll), roll, "the roll lies in the order of residents")
        self.assertEqual(sorted(sealed), sealed, "the ballots lie in the order of their hashes")
        for residents in (roll, [voter.pk for voter in self.voters]):
            self.assertLess(abs(correlation(self.truth, residents, sealed)), 0.45)

    def no_byte_is_left(self):
        """Neither slots nor the key, in the database, its journal, or what was logged."""
        store, said = bytes_of_store(), "\n".join(self.kept.lines)
        self.assertEqual(0, sum(slot.encode() in store for slot in self.slots.values()))
        for spelled in (self.key, self.key.hex().encode(), base64.b64encode(self.key)):
            self.assertNotIn(spelled, store)
        for leaf in self.truth.values():
            self.assertNotIn(leaf, said)
        self.assertNotIn("nonce", said)
        self.assertFalse(keys.has_key(self.poll.pk))

    def test_casting_elsewhere_goes_on_and_a_second_forgetting_does_nothing(self):
        self.seal()
        self.assertFalse(services.forget_ballots(poll_id=self.poll.pk))
        self.assertIsNotNone(Poll.objects.get(pk=self.poll.pk).forgotten_at)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM pg_class WHERE relname LIKE 'voting_ballotslot_%%' "
                    "AND relname LIKE %s AND relkind = 'r'", [f"%{self.poll.pk.hex}%"],
                )  # fmt: skip
                self.assertEqual(0, cursor.fetchone()[0], "the box of this vote is dropped")
