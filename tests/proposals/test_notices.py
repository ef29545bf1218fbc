from datetime import timedelta
from uuid import uuid4

from django.test import TestCase
from django.urls import reverse

from mws.ledger.selectors import fund_of
from mws.notifications.models import Message
from mws.places.models import CommunityProfile
from mws.rounds.models import Deadline
from proposals.models import Proposal
from proposals.services import notices
from tests.cast import NOW, YEAR, Cast
from tests.proposals.cases import NOTICE_OVER, case_in, code_of


class NoticeTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()
        cls.cast.fund()

    def case(self, status="on_notice"):
        return case_in(status, self.cast, self.round)

    def fresh(self, proposal):
        return Proposal.objects.get(pk=proposal.pk)

    def object(self, proposal, *, by=None, text="挡住消防通道", now=NOW):
        return notices.file_case_objection(
            proposal_id=proposal.pk, text=text, by=by or self.cast.wang, now=now
        )

    def answer(self, objection, *, is_upheld=False, by=None, answer="已改期施工"):
        return notices.answer_case_objection(
            objection_id=objection.pk, answer=answer, is_upheld=is_upheld,
            by=by or self.cast.secretary, now=NOW,
        )  # fmt: skip


class PostNoticeTests(NoticeTestCase):
    def test_it_names_the_sum_and_stands_five_working_days(self):
        proposal = self.case()
        notice = proposal.notice
        self.assertEqual("on_notice", proposal.status)
        self.assertEqual(4_000_000, notice.amount_fen)
        # From a Wednesday; no holidays are loaded, so only the weekend is left out.
        self.assertEqual((NOW + timedelta(days=7)).date(), notice.ends_on)
        self.assertIn("龙珠社区居民议事会", notice.body)

    def test_refusals(self):
        for status, by, code in [
            ("selected", self.cast.clerk, None),
            ("selected", self.cast.secretary, None),
            ("selected", self.cast.lin, "not_community_office"),
            ("selected", self.cast.foreign_clerk, "not_community_office"),
            ("on_agenda", self.cast.clerk, "not_selected"),
            ("on_notice", self.cast.clerk, "not_selected"),
        ]:
            with self.subTest(status=status, by=by.username):
                pk = self.case(status).pk
                act = lambda p=pk, b=by: notices.post_case_notice(  # noqa: E731
                    proposal_id=p, by=b, now=NOW
                )
                self.assertEqual(code, code_of(act))


class ObjectionTests(NoticeTestCase):
    def test_the_case_waits_and_the_secretary_has_a_clock(self):
        proposal = self.case()
        self.object(proposal)
        self.assertEqual("objected", self.fresh(proposal).status)
        clock = Deadline.objects.running().get(case_id=proposal.case_id)
        self.assertEqual(("objection", "community_secretary"), (clock.kind, clock.holder_role))

    def test_refusals(self):
        for by, text, now, status, code in [
            (self.cast.wang, " ", NOW, "on_notice", "no_text"),
            (self.cast.chen, "不同意", NOW, "on_notice", "not_resident"),
            (self.cast.stranger, "不同意", NOW, "on_notice", "not_resident"),
            (self.cast.wang, "不同意", NOTICE_OVER, "on_notice", "notice_over"),
            (self.cast.wang, "不同意", NOW, "selected", "not_on_notice"),
            (self.cast.wang, "不同意", NOW, "in_review", "not_on_notice"),
        ]:
            with self.subTest(by=by.username, status=status):
                proposal = self.case(status)
                act = lambda p=proposal, b=by, t=text, n=now: self.object(  # noqa: E731
                    p, by=b, text=t, now=n
                )
                self.assertEqual(code, code_of(act))

    def test_once_per_person(self):
        proposal = self.case()
        self.object(proposal)
        self.assertEqual("objected_already", code_of(lambda: self.object(proposal)))


class AnswerTests(NoticeTestCase):
    def test_dismissed_the_notice_goes_on(self):
        proposal = self.case()
        self.answer(self.object(proposal))
        self.assertEqual("on_notice", self.fresh(proposal).status)
        self.assertFalse(Deadline.objects.running().filter(case_id=proposal.case_id).exists())

    def test_it_goes_on_only_when_the_last_one_is_answered(self):
        proposal = self.case()
        first, second = self.object(proposal), self.object(proposal, by=self.cast.lin)
        self.answer(first)
        self.assertEqual("objected", self.fresh(proposal).status)
        self.answer(second)
        self.assertEqual("on_notice", self.fresh(proposal).status)

    def test_upheld_the_case_goes_back_and_the_money_is_free(self):
        proposal = self.case()
        self.answer(self.object(proposal), is_upheld=True)
        back = self.fresh(proposal)
        self.assertEqual(("screened", None), (back.status, back.selected_fen))
        self.assertEqual(0, fund_of(self.cast.community, YEAR).balances.reserved)

    def test_objector_and_proposer_are_told(self):
        proposal = self.case()
        self.answer(self.object(proposal))
        told = Message.objects.filter(
            case_id=proposal.case_id, code="objection_answered", channel="in_site"
        )
        self.assertEqual(
            {self.cast.lin.pk, self.cast.wang.pk}, set(told.values_list("recipient_id", flat=True))
        )

    def test_refusals(self):
        for by, answer, code in [
            (self.cast.clerk, "好", "not_secretary"),
            (self.cast.leader, "好", "not_secretary"),
            (self.cast.secretary, " ", "no_answer"),
        ]:
            with self.subTest(by=by.username):
                objection = self.object(self.case())
                act = lambda o=objection, b=by, a=answer: self.answer(o, by=b, answer=a)  # noqa: E731
                self.assertEqual(code, code_of(act))

    def test_not_twice(self):
        objection = self.object(self.case())
        self.answer(objection)
        self.assertEqual("not_objected", code_of(lambda: self.answer(objection)))


class EndDueNoticesTests(NoticeTestCase):
    def test_the_sub_district_gets_the_case_when_the_last_day_is_over(self):
        proposal = self.case()
        last_day = NOW + timedelta(days=7)
        self.assertEqual(0, notices.end_due_notices(last_day))
        self.assertEqual(1, notices.end_due_notices(last_day + timedelta(days=1)))
        self.assertEqual("in_review", self.fresh(proposal).status)
        clock = Deadline.objects.running().get(case_id=proposal.case_id)
        self.assertEqual(
            ("approval", "subdistrict_officer", self.cast.subdistrict),
            (clock.kind, clock.holder_role, clock.place),
        )

    def test_a_repeat_is_harmless(self):
        self.case()
        self.assertEqual([1, 0], [notices.end_due_notices(NOTICE_OVER) for _ in range(2)])

    def test_an_open_objection_holds_it(self):
        proposal = self.case()
        objection = self.object(proposal)
        self.assertEqual(0, notices.end_due_notices(NOTICE_OVER))
        self.answer(objection)
        self.assertEqual(1, notices.end_due_notices(NOTICE_OVER))


class ObjectionSheetTests(NoticeTestCase):
    def test_one_page_to_fill_in_by_hand_says_where_it_goes_and_leads_to_the_form_online(self):
        CommunityProfile.objects.update_or_create(
            place=self.cast.community,
            defaults={"address": "党群服务中心一楼", "phone": "0755-5550 0001"},
        )
        notice = self.case().notice
        url = reverse("proposals:objection_sheet", args=[notice.pk])
        page = self.client.get(url)
        for said in (notice.number, notice.title, "40,000", "6月17日", "6月24日", "公示异议表",
                     "党群服务中心一楼", "0755-5550 0001", "签名", "5 个工作日内"):  # fmt: skip
            self.assertContains(page, said)
        online = f"http://testserver{reverse('proposals:object', args=[notice.pk])}"
        self.assertEqual(page.context["scanned"], online)
        self.assertContains(page, "<svg")
        posted = self.client.get(reverse("proposals:notice", args=[notice.pk]))
        self.assertContains(posted, url)
        self.assertContains(posted, "党群服务中心一楼")

    def test_without_a_notice_there_is_none(self):
        url = reverse("proposals:objection_sheet", args=[uuid4()])
        self.assertEqual(404, self.client.get(url).status_code)
