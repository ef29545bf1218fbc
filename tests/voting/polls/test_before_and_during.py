"""Before and while a vote runs: what must be there, trials, amendments, turnout, reminders."""

from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp

from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from mws.core.refusals import Refused
from mws.files.models import Attachment, AttachmentKind, Visibility
from mws.notifications.models import Message
from proposals.models import Proposal
from tests.voting.polls.forging import verdict, write
from tests.voting.polls.packages import files_of
from tests.voting.polls.stage import HOUR, PollStage, PollTestCase
from voting.models import BallotSlot, Poll, PollAmendment, PollResult, RollEntry, TurnoutCount
from voting.polls import services
from voting.polls.package import Edition
from voting.polls.preflight import preflight
from voting.polls.selectors import receipt_of_voter


class PreflightTests(PollTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()
        cls.poll = cls.stage.created()

    def code(self):
        checked = preflight(self.poll, by=self.stage.cast.secretary, now=self.stage.now)
        return checked.refusal and checked.refusal.code

    def test_all_is_there(self):
        self.assertIsNone(self.code())

    def test_a_project_without_a_place_or_a_cost(self):
        Proposal.objects.filter(pk=self.stage.proposals[0].pk).update(location="")
        self.assertEqual("place_missing", self.code())
        with self.assertRaises(Refused) as refused:
            services.freeze_poll(poll_id=self.poll.pk, by=self.stage.cast.secretary)
        self.assertEqual("place_missing", refused.exception.code)

    def test_a_public_picture_that_is_not_described(self):
        picture = Attachment.objects.create(
            kind=AttachmentKind.PHOTOGRAPH, file=ContentFile(b"x", "x.jpg"), suffix=".jpg",
            content_type="image/jpeg", sha256="0" * 64, size=1, visibility=Visibility.PUBLIC,
            case_id=self.stage.proposals[0].case_id,
        )  # fmt: skip
        self.assertEqual("picture_text_missing", self.code())
        Attachment.objects.filter(pk=picture.pk).update(alt_text="坏掉的路灯")
        self.assertIsNone(self.code())

    def test_the_page_names_what_is_missing(self):
        Proposal.objects.filter(pk=self.stage.proposals[0].pk).update(location="")
        self.client.force_login(self.stage.cast.secretary)
        page = self.client.get(reverse("voting:poll_manage", args=[self.poll.pk]))
        self.assertContains(page, "项目1", 2)
        self.assertNotContains(page, reverse("voting:poll_freeze", args=[self.poll.pk]))


class RehearsalTests(PollTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()
        cls.poll = cls.stage.frozen(opens_at=cls.stage.now + 2 * HOUR)
        cls.lin, cls.office = cls.stage.cast.lin, cls.stage.cast.secretary

    def cast(self):
        services.cast_ballot(poll_id=self.poll.pk, choices=["1"], by=self.lin)

    def test_the_same_code_with_its_own_tally_stamped_and_wiped(self):
        with self.assertRaises(Refused):
            self.cast()
        services.start_rehearsal(poll_id=self.poll.pk, by=self.office)
        self.cast()
        self.client.force_login(self.lin)
        self.assertContains(self.client.get(reverse("voting:poll", args=[self.poll.pk])), "演练")
        self.assertTrue(receipt_of_voter(self.poll, self.lin))
        self.client.force_login(self.office)
        page = self.client.get(reverse("voting:poll_manage", args=[self.poll.pk]))
        self.assertEqual([1, 0, 0, 0], [votes for _item, votes in page.context["page"].rehearsal])
        services.move_poll(poll_id=self.poll.pk, by_time=-3 * HOUR, by=None)
        poll = services.open_poll(poll_id=self.poll.pk, by=None)
        self.assertFalse(poll.is_rehearsing)
        self.assertFalse(BallotSlot.objects.exists())
        self.assertFalse(RollEntry.objects.filter(has_voted=True).exists())
        self.assertEqual(0, services.send_cast_notices())

    def test_it_can_be_ended_by_hand(self):
        services.start_rehearsal(poll_id=self.poll.pk, by=self.office)
        self.cast()
        services.end_rehearsal(poll_id=self.poll.pk, by=self.office)
        self.assertFalse(BallotSlot.objects.exists())
        with self.assertRaises(DatabaseError), transaction.atomic():
            BallotSlot.objects.create(
                poll=self.poll, slot="0" * 64, choices='["1"]', nonce="0" * 32, leaf="1" * 64
            )

    def test_no_vote_is_on_trial_once_it_is_open(self):
        services.move_poll(poll_id=self.poll.pk, by_time=-3 * HOUR, by=None)
        services.open_poll(poll_id=self.poll.pk, by=None)
        with self.assertRaises(Refused):
            services.start_rehearsal(poll_id=self.poll.pk, by=self.office)
        with self.assertRaises(DatabaseError), transaction.atomic():
            Poll.objects.filter(pk=self.poll.pk).update(is_rehearsing=True)


class AmendmentTests(PollTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()
        cls.voters = cls.stage.more_residents(4)
        cls.poll = cls.stage.opened()
        cls.one, cls.two = cls.stage.cast.secretary, cls.stage.cast.officer
        for voter, choices in zip(cls.voters, [["3"], ["3", "1"], ["2"], ["3"]], strict=True):
            services.cast_ballot(poll_id=cls.poll.pk, choices=choices, by=voter)

    def amend(self, **change):
        said = {"code": "3", "kind": "withdraw", "reason": "地块被征用"} | change
        amendment = services.propose_amendment(poll_id=self.poll.pk, by=self.one, **said)
        return services.confirm_amendment(amendment_id=amendment.pk, by=self.two)

    def refused(self, act, **arguments):
        with self.assertRaises(Refused) as refused:
            act(**arguments)
        return refused.exception.code

    def test_one_signature_changes_nothing_and_one_person_signs_once(self):
        said = {"poll_id": self.poll.pk, "code": "3", "kind": "withdraw", "reason": "x"}
        amendment = services.propose_amendment(by=self.two, **said)
        services.cast_ballot(poll_id=self.poll.pk, choices=["3"], by=self.stage.cast.lin)
        again = {"amendment_id": amendment.pk}
        confirm = services.confirm_amendment
        self.assertEqual("same_person", self.refused(confirm, by=self.two, **again))
        self.assertEqual("not_certifier", self.refused(confirm, by=self.one, **again))
        self.assertEqual("reason_missing", self.refused(
            services.propose_amendment, by=self.one, **(said | {"reason": " "})))  # fmt: skip
        self.assertEqual("unknown_choice", self.refused(
            services.propose_amendment, by=self.one, **(said | {"code": "9"})))  # fmt: skip

    def test_a_project_goes_ballots_stand_and_voters_are_told(self):
        self.amend()
        told = Message.objects.filter(code="poll_amended", channel="in_site")
        self.assertEqual(
            {v.pk for v in self.voters}, set(told.values_list("recipient_id", flat=True))
        )
        ask = {"poll_id": self.poll.pk, "choices": ["3"], "by": self.stage.cast.lin}
        self.assertEqual("unknown_choice", self.refused(services.cast_ballot, **ask))
        self.client.force_login(self.voters[0])
        page = self.client.get(reverse("voting:poll", args=[self.poll.pk]))
        self.assertContains(page, "地块被征用")
        poll = self.certified()
        rows = PollResult.objects.values_list("item__code", "support", "is_selected", "reason")
        result = {row[0]: row[1:] for row in rows}
        self.assertEqual((3, False, "withdrawn"), result["3"])
        self.assertEqual((1, True, "funded"), result["1"])
        self.checks(poll)

    def test_a_corrected_cost_counts_and_the_frozen_one_stays_to_be_read(self):
        self.amend(kind="cost", cost_fen=90_000_000)
        self.assertEqual(60_000_000, self.poll.items.get(code="3").cost_fen)
        poll = self.certified()
        result = PollResult.objects.get(item__code="1")
        self.assertEqual((False, 20_000_000), (result.is_selected, result.short_by_fen))
        self.checks(poll)

    def certified(self):
        self.stage.over(self.poll)
        services.close_poll(poll_id=self.poll.pk, by=None)
        services.forget_ballots(poll_id=self.poll.pk)
        services.propose_certification(poll_id=self.poll.pk, by=self.one)
        return services.certify_poll(poll_id=self.poll.pk, by=self.stage.cast.leader)

    def checks(self, poll):
        code, lines = verdict(write(files_of(poll, Edition("auditor", "full", 5)), Path(mkdtemp())))
        self.assertEqual(0, code, lines)

    def test_the_database_keeps_what_was_signed(self):
        amendment = self.amend()
        for change in (
            lambda: PollAmendment.objects.filter(pk=amendment.pk).update(reason="y"),
            lambda: PollAmendment.objects.filter(pk=amendment.pk).delete(),
            lambda: PollAmendment.objects.create(
                poll=self.poll, item=amendment.item, kind="cost", cost_fen=0, reason="x",
                proposed_by=self.one, proposed_at=self.stage.now,
            ),
        ):  # fmt: skip
            with self.assertRaises(DatabaseError), transaction.atomic():
                change()

    def test_the_page_of_the_office(self):
        self.client.force_login(self.one)
        page = reverse("voting:amend", args=[self.poll.pk])
        self.client.post(page, {"code": "3", "kind": "withdraw", "reason": "地块被征用"})
        amendment = PollAmendment.objects.get()
        self.client.force_login(self.two)
        self.assertContains(self.client.get(page), "地块被征用")
        self.client.post(reverse("voting:amend_confirm", args=[amendment.pk]))
        amendment.refresh_from_db()
        self.assertEqual(self.two, amendment.confirmed_by)


class TurnoutTests(PollTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()
        cls.poll = cls.stage.opened()
        services.cast_ballot(poll_id=cls.poll.pk, choices=["1"], by=cls.stage.cast.lin)

    def test_turnout_is_counted_every_ten_minutes_and_binds_the_box(self):
        now = self.stage.now
        self.assertEqual((1, 0), (services.count_turnouts(now), services.count_turnouts(now)))
        services.cast_ballot(poll_id=self.poll.pk, choices=["2"], by=self.stage.cast.lin)
        self.assertEqual(1, services.count_turnouts(now + timedelta(minutes=10)))
        first, second = TurnoutCount.objects.all()
        self.assertEqual((1, 0, 0), (second.online, second.assisted, second.paper))
        self.assertNotEqual(first.box_root, second.box_root)

    def test_who_has_not_voted_is_reminded_once(self):
        told = Message.objects.filter(code="poll_closes_soon", channel="in_site")
        self.assertEqual((1, 0), (services.remind_voters(), services.remind_voters()))
        self.assertEqual(
            [self.stage.cast.wang.pk], list(told.values_list("recipient_id", flat=True))
        )


class KnapsackTests(PollTestCase):
    def test_a_ballot_is_held_to_the_money(self):
        stage = PollStage()
        stage.round.rules["ballot_format"] = {"value": "knapsack", "basis": "试点"}
        stage.round.save(update_fields=["rules"])
        poll = stage.opened()
        self.assertEqual("knapsack", poll.rule["ballot"])
        services.cast_ballot(poll_id=poll.pk, choices=["1", "3", "4"], by=stage.cast.lin)
        with self.assertRaises(Refused) as refused:
            services.cast_ballot(poll_id=poll.pk, choices=["1", "2", "3"], by=stage.cast.wang)
        self.assertEqual("over_budget", refused.exception.code)
        self.client.force_login(stage.cast.wang)
        page = reverse("voting:ballot", args=[poll.pk])
        answer = self.client.post(page, {"choice": ["1", "2", "3"], "step": "review"})
        self.assertEqual(422, answer.status_code)
