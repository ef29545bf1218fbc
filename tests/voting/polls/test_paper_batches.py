"""Paper under an amended list, and what many batches cost."""

from pathlib import Path
from tempfile import mkdtemp

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mws.core.refusals import Refused
from tests.voting.polls.forging import verdict, write
from tests.voting.polls.packages import files_of
from tests.voting.polls.stage import PollStage, PollTestCase
from voting.models import Poll, PollResult, SealedBallot
from voting.polls import services
from voting.polls.package import Edition
from voting.polls.papers import invalid_papers, valid_papers


class ManyBatchesTests(PollTestCase):
    """The pages of the urn ask the same number of questions however many batches there are."""

    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()
        voters = cls.stage.more_residents(6)
        poll, cls.one = cls.stage.opened(), cls.stage.cast.secretary
        for voter in voters:
            services.hand_out_paper(poll_id=poll.pk, resident_id=voter.pk, by=cls.one)
        cls.stage.over(poll)
        services.close_poll(poll_id=poll.pk, by=None)
        cls.poll = Poll.objects.get(pk=poll.pk)

    def reconciled(self):
        batch = services.open_batch(poll_id=self.poll.pk, expected=1, by=self.one)
        for who in (self.one, self.stage.cast.officer):
            services.key_paper(batch_id=batch.pk, sheet=1, choices=[], invalid="blank", by=who)
        services.reconcile_batch(batch_id=batch.pk, by=self.one)
        return batch

    def asked(self, batch):
        self.client.force_login(self.one)
        counts = []
        for name, about in (("papers", self.poll), ("batch", batch), ("poll_manage", self.poll)):
            with CaptureQueriesContext(connection) as seen:
                page = self.client.get(reverse(f"voting:{name}", args=[about.pk]))
            self.assertEqual(200, page.status_code)
            counts.append(len(seen))
        with CaptureQueriesContext(connection) as seen:
            self.assertEqual([], list(valid_papers(self.poll)))
        return [*counts, len(seen)]

    def test_one_batch_and_five_cost_the_same(self):
        batch = self.reconciled()
        self.asked(batch)
        one = self.asked(batch)
        for _more in range(4):
            self.reconciled()
        self.assertEqual(one, self.asked(batch))
        self.assertEqual({"blank": 5}, invalid_papers(self.poll))


class AmendedPaperTests(PollTestCase):
    """A paper says what the list allowed when it was handed out, not what it allows today."""

    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()
        cls.one, cls.two = cls.stage.cast.secretary, cls.stage.cast.officer
        poll = cls.stage.frozen()
        cls.take_off(poll, "4")
        services.open_poll(poll_id=poll.pk, by=None)
        services.hand_out_paper(poll_id=poll.pk, resident_id=cls.stage.cast.lin.pk, by=cls.one)
        cls.take_off(poll, "3")
        cls.stage.over(poll)
        services.close_poll(poll_id=poll.pk, by=None)
        cls.poll = Poll.objects.get(pk=poll.pk)
        cls.batch = services.open_batch(poll_id=poll.pk, expected=1, by=cls.one)

    @classmethod
    def take_off(cls, poll, code):
        amendment = services.propose_amendment(
            poll_id=poll.pk, code=code, kind="withdraw", reason="地块被征用", by=cls.one
        )
        services.confirm_amendment(amendment_id=amendment.pk, by=cls.two)

    def test_a_project_taken_off_while_papers_were_out_may_be_on_one(self):
        for who in (self.one, self.two):
            services.key_paper(batch_id=self.batch.pk, sheet=1, choices=["1", "3"], by=who)
        services.reconcile_batch(batch_id=self.batch.pk, by=self.one)
        services.finish_papers(poll_id=self.poll.pk, by=self.one)
        self.assertEqual('["1","3"]', SealedBallot.objects.get().choices)
        result = PollResult.objects.get(item__code="3")
        self.assertEqual((1, "withdrawn"), (result.support, result.reason))
        services.forget_ballots(poll_id=self.poll.pk)
        files = files_of(Poll.objects.get(), Edition("auditor", "full", 5))
        code, lines = verdict(write(files, Path(mkdtemp())))
        self.assertEqual(0, code, lines)

    def test_what_was_off_before_the_opening_is_on_no_paper(self):
        with self.assertRaises(Refused) as refused:
            services.key_paper(batch_id=self.batch.pk, sheet=1, choices=["4"], by=self.one)
        self.assertEqual("unknown_choice", refused.exception.code)
