"""What a count keeps, what is read from it, and long counts in the background."""

import hashlib
import json
from unittest.mock import patch

from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import translation

from mws.core.append_only import AppendOnlyError
from mws.rounds.models import PollRole, Stage
from tests.database import FreshDatabaseTestCase
from tests.voting.polls.stage import (
    COSTS,
    HOUR,
    PollStage,
    PollTestCase,
    make_shortlisted,
    own_keys,
)
from voting.counting import rule_from
from voting.models import (
    CountEvent,
    CountRun,
    PaperBatch,
    Poll,
    PollState,
    RollEntry,
    SealedBallot,
)
from voting.polls import progress, services
from voting.polls.selectors import results_page
from voting.polls.services import counting, sealing


class RunTests(PollTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()
        lin, wang = cls.stage.cast.lin, cls.stage.cast.wang
        cls.poll = cls.stage.certified((lin, ["1", "3"]), (wang, ["3", "2"]))
        cls.run_ = CountRun.objects.get(poll=cls.poll, is_result=True)

    def get(self, name):
        return self.client.get(reverse(f"voting:{name}", args=[self.poll.pk]))

    def test_the_record_is_published_as_it_was_hashed(self):
        page = self.get("count_record")
        self.assertEqual(self.run_.sha256, hashlib.sha256(page.content).hexdigest())
        record = json.loads(page.content)
        self.assertEqual(["3", "2"], record["selected"])
        self.assertEqual(counting.rule_of(self.poll), rule_from(record["parameters"]))
        self.assertContains(self.get("results"), self.run_.sha256)

    def test_the_page_says_what_the_count_said(self):
        self.assertContains(self.get("results"), "少花 100,000 元")
        with translation.override("en"):
            self.assertContains(self.get("results"), "项目2 has equal support")

    def test_a_tie_is_shown_with_who_lost_it(self):
        ties = self.get("results").context["page"].ties
        self.assertEqual([(["2 项目2", "1 项目1"], ["1 项目1"], [])],
                         [(tie.projects, tie.lost, tie.lots) for tie in ties])  # fmt: skip
        self.assertContains(self.get("results"), "1 项目1")

    def test_other_rules_stand_beside_the_one_that_decided(self):
        page = self.get("other_rules").context["page"]
        self.assertEqual(
            ["greedy-threshold", "equalshares", "phragmen"],
            [column.run.rule for column in page.columns],
        )
        self.assertEqual(2, page.columns[0].run.reached)
        self.assertEqual([80_000_000], [fen for _form, fen in page.columns[0].by_form])
        self.assertEqual(len(COSTS), len(page.rows))

    def test_nothing_kept_of_a_count_can_be_changed_or_added_later(self):
        for rows in (CountRun.objects, CountEvent.objects):
            with self.assertRaises(AppendOnlyError):
                rows.all().delete()
        for write in (
            lambda: CountRun.objects.create(
                poll=self.poll, is_result=False, rule="x", sha256="x", scale=1, points_scale=1,
                chosen=0, in_common=0, spent_fen=0, reached=0,
            ),
            lambda: CountEvent.objects.bulk_create([CountEvent(
                run=self.run_, item=self.poll.items.first(), position=1, is_selected=True,
                reason="funded", votes=1, support=1, cost=1, left=1,
            )]),
        ):  # fmt: skip
            with self.assertRaises(DatabaseError), transaction.atomic():
                write()


class UnsignedTests(PollTestCase):
    def test_before_the_signatures_there_is_nothing_to_compare(self):
        stage = PollStage()
        poll = stage.sealed((stage.cast.lin, ["1"]))
        for name, status in (("other_rules", 302), ("count_record", 404)):
            page = self.client.get(reverse(f"voting:{name}", args=[poll.pk]))
            self.assertEqual(status, page.status_code)


class BackgroundTests(FreshDatabaseTestCase):
    """A count by Equal Shares of more ballots than a request should count."""

    def setUp(self):
        self.enterContext(own_keys())
        self.enterContext(patch.object(counting, "MANY_BALLOTS", 0))
        terms = {
            "ballot": "approval", "choices_max": 3, "minimum_support": 1, "rule": "equal-shares",
            "ties": ["cost", "lot"],
        }  # fmt: skip
        self.enterContext(patch("voting.polls.services.setup.rule_terms", lambda _rules: terms))
        self.stage = PollStage()

    def close(self):
        return self.stage.sealed(
            (self.stage.cast.lin, ["1", "3"]), (self.stage.cast.wang, ["3", "2"])
        )

    def test_it_is_counted_after_the_close(self):
        poll = self.close()
        poll.refresh_from_db()
        self.assertEqual(PollState.SEALED, poll.state)
        run = CountRun.objects.get(poll=poll, is_result=True)
        self.assertEqual("equalshares/add1u", run.rule)
        self.assertEqual(1, run.events.get(item__code="3").turn)
        self.assertIsNone(progress.step_of(poll.pk))
        page = results_page(poll)
        self.assertIn("500,000", page.shares)
        self.assertIn("平等份额法", page.rule)

    def test_nothing_comes_to_the_ballots_while_the_count_waits(self):
        with patch.object(sealing, "count_in_background"):
            poll = self.close()
        leaf = {"nonce": "0" * 32, "leaf": "f" * 64, "origin": "cast"}
        batch = PaperBatch(poll=poll, number=1, expected=1)
        for change in (
            lambda: SealedBallot.objects.create(poll=poll, position=3, choices='["1"]', **leaf),
            lambda: Poll.objects.filter(pk=poll.pk).update(root_sha256="0" * 64),
            lambda: Poll.objects.filter(pk=poll.pk).update(root_sha256=""),
            lambda: Poll.objects.filter(pk=poll.pk).update(ballot_count=3),
            lambda: Poll.objects.filter(pk=poll.pk).update(tie_seed="1"),
            lambda: batch.save(force_insert=True),
        ):
            with self.assertRaises(DatabaseError), transaction.atomic():
                change()

    def test_other_ballots_than_those_of_the_root_are_not_counted(self):
        """Somebody with the database's own powers took the guard off and changed a ballot."""
        with patch.object(sealing, "count_in_background"):
            poll = self.close()
        off = {"postgresql": "ALTER TABLE voting_sealedballot DISABLE TRIGGER ALL",
               "sqlite": "DROP TRIGGER voting_sealedballot_append_only_UPDATE"}  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(off[connection.vendor])
            cursor.execute("UPDATE voting_sealedballot SET choices = '[\"4\"]' WHERE position = 1")
        with self.assertRaises(sealing.BoxMismatchError):
            sealing.count_closed_poll(poll_id=poll.pk)
        poll.refresh_from_db()
        self.assertEqual(PollState.CLOSING, poll.state)
        self.assertFalse(CountRun.objects.exists())

    def test_the_clock_asks_for_a_long_count_before_it_closes_others_and_counts_nothing(self):
        """One task, however often the clock ticks; it is asked for again when nobody took it."""
        with patch.object(sealing, "count_in_background") as tasks:
            poll = self.close()
            self.assertEqual(1, tasks.enqueue.call_count)
            self.assertEqual(0, services.run_due_polls())
            progress.forget(poll.pk)
            with patch.object(sealing, "count_poll", side_effect=AssertionError("counted here")):
                self.assertEqual((1, 0), (services.run_due_polls(), services.run_due_polls()))
            self.assertEqual(2, tasks.enqueue.call_count)
            order = []
            progress.forget(poll.pk)
            where = "voting.polls.services.schedule"
            with (
                patch(f"{where}.ask_for_count", lambda **_: order.append("count")),
                patch(f"{where}.close_poll", lambda **_: order.append("close")),
            ):
                self.another_open_and_over()
                services.run_due_polls()
            self.assertEqual(["count", "close"], order)

    def another_open_and_over(self):
        stage = self.stage
        round = stage.cast.round(stage=Stage.POLL, poll_role=PollRole.ADVISORY, batch=2,
                                 now=stage.now)  # fmt: skip
        make_shortlisted(round, stage.cast.lin, 1, 10_000_000)
        opens_at = stage.now - HOUR
        poll = services.create_poll(
            round_id=round.pk, opens_at=opens_at, closes_at=opens_at + 24 * HOUR,
            by=stage.cast.secretary, now=opens_at - HOUR,
        )  # fmt: skip
        services.freeze_poll(poll_id=poll.pk, by=stage.cast.secretary, now=opens_at - HOUR)
        services.open_poll(poll_id=poll.pk, by=None)
        return stage.over(poll)

    def test_a_vote_that_cannot_be_closed_holds_up_no_other(self):
        first = self.stage.opened()
        RollEntry.objects.filter(poll=first).update(has_voted=True, channel="online")
        services.move_poll(poll_id=first.pk, by_time=-25 * HOUR, by=None)
        second = self.another_open_and_over()
        with self.assertLogs("voting.polls", "ERROR"):
            services.run_due_polls()
        states = dict(Poll.objects.values_list("pk", "state"))
        self.assertEqual((PollState.OPEN, PollState.SEALED), (states[first.pk], states[second.pk]))

    def test_what_a_dead_process_left_is_counted_by_the_clock_once(self):
        with patch.object(sealing, "count_in_background"):
            poll = self.close()
        self.assertEqual(PollState.CLOSING, poll.state)
        self.assertTrue(progress.claim(poll.pk))
        progress.told(poll.pk)(7, 1_000)
        self.assertEqual((7, 1_000), progress.step_of(poll.pk))
        self.assertEqual(0, services.run_due_polls())
        progress.forget(poll.pk)
        self.assertEqual((1, 0), (services.run_due_polls(), services.run_due_polls()))
        poll.refresh_from_db()
        self.assertEqual(PollState.SEALED, poll.state)
