from datetime import timedelta

from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse

from mws.accounts.models import User
from mws.accounts.services import verify_phone
from mws.audit.models import AuditEvent
from mws.notifications.models import Message
from mws.rounds.models import Deadline, DeadlineKind
from proposals.models import Contribution, CoProposer, Follow, Report, Support
from proposals.rules import around as rules
from proposals.selectors.desk import desk_tasks
from proposals.services import discussion, screening, support
from proposals.services.support import move_people
from tests.cast import NOW, Cast, make_resident
from tests.database import FreshDatabaseTestCase
from tests.proposals.cases import admit, case_in, code_of
from tests.rivals import race


class AroundTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()
        cls.cast.fund()
        cls.case = case_in("admitted", cls.cast, cls.round)
        cls.wang, cls.lin = cls.cast.wang, cls.cast.lin
        cls.neighbour = make_resident("neighbour", "赵敏", cls.cast.community)
        verify_phone(user=cls.neighbour, phone="+8613800138001")

    def support(self, by, case=None):
        return code_of(
            lambda: support.support_proposal(proposal_id=(case or self.case).pk, by=by, now=NOW)
        )

    def told(self, person):
        inbox = Message.objects.filter(recipient_id=person.pk, channel="in_site")
        return list(inbox.values_list("code", flat=True))


class SupportTests(AroundTestCase):
    def test_refusals(self):
        submitted = case_in("submitted", self.cast, self.round)
        selected = case_in("selected", self.cast, self.round)
        for who, case, code in [
            (self.wang, self.case, None),
            (self.lin, self.case, "own_proposal"),
            (self.cast.chen, self.case, "lives_elsewhere"),
            (self.cast.stranger, self.case, "not_resident"),
            (self.cast.clerk, self.case, "not_resident"),
            (self.wang, submitted, "not_open"),
            (self.wang, selected, "not_open"),
        ]:
            with self.subTest(who=who, case=case.status):
                refusal = rules.why_not_support(case, by=who)
                self.assertEqual(code, refusal and refusal.code)

    def test_one_support_each_and_it_can_be_withdrawn(self):
        self.assertIsNone(self.support(self.wang))
        self.assertEqual("supported_already", self.support(self.wang))
        self.assertEqual(1, self.case.supports.count())
        self.assertTrue(Follow.objects.filter(proposal=self.case, person=self.wang).exists())
        support.withdraw_support(proposal_id=self.case.pk, by=self.wang, now=NOW)
        self.assertEqual(0, self.case.supports.count())
        actions = AuditEvent.objects.filter(action__startswith="proposal.support")
        self.assertEqual(2, actions.count())

    def test_the_database_keeps_one_of_each(self):
        Support.objects.create(proposal=self.case, person=self.wang, at=NOW)
        for again in [
            lambda: Support.objects.create(proposal=self.case, person=self.wang, at=NOW),
            lambda: CoProposer.objects.bulk_create(
                CoProposer(proposal=self.case, person=self.wang, invited_at=NOW) for _n in range(2)
            ),
            lambda: CoProposer.objects.create(
                proposal=self.case, person=self.lin, invited_at=NOW, accepted=True
            ),
            lambda: Follow.objects.bulk_create(
                Follow(proposal=self.case, person=self.wang) for _n in range(2)
            ),
        ]:
            with self.assertRaises(IntegrityError), transaction.atomic():
                again()

    def test_a_threshold_holds_the_shortlist_until_it_is_reached(self):
        case = case_in("screened", self.cast, self.round)
        rules_of_round = self.round.rules | {"support_threshold": {"value": "1", "basis": "测试"}}
        type(self.round).objects.filter(pk=self.round.pk).update(rules=rules_of_round)
        shortlist = {"proposal_id": case.pk, "by": self.cast.secretary, "now": NOW}
        self.assertEqual(
            "too_little_support", code_of(lambda: screening.shortlist_proposal(**shortlist))
        )
        self.assertIsNone(self.support(self.wang, case))
        self.assertIsNone(code_of(lambda: screening.shortlist_proposal(**shortlist)))

    def test_followers_hear_of_every_step_and_signers_as_the_proposer_does(self):
        case = case_in("submitted", self.cast, self.round)
        CoProposer.objects.create(
            proposal=case, person=self.neighbour, invited_at=NOW, accepted=True, answered_at=NOW
        )
        Follow.objects.create(proposal=case, person=self.wang)
        admit(self.cast, case.pk)
        self.assertIn("proposal_admitted", self.told(self.lin))
        self.assertIn("proposal_admitted", self.told(self.neighbour))
        self.assertEqual(["followed_case"], self.told(self.wang))

    def test_merging_takes_the_people_along_and_counts_nobody_twice(self):
        other = case_in("admitted", self.cast, self.round)
        for case, person in [
            (self.case, self.wang),
            (other, self.wang),
            (self.case, self.neighbour),
        ]:
            self.assertIsNone(self.support(person, case))
        move_people(source=self.case, target=other)
        self.assertEqual(
            {self.wang.pk, self.neighbour.pk},
            set(other.supports.values_list("person_id", flat=True)),
        )
        self.assertTrue(Follow.objects.filter(proposal=other, person=self.lin).exists())


class SignTests(AroundTestCase):
    def invite(self, phone="138 0013 8001", by=None):
        return support.invite_co_proposer(
            proposal_id=self.case.pk, phone=phone, by=by or self.lin, now=NOW
        )

    def test_a_number_that_two_share_says_not_whom(self):
        User.objects.filter(pk=self.neighbour.pk).update(phone_seat=2)
        other = make_resident("housemate", "同住的人", self.cast.community)
        verify_phone(user=other, phone=self.neighbour.phone)
        self.assertEqual("shared_number", code_of(self.invite))

    def test_a_neighbour_is_asked_and_signs(self):
        invitation = self.invite()
        self.assertEqual(["co_proposer_invited"], self.told(self.neighbour))
        support.answer_invitation(
            invitation_id=invitation.pk, accepted=True, by=self.neighbour, now=NOW
        )
        self.assertIn("invitation_accepted", self.told(self.lin))
        self.assertEqual("own_proposal", self.support(self.neighbour))
        answer = {"invitation_id": invitation.pk, "accepted": False, "by": self.neighbour}
        self.assertEqual("answered_already", code_of(lambda: support.answer_invitation(**answer)))

    def test_refusals(self):
        verify_phone(user=self.cast.chen, phone="+8613800138002")
        for phone, by, code in [
            ("13800138001", self.wang, "not_author"),
            ("13800138009", self.lin, "not_neighbour"),
            ("13800138002", self.lin, "not_neighbour"),
            ("not a number", self.lin, "not_neighbour"),
            ("13800138001", self.lin, None),
            ("13800138001", self.lin, "invited_already"),
        ]:
            with self.subTest(phone=phone, by=by):
                self.assertEqual(code, code_of(lambda p=phone, b=by: self.invite(p, b)))

    def test_nobody_answers_for_another(self):
        invitation = self.invite()
        answer = {"invitation_id": invitation.pk, "accepted": True, "by": self.wang}
        self.assertEqual("not_invited", code_of(lambda: support.answer_invitation(**answer)))
        self.client.force_login(self.wang)
        response = self.client.post(reverse("proposals:invitation", args=[invitation.pk]))
        self.assertEqual(404, response.status_code)


class DiscussionTests(AroundTestCase):
    def ask(self, text="什么时候修？", by=None):
        return discussion.contribute(
            kind="question", proposal_id=self.case.pk, text=text, by=by or self.wang, now=NOW
        )

    def argue(self, text="晚上太黑", by=None, now=NOW):
        return discussion.contribute(
            proposal_id=self.case.pk, kind="for", text=text, by=by or self.wang, now=now
        )

    def test_who_is_asked_reads_what_is_not_public_yet_and_signs_it_there(self) -> None:
        case = case_in("submitted", self.cast, self.round, title="还没公开")
        address = reverse("proposals:detail", args=[case.pk])
        self.client.force_login(self.neighbour)
        self.assertEqual(404, self.client.get(address).status_code)
        asked = case.co_proposers.create(person=self.neighbour, invited_at=NOW)
        answer = reverse("proposals:invitation", args=[asked.pk])
        self.assertContains(self.client.get(address), answer)
        self.client.post(answer, {"answer": "yes"})
        self.assertEqual(200, self.client.get(address).status_code)
        case.co_proposers.update(accepted=False)
        self.assertEqual(404, self.client.get(address).status_code)

    def test_who_may_have_a_say(self):
        for by, text, code in [
            (self.wang, "晚上太黑", None), (self.lin, "我家门口也黑", None),
            (self.cast.chen, "好", "lives_elsewhere"), (self.cast.stranger, "好", "not_resident"),
            (self.wang, "  ", "no_words"), (self.wang, "长" * 501, "too_long"),
        ]:  # fmt: skip
            with self.subTest(by=by, text=text[:4]):
                self.assertEqual(code, code_of(lambda t=text, b=by: self.argue(t, b)))

    def test_five_times_a_day_are_enough(self):
        for _n in range(5):
            self.argue()
        self.assertEqual("too_often", code_of(self.argue))
        self.assertIsNone(code_of(lambda: self.argue(now=NOW + timedelta(days=1, minutes=1))))

    def test_a_question_starts_a_clock_that_the_answer_stops(self):
        first, second = self.ask(), self.ask("谁来修？")
        clock = Deadline.objects.running().get(kind=DeadlineKind.QUESTION)
        self.assertEqual(first.due_on, clock.due_on)
        self.assertIn(
            reverse("proposals:answer", args=[first.pk]),
            [task.url for task in desk_tasks(self.cast.clerk, NOW)],
        )
        for question, by, code in [
            (first, self.wang, "not_office"), (first, self.cast.foreign_clerk, "not_office"),
            (first, self.cast.clerk, None), (first, self.cast.secretary, "answered_already"),
            (second, self.cast.secretary, None),
        ]:  # fmt: skip
            with self.subTest(by=by):
                answer = {"contribution_id": question.pk, "text": "下月。", "by": by, "now": NOW}
                self.assertEqual(code, code_of(lambda a=answer: discussion.answer_question(**a)))
        self.assertFalse(Deadline.objects.running().filter(kind=DeadlineKind.QUESTION).exists())
        self.assertEqual(2, self.told(self.wang).count("question_answered"))

    def test_hidden_words_leave_their_reason(self):
        said = self.argue("骂人的话")
        for by, reason, code in [
            (self.neighbour, "侮辱", "not_moderator"), (self.cast.clerk, " ", "no_reason"),
            (self.cast.clerk, "侮辱他人", None), (self.cast.clerk, "再来", "hidden_already"),
        ]:  # fmt: skip
            with self.subTest(by=by):
                hide = {"contribution_id": said.pk, "reason": reason, "by": by, "now": NOW}
                self.assertEqual(code, code_of(lambda h=hide: discussion.hide_contribution(**h)))
        page = self.client.get(reverse("proposals:detail", args=[self.case.pk]))
        self.assertContains(page, "侮辱他人")
        self.assertNotContains(page, "骂人的话")
        self.assertIn("words_hidden", self.told(self.wang))

    def test_a_report_is_decided_by_somebody_else_and_answered(self):
        said = self.argue("广告")
        report = {"contribution_id": said.pk, "ground": "advert", "now": NOW}
        self.assertEqual(
            "own_words", code_of(lambda: discussion.report_contribution(by=self.wang, **report))
        )
        filed = discussion.report_contribution(by=self.neighbour, **report)
        self.assertEqual(
            "reported_already",
            code_of(lambda: discussion.report_contribution(by=self.neighbour, **report)),
        )
        for by, upheld, reason, code in [
            (self.neighbour, True, "广告", "own_report"), (self.cast.clerk, True, "", "no_reason"),
            (self.cast.clerk, True, "广告", None), (self.cast.clerk, False, "", "decided_already"),
        ]:  # fmt: skip
            with self.subTest(by=by, upheld=upheld):
                decide = {"report_id": filed.pk, "upheld": upheld, "reason": reason, "by": by}
                self.assertEqual(code, code_of(lambda d=decide: discussion.decide_report(**d)))
        self.assertIn("report_upheld", self.told(self.neighbour))
        said.refresh_from_db()
        self.assertEqual("广告", said.hidden_reason)

    def test_the_database_keeps_pairs_together(self):
        said, question = self.argue(), self.ask()
        report = discussion.report_contribution(
            contribution_id=said.pk, ground="insult", by=self.neighbour, now=NOW
        )
        for rows, wrong in [
            (Contribution.objects.filter(pk=said.pk), {"hidden_at": NOW}),
            (Contribution.objects.filter(pk=said.pk), {"kind": "maybe"}),
            (Contribution.objects.filter(pk=question.pk), {"answer": "好"}),
            (Contribution.objects.filter(pk=question.pk), {"hidden_reason": "?"}),
            (Report.objects.filter(pk=report.pk), {"upheld": True}),
            (Report.objects.filter(pk=report.pk), {"ground": "?"}),
            (Contribution.objects.filter(pk=said.pk), {"due_on": NOW.date()}),
            (Contribution.objects.filter(pk=question.pk), {"due_on": None}),
            (Report.objects.filter(pk=report.pk),
             {"upheld": True, "decided_at": NOW, "decided_by": self.neighbour}),
        ]:  # fmt: skip
            with self.subTest(wrong), self.assertRaises(IntegrityError), transaction.atomic():
                rows.update(**wrong)


class AroundPageTests(AroundTestCase):
    def url(self, name, *args):
        return reverse(f"proposals:{name}", args=args)

    def test_one_supports_argues_asks_and_follows_on_the_page(self):
        self.client.force_login(self.wang)
        for name, data in [
            ("deed/support", {}), ("contribute", {"kind": "worry", "text": "会不会太亮？"}),
            ("contribute", {"kind": "question", "text": "几盏灯？"}),
            ("deed/unfollow", {}), ("deed/follow", {}),
        ]:  # fmt: skip
            path, _slash, deed = name.partition("/")
            url = self.url(path, self.case.pk, *filter(None, [deed]))
            with self.subTest(name):
                self.assertRedirects(self.client.post(url, data), self.url("detail", self.case.pk))
        page = self.client.get(self.url("detail", self.case.pk))
        for text in ["会不会太亮？", "几盏灯？", "王**"]:
            self.assertContains(page, text)
        self.assertNotContains(page, "王建国")

    def test_what_is_wrong_is_said_and_nothing_typed_is_lost(self):
        self.client.force_login(self.cast.chen)
        response = self.client.post(
            self.url("contribute", self.case.pk), {"kind": "for", "text": "我也想说"}
        )
        self.assertContains(response, "我也想说")
        self.assertContains(response, "住在本社区")

    def test_strangers_find_no_office_pages(self):
        said = discussion.contribute(
            proposal_id=self.case.pk, kind="for", text="好", by=self.wang, now=NOW
        )
        question = discussion.contribute(
            kind="question", proposal_id=self.case.pk, text="好吗？", by=self.wang, now=NOW
        )
        report = discussion.report_contribution(
            contribution_id=said.pk, ground="insult", by=self.neighbour, now=NOW
        )
        self.client.force_login(self.cast.foreign_clerk)
        for url in [
            self.url("answer", question.pk), self.url("hide", said.pk),
            self.url("report_decide", report.pk), self.url("invite", self.case.pk),
        ]:  # fmt: skip
            with self.subTest(url):
                self.assertEqual(
                    404, self.client.post(url, {"text": "x", "reason": "x"}).status_code
                )
        self.assertFalse(Contribution.objects.filter(hidden_at__isnull=False).exists())

    def test_the_office_sees_and_decides_reports(self):
        said = discussion.contribute(
            proposal_id=self.case.pk, kind="for", text="假话", by=self.wang, now=NOW
        )
        report = discussion.report_contribution(
            contribution_id=said.pk, ground="false", by=self.neighbour, now=NOW
        )
        self.client.force_login(self.cast.clerk)
        self.assertContains(self.client.get(self.url("reports")), "假话")
        self.client.post(self.url("report_decide", report.pk), {"decision": "keep"})
        report.refresh_from_db()
        self.assertFalse(report.upheld)


def support_once(case_id: int, person_id: int) -> str:
    return (
        code_of(
            lambda: support.support_proposal(
                proposal_id=case_id, by=User.objects.get(pk=person_id), now=NOW
            )
        )
        or "supported"
    )


class SupportRaceTests(FreshDatabaseTestCase):
    def test_twenty_clicks_at_once_are_one_support(self):
        cast = Cast()
        case = case_in("admitted", cast, cast.round())
        answers = race(support_once, [(case.pk, cast.wang.pk)] * 20)
        self.assertEqual({"supported": 1, "supported_already": 19}, dict(answers))
        self.assertEqual(1, Support.objects.filter(proposal=case).count())
