from django.db import IntegrityError, transaction

from mws.core.refusals import Refused
from mws.notifications.models import Message
from tests.voting.polls.stage import PollStage, PollTestCase
from voting.models import Poll, PollState, RollEntry
from voting.polls import rules, services
from voting.polls.selectors import supports_of


class CertifyTests(PollTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()
        cast = cls.stage.cast
        cls.poll = cls.stage.sealed((cast.lin, ["1", "3"]), (cast.wang, ["3"]))

    def test_two_persons_make_the_result_public(self):
        cast = self.stage.cast
        self.assertEqual({}, supports_of(self.stage.round))
        services.propose_certification(poll_id=self.poll.pk, by=cast.secretary)
        self.assertEqual({}, supports_of(self.stage.round))
        services.certify_poll(poll_id=self.poll.pk, by=cast.leader)
        ids = [proposal.pk for proposal in self.stage.proposals]
        self.assertEqual(
            {ids[0]: (1, True), ids[1]: (0, False), ids[2]: (2, True), ids[3]: (0, False)},
            supports_of(self.stage.round),
        )

    def test_refusals(self):
        cast = self.stage.cast
        for state, proposer, by, code in [
            ("sealed", cast.secretary, cast.leader, None),
            ("sealed", cast.secretary, cast.officer, None),
            ("sealed", cast.officer, cast.officer, "same_person"),
            ("sealed", cast.secretary, cast.secretary, "not_certifier"),
            ("sealed", cast.secretary, cast.lin, "not_certifier"),
            ("sealed", None, cast.leader, "not_proposed"),
            ("open", None, cast.leader, "not_counted"),
            ("certified", cast.secretary, cast.leader, "certified_already"),
        ]:
            with self.subTest(state=state, by=by, code=code):
                poll = Poll(
                    round=self.stage.round,
                    state=state,
                    proposed_by=proposer,
                    forgotten_at=self.stage.now,
                )
                refusal = rules.why_not_certify_poll(poll, by=by)
                self.assertEqual(code, refusal and refusal.code)

    def test_the_first_signature(self):
        cast = self.stage.cast
        for state, proposer, by, code in [
            ("sealed", None, cast.secretary, None),
            ("sealed", None, cast.leader, "not_poll_office"),
            ("sealed", cast.secretary, cast.officer, "proposed_already"),
            ("frozen", None, cast.secretary, "not_counted"),
        ]:
            with self.subTest(state=state, by=by, code=code):
                poll = Poll(
                    round=self.stage.round,
                    state=state,
                    proposed_by=proposer,
                    forgotten_at=self.stage.now,
                )
                refusal = rules.why_not_propose_certification(poll, by=by)
                self.assertEqual(code, refusal and refusal.code)

    def test_the_database_knows_two_persons(self):
        one = self.stage.cast.officer
        with self.assertRaises(IntegrityError), transaction.atomic():
            Poll.objects.filter(pk=self.poll.pk).update(
                state=PollState.CERTIFIED, proposed_by=one, certified_by=one,
                certified_at=self.stage.now,
            )  # fmt: skip


class CastNoticeTests(PollTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()
        cls.voters = cls.stage.more_residents(25)
        cls.poll = cls.stage.opened()
        for voter in cls.voters:
            services.cast_ballot(poll_id=cls.poll.pk, choices=["1"], by=voter)

    def told(self):
        return Message.objects.filter(code="ballot_cast", channel="in_site")

    def test_while_the_vote_is_open_only_whole_batches_go_out(self):
        self.assertEqual(20, services.send_cast_notices())
        self.assertEqual(0, services.send_cast_notices())
        self.assertEqual(20, self.told().values("recipient_id").distinct().count())

    def test_after_the_seal_the_rest_is_told_once(self):
        services.send_cast_notices()
        self.stage.over(self.poll)
        services.close_poll(poll_id=self.poll.pk, by=None)
        self.assertEqual((5, 0), (services.send_cast_notices(), services.send_cast_notices()))
        self.assertEqual(
            {voter.pk for voter in self.voters},
            set(self.told().values_list("recipient_id", flat=True)),
        )

    def test_a_change_is_told_again(self):
        services.send_cast_notices()
        for voter in self.voters:
            services.cast_ballot(poll_id=self.poll.pk, choices=["2"], by=voter)
        self.assertEqual(20, services.send_cast_notices())

    def test_no_notice_says_what_was_chosen(self):
        services.send_cast_notices()
        self.assertEqual({("place",)}, {tuple(message.context) for message in self.told()})
        self.assertEqual(20, RollEntry.objects.filter(notices_sent=1).count())

    def test_one_who_did_not_vote_is_not_told(self):
        services.send_cast_notices()
        with self.assertRaises(Refused):
            services.cast_ballot(poll_id=self.poll.pk, choices=["1"], by=self.stage.cast.chen)
        self.assertFalse(self.told().filter(recipient_id=self.stage.cast.lin.pk).exists())
