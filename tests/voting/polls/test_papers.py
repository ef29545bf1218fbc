"""Paper and assisted votes: one person one ballot over all channels, every paper keyed twice."""

from pathlib import Path
from tempfile import mkdtemp

from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from mws.core.refusals import Refused
from tests.database import FreshDatabaseTestCase
from tests.voting.polls.forging import verdict, write
from tests.voting.polls.packages import files_of
from tests.voting.polls.stage import PollStage, PollTestCase, own_keys
from voting.models import (
    BallotSlot,
    KeyedPaper,
    KioskCode,
    PaperBatch,
    Poll,
    PollState,
    RollEntry,
    SealedBallot,
)
from voting.polls import services
from voting.polls.package import Edition


class CounterTests(PollTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()
        cls.poll = cls.stage.opened()
        cls.lin, cls.wang = cls.stage.cast.lin, cls.stage.cast.wang
        cls.clerk = cls.stage.cast.secretary

    def refused(self, act, **arguments):
        with self.assertRaises(Refused) as refused:
            act(**arguments)
        return refused.exception.code

    def entry(self, who):
        return RollEntry.objects.get(poll=self.poll, resident=who)

    def test_a_paper_marks_the_roll_and_voids_the_online_ballot(self):
        services.cast_ballot(poll_id=self.poll.pk, choices=["1"], by=self.lin)
        services.hand_out_paper(poll_id=self.poll.pk, resident_id=self.lin.pk, by=self.clerk)
        self.assertEqual(
            ("paper", True), (self.entry(self.lin).channel, self.entry(self.lin).has_voted)
        )
        self.assertFalse(BallotSlot.objects.exists())
        for act in (services.cast_ballot, services.withdraw_ballot):
            extra = {"choices": ["1"]} if act is services.cast_ballot else {}
            self.assertEqual(
                "paper_ballot", self.refused(act, poll_id=self.poll.pk, by=self.lin, **extra)
            )

    def test_who_may_be_served_by_whom(self):
        serve = services.hand_out_paper
        for resident, by, code in [
            (self.lin, self.wang, "not_counter"),
            (self.stage.cast.chen, self.clerk, "not_on_roll"),
        ]:
            with self.subTest(code):
                arguments = {"poll_id": self.poll.pk, "resident_id": resident.pk, "by": by}
                self.assertEqual(code, self.refused(serve, **arguments))
        serve(poll_id=self.poll.pk, resident_id=self.lin.pk, by=self.clerk)
        twice = {"poll_id": self.poll.pk, "resident_id": self.lin.pk, "by": self.clerk}
        self.assertEqual("paper_ballot", self.refused(serve, **twice))
        self.assertEqual("paper_ballot", self.refused(services.issue_code, **twice))

    def test_a_code_casts_once_and_only_a_hash_of_it_is_stored(self):
        code = services.issue_code(poll_id=self.poll.pk, resident_id=self.lin.pk, by=self.clerk)
        self.assertNotIn(code.replace("-", ""), str(KioskCode.objects.values().get()))
        receipt = services.cast_at_kiosk(poll_id=self.poll.pk, code=code.lower(), choices=["2"])
        self.assertEqual(21, len(receipt))
        self.assertEqual("assisted", self.entry(self.lin).channel)
        used = {"poll_id": self.poll.pk, "code": code, "choices": ["1"]}
        self.assertEqual("code_unknown", self.refused(services.cast_at_kiosk, **used))
        self.assertEqual('["2"]', BallotSlot.objects.get().choices)

    def test_a_new_code_voids_the_old_one_and_a_wrong_ballot_leaves_it(self):
        first = services.issue_code(poll_id=self.poll.pk, resident_id=self.lin.pk, by=self.clerk)
        second = services.issue_code(poll_id=self.poll.pk, resident_id=self.lin.pk, by=self.clerk)
        ask = {"poll_id": self.poll.pk, "code": first, "choices": ["1"]}
        self.assertEqual("code_unknown", self.refused(services.cast_at_kiosk, **ask))
        wrong = {"poll_id": self.poll.pk, "code": second, "choices": ["9"]}
        self.assertEqual("unknown_choice", self.refused(services.cast_at_kiosk, **wrong))
        services.cast_at_kiosk(poll_id=self.poll.pk, code=second, choices=["1"])

    def test_the_kiosk_by_its_pages_without_an_account(self):
        code = services.issue_code(poll_id=self.poll.pk, resident_id=self.lin.pk, by=self.clerk)
        kiosk = reverse("voting:kiosk", args=[self.poll.pk])
        self.assertEqual(200, self.client.get(kiosk).status_code)
        self.assertEqual(422, self.client.post(kiosk, {"step": "choose", "code": "x"}).status_code)
        said = {"code": code, "choice": ["1", "3"]}
        self.assertContains(self.client.post(kiosk, {"step": "choose", "code": code}), "项目1")
        self.assertContains(self.client.post(kiosk, said | {"step": "review"}), "项目3")
        done = self.client.post(kiosk, said | {"step": "cast"})
        self.assertTemplateUsed(done, "polls/kiosk_done.html")
        self.assertEqual('["1","3"]', BallotSlot.objects.get().choices)
        self.assertEqual(422, self.client.post(kiosk, said | {"step": "cast"}).status_code)

    def test_the_counter_finds_by_name_and_serves(self):
        page = reverse("voting:counter", args=[self.poll.pk])
        self.client.force_login(self.lin)
        self.assertEqual(404, self.client.get(page).status_code)
        self.client.force_login(self.clerk)
        self.assertContains(self.client.get(page), '<form class="form" method="post">')
        self.assertNotContains(self.client.get(page, {"words": "林晓"}), "林晓")
        found = self.client.post(page, {"words": "林晓"})
        self.assertContains(found, "林晓")
        self.assertIn("no-store", found["Cache-Control"])
        said = {"words": "林晓", "resident": self.lin.pk}
        self.assertTrue(self.client.post(page, said | {"step": "code"}).context["code"])
        self.client.post(page, said | {"step": "paper"})
        self.assertEqual("paper", self.entry(self.lin).channel)
        self.assertFalse(KioskCode.objects.exists())
        official = self.client.get(reverse("voting:paper_official", args=[self.poll.pk]))
        self.assertContains(official, '<svg class="qr"')


class BatchTests(PollTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()
        cls.voters = cls.stage.more_residents(8)
        poll = cls.stage.opened()
        cls.one, cls.two = cls.stage.cast.secretary, cls.stage.cast.officer
        cls.clerk = cls.stage.cast.clerk
        for voter in cls.voters[:5]:
            services.hand_out_paper(poll_id=poll.pk, resident_id=voter.pk, by=cls.one)
        services.cast_ballot(poll_id=poll.pk, choices=["1"], by=cls.voters[5])
        cls.stage.over(poll)
        services.close_poll(poll_id=poll.pk, by=None)
        cls.poll = Poll.objects.get(pk=poll.pk)

    def refused(self, act, **arguments):
        with self.assertRaises(Refused) as refused:
            act(**arguments)
        return refused.exception.code

    def batch(self, expected=3):
        return services.open_batch(poll_id=self.poll.pk, expected=expected, by=self.one)

    def key(self, batch, *papers, by):
        for sheet, said in enumerate(papers, 1):
            choices, invalid = ([], said) if isinstance(said, str) else (said, "")
            services.key_paper(
                batch_id=batch.pk, sheet=sheet, choices=choices, invalid=invalid, by=by
            )

    def keyed_twice(self):
        batch = self.batch()
        self.key(batch, ["1"], ["2", "3"], "blank", by=self.one)
        self.key(batch, ["1"], ["2", "3"], "blank", by=self.two)
        return batch

    def test_after_the_close_the_papers_wait(self):
        self.assertEqual(PollState.RECONCILING, self.poll.state)
        self.assertFalse(SealedBallot.objects.exists())
        self.assertEqual(0, services.run_due_polls())

    def test_two_persons_key_every_paper(self):
        batch = self.batch()
        self.key(batch, ["1"], ["2"], "blank", by=self.one)
        ask = {"batch_id": batch.pk, "by": self.one}
        self.assertEqual("not_keyed_twice", self.refused(services.reconcile_batch, **ask))
        self.key(batch, ["1"], ["2"], "blank", by=self.one)  # the first again: still one keying
        self.assertEqual("not_keyed_twice", self.refused(services.reconcile_batch, **ask))
        self.key(batch, ["1"], ["2"], "blank", by=self.two)
        third = {"batch_id": batch.pk, "sheet": 1, "choices": ["1"]}
        leader = self.stage.cast.leader
        self.assertEqual("not_counter", self.refused(services.key_paper, by=leader, **third))
        services.reconcile_batch(batch_id=batch.pk, by=self.one)
        closed = {"batch_id": batch.pk, "sheet": 1, "choices": ["1"], "by": self.one}
        self.assertEqual("batch_closed", self.refused(services.key_paper, **closed))

    def test_a_difference_is_shown_and_settled(self):
        batch = self.batch()
        self.key(batch, ["1"], ["2"], "blank", by=self.one)
        self.key(batch, ["1"], ["3"], "blank", by=self.two)
        ask = {"batch_id": batch.pk, "by": self.one}
        self.assertEqual("differences", self.refused(services.reconcile_batch, **ask))
        same = {"batch_id": batch.pk, "sheet": 1, "choices": ["1"], "by": self.clerk}
        self.assertEqual("no_difference", self.refused(services.settle_paper, **same))
        settle = {"batch_id": batch.pk, "sheet": 2, "choices": ["3"]}
        for keyer in (self.one, self.two):
            self.assertEqual(
                "keyed_it_oneself", self.refused(services.settle_paper, by=keyer, **settle)
            )
            with self.assertRaises(IntegrityError), transaction.atomic():
                PaperBatch.objects.filter(pk=batch.pk).update(settled_by=keyer)
        services.settle_paper(by=self.clerk, **settle)
        services.reconcile_batch(**ask)

    def test_what_was_settled_falls_when_the_paper_is_keyed_otherwise(self):
        batch = self.batch()
        self.key(batch, ["1"], ["2"], "blank", by=self.one)
        self.key(batch, ["1"], ["3"], "blank", by=self.two)
        services.settle_paper(batch_id=batch.pk, sheet=2, choices=["4"], by=self.clerk)
        same = {"batch_id": batch.pk, "sheet": 2, "choices": ["3"], "by": self.two}
        services.key_paper(**same)
        self.assertTrue(KeyedPaper.objects.filter(keying=3).exists(), "keyed as before")
        services.key_paper(**(same | {"choices": ["2"]}))
        self.assertFalse(KeyedPaper.objects.filter(keying=3).exists())
        services.reconcile_batch(batch_id=batch.pk, by=self.one)
        services.finish_papers(poll_id=self.poll.pk, by=self.one)
        choices = sorted(SealedBallot.objects.values_list("choices", flat=True))
        self.assertEqual(['["1"]', '["1"]', '["2"]'], choices)

    def test_an_unknown_number_stops_the_batch(self):
        batch = self.batch()
        for choices, code in [(["9"], "unknown_choice"), (["1", "1"], "chosen_twice"),
                              (["1", "2", "3", "4"], "too_many_choices")]:  # fmt: skip
            ask = {"batch_id": batch.pk, "sheet": 1, "choices": choices, "by": self.one}
            self.assertEqual(code, self.refused(services.key_paper, **ask))
        self.assertFalse(KeyedPaper.objects.exists())
        beyond = {"batch_id": batch.pk, "sheet": 4, "choices": ["1"], "by": self.one}
        self.assertEqual("no_such_sheet", self.refused(services.key_paper, **beyond))

    def test_no_more_papers_than_were_handed_out(self):
        self.batch(expected=3)
        ask = {"poll_id": self.poll.pk, "expected": 3, "by": self.one}
        self.assertEqual("too_many_papers", self.refused(services.open_batch, **ask))

    def test_a_batch_is_reversed_as_a_whole_and_keyed_anew(self):
        first = self.keyed_twice()
        services.reconcile_batch(batch_id=first.pk, by=self.one)
        ask = {"batch_id": first.pk, "reason": " ", "by": self.one}
        self.assertEqual("reason_missing", self.refused(services.reverse_batch, **ask))
        services.reverse_batch(batch_id=first.pk, reason="两批纸票弄混", by=self.one)
        second = self.keyed_twice()
        services.reconcile_batch(batch_id=second.pk, by=self.two)
        services.finish_papers(poll_id=self.poll.pk, by=self.one)
        self.assertEqual(3, SealedBallot.objects.count())

    def test_the_count_takes_in_papers_and_the_package_says_how_many(self):
        ask = {"poll_id": self.poll.pk, "by": self.one}
        batch = self.keyed_twice()
        self.assertEqual("batches_open", self.refused(services.finish_papers, **ask))
        services.reconcile_batch(batch_id=batch.pk, by=self.two)
        services.finish_papers(**ask)
        services.forget_ballots(poll_id=self.poll.pk)
        services.propose_certification(poll_id=self.poll.pk, by=self.one)
        poll = services.certify_poll(poll_id=self.poll.pk, by=self.stage.cast.leader)
        choices = sorted(SealedBallot.objects.values_list("choices", flat=True))
        self.assertEqual(['["1"]', '["1"]', '["2","3"]'], choices)
        code, lines = verdict(write(files_of(poll, Edition("auditor", "full", 5)), Path(mkdtemp())))
        self.assertEqual(0, code, lines)

    def test_the_database_refuses_one_person_and_changes_after_the_count(self):
        batch = self.keyed_twice()
        with self.assertRaises(IntegrityError), transaction.atomic():
            PaperBatch.objects.filter(pk=batch.pk).update(second_by=self.one)
        services.reconcile_batch(batch_id=batch.pk, by=self.two)
        services.finish_papers(poll_id=self.poll.pk, by=self.one)
        for change in (
            lambda: KeyedPaper.objects.update(choices='["4"]'),
            lambda: PaperBatch.objects.update(expected=4),
            lambda: KeyedPaper.objects.all().delete(),
            lambda: RollEntry.objects.update(has_voted=False, channel="", changes=0),
            lambda: RollEntry.objects.all().delete(),
        ):
            with self.assertRaises(DatabaseError), transaction.atomic():
                change()

    def test_the_pages_of_the_urn(self):
        self.client.force_login(self.one)
        papers = reverse("voting:papers", args=[self.poll.pk])
        self.client.post(papers, {"expected": "2"})
        batch = PaperBatch.objects.get()
        page = reverse("voting:batch", args=[batch.pk])
        self.client.post(page, {"sheet": "1", "numbers": "1 3"})
        self.assertEqual('["1","3"]', KeyedPaper.objects.get().choices)
        self.client.post(page, {"sheet": "2", "numbers": "77"})
        self.assertEqual(1, KeyedPaper.objects.count())
        self.client.post(page, {"sheet": "2", "invalid": "blank"})
        self.client.force_login(self.two)
        self.client.post(page, {"sheet": "1", "numbers": "1，2"})
        self.client.post(page, {"sheet": "2", "invalid": "blank"})
        shown = self.client.get(page)
        self.assertEqual(1, len(shown.context["page"].differences))
        self.assertNotContains(shown, 'value="settle"')
        self.client.force_login(self.clerk)
        self.assertContains(self.client.get(page), 'value="settle"')
        self.client.post(page, {"sheet": "1", "numbers": "1 3", "step": "settle"})
        self.client.force_login(self.two)
        self.client.post(reverse("voting:batch_reconcile", args=[batch.pk]))
        self.assertEqual(200, self.client.get(papers).status_code)
        ask = reverse("voting:batch_reverse_ask", args=[batch.pk])
        self.assertEqual(200, self.client.get(ask).status_code)
        manage = reverse("voting:poll_manage", args=[self.poll.pk])
        self.assertContains(self.client.get(manage), papers)
        self.client.post(reverse("voting:papers_finish", args=[self.poll.pk]))
        self.assertEqual(PollState.SEALED, Poll.objects.get().state)


class SealOfPapersTests(FreshDatabaseTestCase):
    def test_a_seal_that_was_cut_short_gives_the_same_root_again(self):
        self.enterContext(own_keys())
        stage = PollStage()
        poll = stage.opened()
        one, two = stage.cast.secretary, stage.cast.officer
        services.hand_out_paper(poll_id=poll.pk, resident_id=stage.cast.lin.pk, by=one)
        services.cast_ballot(poll_id=poll.pk, choices=["1"], by=stage.cast.wang)
        stage.over(poll)
        services.close_poll(poll_id=poll.pk, by=None)
        batch = services.open_batch(poll_id=poll.pk, expected=1, by=one)
        for who in (one, two):
            services.key_paper(batch_id=batch.pk, sheet=1, choices=["2"], by=who)
        services.reconcile_batch(batch_id=batch.pk, by=one)
        roots = []
        for cut_short in (True, False):
            with transaction.atomic():
                roots.append(services.finish_papers(poll_id=poll.pk, by=one).root_sha256)
                transaction.set_rollback(cut_short)
        self.assertEqual(roots[0], roots[1])
        self.assertIsNotNone(Poll.objects.get(pk=poll.pk).forgotten_at)
