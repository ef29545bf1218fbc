import json

from django.db import DatabaseError, transaction

from mws.audit.models import AuditEvent
from mws.core.append_only import AppendOnlyError
from mws.core.canonical import sha256_hex
from mws.core.refusals import Refused
from tests.database import FreshDatabaseTestCase
from tests.voting.polls.stage import HOUR, PollStage, PollTestCase, own_keys
from voting.models import BallotSlot, Poll, PollResult, PollState, RollEntry, SealedBallot
from voting.polls import keys, rules, services
from voting.polls.ballot_line import leaf_of, root_of
from voting.polls.services.sealing import BoxMismatchError


class CloseTests(PollTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()
        lin, wang = cls.stage.cast.lin, cls.stage.cast.wang
        cls.poll = cls.stage.sealed((lin, ["1", "3"]), (wang, ["3", "2"]))

    def test_the_box_is_empty_and_the_ballots_lie_in_the_order_of_their_hashes(self):
        self.assertFalse(BallotSlot.objects.exists())
        leaves = list(
            SealedBallot.objects.filter(poll=self.poll)
            .order_by("position")
            .values_list("leaf", flat=True)
        )
        self.assertEqual(sorted(leaves), leaves)
        self.assertEqual((2, root_of(leaves)), (self.poll.ballot_count, self.poll.root_sha256))

    def test_every_leaf_can_be_computed_again(self):
        for ballot in SealedBallot.objects.filter(poll=self.poll):
            choices = json.loads(ballot.choices)
            self.assertEqual(
                leaf_of(round_label=self.poll.label, choices=choices, nonce=ballot.nonce),
                ballot.leaf,
            )

    def test_the_seed_of_lots_is_the_one_committed_to(self):
        self.assertEqual(self.poll.tie_seed_sha256, sha256_hex(self.poll.tie_seed))

    def test_most_votes_first_as_long_as_the_money_lasts(self):
        rows = PollResult.objects.filter(item__poll=self.poll).values_list(
            "item__code", "support", "is_selected", "reason", "left_before_fen", "short_by_fen"
        )
        self.assertEqual(
            [
                ("3", 2, True, "funded", 100_000_000, 0),
                ("2", 1, True, "funded", 40_000_000, 0),
                ("1", 1, False, "tie_lost", 20_000_000, 10_000_000),
                ("4", 0, False, "below_minimum", 20_000_000, 0),
            ],
            list(rows),
        )

    def test_the_event_names_root_and_seed_and_no_voter(self):
        event = AuditEvent.objects.get(action="poll.sealed")
        self.assertEqual(
            {"ballots", "root_sha256", "tie_seed", "marks", "invalid"}, set(event.facts)
        )

    def test_a_second_close_is_refused(self):
        with self.assertRaises(Refused) as refused:
            services.close_poll(poll_id=self.poll.pk, by=None)
        self.assertEqual("closed_already", refused.exception.code)

    def test_nothing_counted_can_be_changed(self):
        """By no service, no model and no SQL."""
        for rows in (SealedBallot.objects, PollResult.objects):
            with self.assertRaises(AppendOnlyError):
                rows.all().delete()
        for change in (
            {"state": "open", "sealed_at": None}, {"ballot_count": 3}, {"root_sha256": "0" * 64},
            {"tie_seed": "1"}, {"closes_at": self.stage.now + HOUR},
        ):  # fmt: skip
            with self.subTest(change), self.assertRaises(DatabaseError), transaction.atomic():
                Poll.objects.filter(pk=self.poll.pk).update(**change)
        with self.assertRaises(DatabaseError), transaction.atomic():
            SealedBallot.objects.create(
                poll=self.poll, position=3, choices='["1"]', nonce="", leaf="", origin="cast"
            )
        for act in (services.cast_ballot, services.withdraw_ballot):
            extra = {"choices": ["1"]} if act is services.cast_ballot else {}
            with self.assertRaises(Refused):
                act(poll_id=self.poll.pk, by=self.stage.cast.lin, **extra)


class CloseRefusalTests(PollTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()

    def test_refusals(self):
        cast, now = self.stage.cast, self.stage.now
        for state, end, by, code in [
            ("open", now, None, None),
            ("open", now, cast.secretary, None),
            ("open", now, cast.lin, "not_poll_office"),
            ("open", now + HOUR, cast.secretary, "not_over"),
            ("frozen", now, None, "not_open"),
            ("sealed", now, None, "closed_already"),
        ]:
            with self.subTest(state=state, code=code):
                poll = Poll(round=self.stage.round, state=state, opens_at=now - HOUR, closes_at=end)
                refusal = rules.why_not_close_poll(poll, by=by, now=now)
                self.assertEqual(code, refusal and refusal.code)

    def test_a_mark_without_a_ballot_stops_the_seal(self):
        poll = self.stage.opened()
        services.cast_ballot(poll_id=poll.pk, choices=["1"], by=self.stage.cast.lin)
        RollEntry.objects.filter(resident=self.stage.cast.wang).update(
            has_voted=True, channel="online"
        )
        self.stage.over(poll)
        with self.assertRaises(BoxMismatchError), transaction.atomic():
            services.close_poll(poll_id=poll.pk, by=None)
        self.assertEqual(1, BallotSlot.objects.count())

    def test_a_vote_without_ballots_selects_nothing(self):
        poll = self.stage.sealed()
        self.assertEqual(0, poll.ballot_count)
        self.assertFalse(PollResult.objects.filter(is_selected=True).exists())


class KeyTests(FreshDatabaseTestCase):
    def setUp(self):
        self.enterContext(own_keys())
        self.stage = PollStage()

    def test_the_key_is_gone_after_the_seal(self):
        poll = self.stage.sealed((self.stage.cast.lin, ["1"]))
        self.assertFalse(keys.has_key(poll.pk))

    def test_what_a_dead_process_left_the_next_tick_destroys(self):
        poll = self.stage.sealed((self.stage.cast.lin, ["1"]))
        keys.create_key(poll.pk)
        services.run_due_polls()
        self.assertFalse(keys.has_key(poll.pk))

    def test_a_failing_poll_is_logged_and_keeps_its_key(self):
        poll = self.stage.opened()
        RollEntry.objects.update(has_voted=True, channel="online")
        self.stage.over(poll)
        with self.assertLogs("voting.polls", "ERROR"):
            self.assertEqual(0, services.run_due_polls())
        self.assertTrue(keys.has_key(poll.pk))

    def test_the_clock_closes_and_counts(self):
        poll = self.stage.opened()
        services.cast_ballot(poll_id=poll.pk, choices=["1"], by=self.stage.cast.lin)
        self.stage.over(poll)
        self.assertEqual((1, 0), (services.run_due_polls(), services.run_due_polls()))
        poll.refresh_from_db()
        self.assertEqual(PollState.SEALED, poll.state)


class RootTests(PollTestCase):
    def test_the_tree_is_that_of_rfc_6962(self):
        """Roots of the reference implementation's first leaves (already hashed here)."""
        leaves = [sha256_hex(b"\x00" + bytes([number])) for number in range(7)]

        def by_definition(hashes):
            if len(hashes) == 1:
                return hashes[0]
            split = 1 << (len(hashes) - 1).bit_length() - 1
            left, right = by_definition(hashes[:split]), by_definition(hashes[split:])
            return sha256_hex(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right))

        for size in range(1, 8):
            self.assertEqual(by_definition(leaves[:size]), root_of(leaves[:size]))
        self.assertEqual(sha256_hex(b""), root_of([]))
