import json
from contextlib import suppress
from unittest.mock import patch

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as ExamplesTestCase

from mws.audit.models import AuditEvent
from mws.core.refusals import Refused
from mws.notifications.models import Message
from tests.voting.polls.stage import HOUR, PollStage, PollTestCase, own_keys
from voting.models import BallotSlot, Poll, PollState, RollEntry
from voting.polls import keys, rules, services
from voting.polls.ballot_line import leaf_of
from voting.polls.selectors import receipt_of_voter


class CastTests(PollTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()
        cls.poll = cls.stage.opened()
        cls.lin = cls.stage.cast.lin

    def cast(self, *choices, by=None):
        services.cast_ballot(poll_id=self.poll.pk, choices=list(choices), by=by or self.lin)

    def entry(self):
        return RollEntry.objects.get(poll=self.poll, resident=self.lin)

    def test_a_ballot_lies_in_the_box_and_a_mark_on_the_roll(self):
        self.cast("3", "1")
        ballot = BallotSlot.objects.get(poll=self.poll)
        self.assertEqual(["1", "3"], json.loads(ballot.choices))
        self.assertEqual(
            leaf_of(round_label="440305007001-2026-1", choices=["1", "3"], nonce=ballot.nonce),
            ballot.leaf,
        )
        entry = self.entry()
        self.assertEqual((True, "online", 0), (entry.has_voted, entry.channel, entry.changes))

    def test_the_slot_tells_nothing_without_the_key(self):
        self.cast("1")
        slot = BallotSlot.objects.get().slot
        self.assertEqual(keys.slot_of(keys.read_key(self.poll.pk), self.lin.pk), slot)
        self.assertNotEqual(keys.slot_of(bytes(32), self.lin.pk), slot)

    def test_the_same_again_changes_nothing(self):
        self.cast("1", "2")
        before = BallotSlot.objects.values().get()
        self.cast("2", "1")
        self.assertEqual(before, BallotSlot.objects.values().get())
        self.assertEqual(0, self.entry().changes)

    def test_the_same_again_is_judged_by_the_time_after_the_wait(self):
        """Nothing is written then that the box itself would judge."""
        self.cast("1", "2")
        over = Poll.objects.get(pk=self.poll.pk).closes_at
        with patch("voting.polls.services.casting.database_now", return_value=over):
            self.assertRaisesRegex(Refused, "closed", self.cast, "2", "1")

    def test_a_change_replaces_ballot_and_receipt(self):
        self.cast("1")
        first = receipt_of_voter(self.poll, self.lin)
        self.cast("2")
        self.assertEqual('["2"]', BallotSlot.objects.get().choices)
        self.assertNotEqual(first, receipt_of_voter(self.poll, self.lin))
        self.assertEqual(1, self.entry().changes)

    def test_two_voters_have_two_ballots(self):
        self.cast("1")
        self.cast("1", by=self.stage.cast.wang)
        self.assertEqual(2, BallotSlot.objects.count())
        self.assertEqual(2, len(set(BallotSlot.objects.values_list("leaf", flat=True))))

    def test_a_withdrawn_ballot_leaves_no_mark_and_may_be_cast_again(self):
        self.cast("1")
        services.withdraw_ballot(poll_id=self.poll.pk, by=self.lin)
        self.assertFalse(BallotSlot.objects.exists())
        self.assertFalse(self.entry().has_voted)
        self.cast("2")
        self.assertEqual(1, BallotSlot.objects.count())

    def test_nothing_but_roll_and_box_is_written(self):
        """No event, no message, no session: nothing to join a voter and a ballot by."""
        counted = (AuditEvent, Message, Session, RollEntry)
        before = [model.objects.count() for model in counted]
        self.cast("1")
        self.cast("2")
        services.withdraw_ballot(poll_id=self.poll.pk, by=self.lin)
        self.cast("3")
        self.assertEqual(before, [model.objects.count() for model in counted])

    def test_neither_table_has_a_time_or_a_number_that_grows(self):
        for model in (BallotSlot, RollEntry):
            kinds = {type(field).__name__ for field in model._meta.local_fields}
            self.assertFalse(kinds & {"DateTimeField", "DateField", "BigAutoField", "AutoField"})


class CastRefusalTests(PollTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()
        cls.poll = cls.stage.opened()

    def test_who_may_vote_and_when(self):
        cast, poll = self.stage.cast, self.poll
        entry = RollEntry.objects.get(poll=poll, resident=cast.lin)
        paper = RollEntry(channel="paper", has_voted=True)
        inside = poll.opens_at
        for who, state, line, now, code in [
            (cast.lin, "open", entry, inside, None),
            (AnonymousUser(), "open", None, inside, "not_signed_in"),
            (cast.stranger, "open", None, inside, "not_resident"),
            (cast.chen, "open", None, inside, "lives_elsewhere"),
            (cast.lin, "open", None, inside, "verified_too_late"),
            (cast.lin, "open", paper, inside, "paper_ballot"),
            (cast.lin, "open", entry, poll.opens_at - HOUR, "not_open_yet"),
            (cast.lin, "frozen", entry, inside, "not_open_yet"),
            (cast.lin, "open", entry, poll.closes_at, "poll_closed"),
            (cast.lin, "closing", entry, inside, "poll_closed"),
            (cast.lin, "sealed", entry, inside, "poll_closed"),
            (cast.lin, "certified", entry, inside, "poll_closed"),
        ]:
            with self.subTest(who=who, state=state, code=code):
                moment = Poll.objects.get(pk=poll.pk)
                moment.state = state
                refusal = rules.why_not_vote(moment, line, by=who, now=now)
                self.assertEqual(code, refusal and refusal.code)

    def test_what_makes_a_ballot(self):
        costs = {"1": 1, "2": 1, "3": 1, "4": 1}
        for choices, code in [
            (["1"], None),
            (["1", "2", "3"], None),
            ([], "no_choice"),
            (["9"], "unknown_choice"),
            (["1", 2], "unknown_choice"),
            (["1", "1"], "chosen_twice"),
            (["1", "2", "3", "4"], "too_many_choices"),
        ]:
            with self.subTest(choices):
                refusal = rules.why_not_choices(choices, costs=costs, choices_max=3)
                self.assertEqual(code, refusal and refusal.code)

    def test_people_of_other_communities_leave_no_ballot(self):
        for who in (self.stage.cast.chen, self.stage.cast.stranger, self.stage.cast.secretary):
            with self.subTest(who), self.assertRaises(Refused):
                services.cast_ballot(poll_id=self.poll.pk, choices=["1"], by=who)
        self.assertFalse(BallotSlot.objects.exists())

    def test_without_the_key_voting_pauses(self):
        keys.destroy_key(self.poll.pk)
        with self.assertRaises(Refused) as refused:
            services.cast_ballot(poll_id=self.poll.pk, choices=["1"], by=self.stage.cast.lin)
        self.assertEqual("key_missing", refused.exception.code)
        self.assertFalse(RollEntry.objects.filter(has_voted=True).exists())

    def test_nothing_to_withdraw(self):
        with self.assertRaises(Refused) as refused:
            services.withdraw_ballot(poll_id=self.poll.pk, by=self.stage.cast.lin)
        self.assertEqual("not_voted", refused.exception.code)


class IllegalBallotTests(ExamplesTestCase):
    """Whatever is sent: what is stored is a legal ballot, what is not legal is not stored."""

    @classmethod
    def setUpClass(cls):
        cls.enterClassContext(own_keys())
        super().setUpClass()

    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()
        cls.poll = cls.stage.opened()

    @settings(max_examples=200, deadline=None)
    @given(
        st.lists(
            st.one_of(st.sampled_from(["1", "2", "3", "4"]), st.text(max_size=3), st.integers()),
            max_size=6,
        )
    )
    def test_any_list_of_choices(self, choices):
        legal = (
            1 <= len(choices) <= 3
            and len(set(choices)) == len(choices)
            and all(choice in ("1", "2", "3", "4") for choice in choices)
        )
        with suppress(Refused):
            services.cast_ballot(poll_id=self.poll.pk, choices=choices, by=self.stage.cast.lin)
        ballot = BallotSlot.objects.filter(poll=self.poll).first()
        stored = json.loads(ballot.choices) if ballot else None
        self.assertEqual(sorted(choices) if legal else None, stored)


class BoxTriggerTests(PollTestCase):
    """The database keeps the box shut outside the hours, whoever writes."""

    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()
        cls.poll = cls.stage.opened()
        services.cast_ballot(poll_id=cls.poll.pk, choices=["1"], by=cls.stage.cast.lin)

    def put(self):
        BallotSlot.objects.create(
            poll=self.poll, slot="s" * 64, choices='["1"]', nonce="0" * 32, leaf="f" * 64
        )

    def shut_by(self, *, verb):
        with self.assertRaises(DatabaseError), transaction.atomic():
            verb()

    def test_open_it_takes_a_ballot_and_gives_one_back(self):
        self.put()
        BallotSlot.objects.filter(slot="s" * 64).delete()

    def test_before_the_hour_after_it_and_in_other_states_it_does_neither(self):
        box = BallotSlot.objects.filter(poll=self.poll)
        for state, shift in [("open", -25), ("open", 25), ("closing", 0)]:
            with self.subTest(state=state, shift=shift), transaction.atomic():
                Poll.objects.filter(pk=self.poll.pk).update(
                    state=state, opens_at=self.poll.opens_at + shift * HOUR,
                    closes_at=self.poll.closes_at + shift * HOUR,
                )  # fmt: skip
                self.shut_by(verb=self.put)
                self.shut_by(verb=lambda: box.update(choices='["2"]'))
                if state == PollState.OPEN:
                    self.shut_by(verb=box.delete)
                transaction.set_rollback(True)

    def test_one_ballot_a_slot_and_one_leaf(self):
        ballot = BallotSlot.objects.get(poll=self.poll)
        for same in ({"slot": ballot.slot}, {"leaf": ballot.leaf}):
            fields = {"slot": "s" * 64, "leaf": "f" * 64, **same}
            with self.subTest(same), self.assertRaises(IntegrityError), transaction.atomic():
                BallotSlot.objects.create(poll=self.poll, choices="[]", nonce="0" * 32, **fields)
