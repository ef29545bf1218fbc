from uuid import uuid4

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from mws.audit.models import AuditEvent
from mws.core.display import ORDER_COOKIE
from tests.voting.polls.stage import PollStage, PollTestCase, make_shortlisted
from voting.models import BallotSlot, RollEntry
from voting.polls import services
from voting.polls.draft import kept_choices
from voting.polls.selectors import receipt_of_voter

CHOICES = "mws_choices_zh-hans"


class VotersWayTests(PollTestCase):
    """Choose, check, cast, receipt: the way of a resident without any script."""

    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()
        cls.poll = cls.stage.opened()
        cls.lin = cls.stage.cast.lin

    def setUp(self):
        super().setUp()
        self.client.force_login(self.lin)

    def url(self, name):
        return reverse(f"voting:{name}", args=[self.poll.pk])

    def choose(self, *choices, step="review"):
        return self.client.post(self.url("ballot"), {"choice": choices, "step": step})

    def test_from_choices_to_receipt(self):
        self.assertRedirects(self.choose("1", "3"), self.url("review"))
        page = self.client.get(self.url("review"))
        self.assertEqual(["1", "3"], page.context["page"].choices)
        cast = self.client.post(self.url("cast"), {"choice": ["1", "3"]})
        self.assertRedirects(cast, self.url("done"))
        self.assertContains(
            self.client.get(self.url("done")), receipt_of_voter(self.poll, self.lin)
        )
        self.assertEqual('["1","3"]', BallotSlot.objects.get().choices)

    def test_choices_are_kept_until_they_are_cast(self):
        self.choose("2", step="update")
        page = self.client.get(self.url("poll")).context["page"]
        self.assertEqual(["2"], page.choices)
        self.client.post(self.url("cast"), {"choice": ["2"]})
        self.assertEqual("", self.client.cookies[CHOICES].value)
        self.assertEqual([], self.client.get(self.url("poll")).context["page"].choices)

    def test_a_script_may_keep_choices_without_leaving_the_page(self):
        self.assertEqual(204, self.choose("2", step="keep").status_code)
        self.assertEqual(["2"], self.client.get(self.url("poll")).context["page"].choices)

    def test_kept_choices_are_read_by_this_server_for_this_person_alone(self):
        cookie = self.choose("2", step="keep").cookies[CHOICES]
        self.assertTrue(cookie["httponly"])
        self.assertEqual((reverse("voting:polls"), "Strict"), (cookie["path"], cookie["samesite"]))
        for person, value in [(self.stage.cast.wang, cookie.value), (self.lin, cookie.value[:-4])]:
            request = RequestFactory().get("/")
            request.user, request.COOKIES[CHOICES] = person, value
            self.assertEqual([], kept_choices(request, poll=self.poll))

    def test_too_many_choices_stay_on_the_page_with_the_reason(self):
        page = self.choose("1", "2", "3", "4")
        self.assertEqual(422, page.status_code)
        self.assertEqual(["1", "2", "3", "4"], page.context["page"].choices)
        page = self.client.post(self.url("cast"), {"choice": ["1", "2", "3", "4"]})
        self.assertEqual(422, page.status_code)
        self.assertFalse(BallotSlot.objects.exists())

    def test_double_click_back_and_second_tab_leave_one_ballot_and_one_receipt(self):
        for _click in range(3):
            self.client.post(self.url("cast"), {"choice": ["1"]})
            receipt = receipt_of_voter(self.poll, self.lin)
            self.assertContains(self.client.get(self.url("done")), receipt)
        self.assertEqual(1, BallotSlot.objects.count())
        self.assertEqual(0, RollEntry.objects.get(resident=self.lin).changes)

    def test_withdrawing_asks_first(self):
        self.client.post(self.url("cast"), {"choice": ["1"]})
        self.assertContains(self.client.get(self.url("withdraw")), "<form")
        self.assertEqual(1, BallotSlot.objects.count())
        self.assertRedirects(self.client.post(self.url("withdraw")), self.url("poll"))
        self.assertEqual(0, BallotSlot.objects.count())

    def test_a_cast_leaves_no_trace_outside_roll_and_box(self):
        """Neither session nor trail nor cache knows of it; the log says that a page was asked for,
        without a time or a body."""
        self.client.get(self.url("poll"))
        sessions = list(Session.objects.values_list("session_key", "session_data", "expire_date"))
        events = AuditEvent.objects.count()
        with self.assertLogs() as logs:
            self.client.post(self.url("cast"), {"choice": ["1", "2"]})
            self.client.get(self.url("done"))
        for record in logs.records:
            self.assertEqual({"method", "path", "status"}, set(record.facts))
        self.assertEqual(
            sessions,
            list(Session.objects.values_list("session_key", "session_data", "expire_date")),
        )
        self.assertEqual(events, AuditEvent.objects.count())

    def test_no_page_of_the_way_is_kept_by_a_cache(self):
        self.client.post(self.url("cast"), {"choice": ["1"]})
        self.assertIn("no-store", self.client.get(self.url("done"))["Cache-Control"])

    def test_verbs(self):
        for name, wrong in [
            ("cast", "get"),
            ("ballot", "get"),
            ("review", "post"),
            ("done", "post"),
        ]:
            with self.subTest(name):
                self.assertEqual(405, getattr(self.client, wrong)(self.url(name)).status_code)

    def test_english_and_chinese_pages_stand(self):
        self.choose("1")
        for name in ("poll", "review"):
            for prefix in ("", "/en"):
                self.assertEqual(200, self.page(prefix + self.url(name)))
        self.client.post(self.url("cast"), {"choice": ["1"]})
        for name in ("done", "withdraw", "poll"):
            for prefix in ("", "/en"):
                self.assertEqual(200, self.page(prefix + self.url(name)))

    def page(self, url):
        with translation.override("zh-hans"):
            return self.client.get(url).status_code


class ReaderTests(PollTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()
        cls.poll = cls.stage.opened()

    def page(self):
        return self.client.get(reverse("voting:poll", args=[self.poll.pk]))

    def test_an_anonymous_page_sets_no_session_and_no_token(self):
        page = self.page()
        self.assertEqual({ORDER_COOKIE}, set(page.cookies))
        self.assertNotContains(page, "csrfmiddlewaretoken")
        self.assertEqual("not_signed_in", page.context["page"].refusal.code)

    def test_one_who_cannot_vote_reads_the_reason_and_the_remedy(self):
        cast = self.stage.cast
        for who, code, has_remedy in [
            (cast.stranger, "not_resident", True),
            (cast.chen, "lives_elsewhere", False),
        ]:
            with self.subTest(who):
                self.client.force_login(who)
                page = self.page()
                self.assertEqual(code, page.context["page"].refusal.code)
                self.assertEqual(has_remedy, bool(page.context["remedy"]))
                self.assertNotContains(page, "data-ballot")

    def test_the_order_is_kept_by_the_cookie_and_differs_between_cookies(self):
        orders = set()
        for number in range(8):
            self.client.cookies[ORDER_COOKIE] = str(number)
            codes = [
                tuple(r.item.code for r in self.page().context["page"].rows) for _twice in "ab"
            ]
            self.assertEqual(codes[0], codes[1])
            orders.add(codes[0])
        self.assertGreater(len(orders), 3)

    def test_nothing_of_the_count_can_be_learnt_before_the_close(self):
        before = self.page().content
        services.cast_ballot(poll_id=self.poll.pk, choices=["1"], by=self.stage.cast.lin)
        self.client.cookies.clear()
        results = self.client.get(reverse("voting:results", args=[self.poll.pk]))
        self.assertRedirects(results, reverse("voting:poll", args=[self.poll.pk]))
        self.assertNotIn(b"support", before)

    def test_a_vote_in_preparation_is_not_public(self):
        other = PollStageInOtherBatch(self.stage).created()
        for name in ("poll", "results", "done"):
            self.client.force_login(self.stage.cast.lin)
            self.assertEqual(
                404, self.client.get(reverse(f"voting:{name}", args=[other.pk])).status_code
            )
        for key in (other.pk, uuid4()):
            answer = self.client.post(reverse("voting:cast", args=[key]), {"choice": "1"})
            self.assertEqual(404, answer.status_code)


class PollStageInOtherBatch(PollStage):
    """A second round beside the first, for votes that must not get into each other's way."""

    def __init__(self, first: PollStage) -> None:
        self.cast, self.now = first.cast, first.now
        self.round = self.cast.round(batch=2, poll_role="advisory", now=self.now)
        self.proposals = [make_shortlisted(self.round, self.cast.lin, 1, 1_000_000)]


class ResultsTests(PollTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()
        cast = cls.stage.cast
        cls.poll = cls.stage.opened()
        services.cast_ballot(poll_id=cls.poll.pk, choices=["1", "3"], by=cast.lin)
        cls.receipt = receipt_of_voter(cls.poll, cast.lin)
        cls.stage.over(cls.poll)
        services.close_poll(poll_id=cls.poll.pk, by=None)
        services.forget_ballots(poll_id=cls.poll.pk)
        cls.url = reverse("voting:results", args=[cls.poll.pk])

    def certify(self):
        services.propose_certification(poll_id=self.poll.pk, by=self.stage.cast.secretary)
        services.certify_poll(poll_id=self.poll.pk, by=self.stage.cast.leader)

    def test_the_result_is_public_once_it_is_certified(self):
        self.assertIsNone(self.client.get(self.url).context["page"])
        self.certify()
        page = self.client.get(self.url).context["page"]
        self.assertEqual(["1", "3"], [row.item.code for row in page.chosen])
        self.assertEqual([70_000_000, 10_000_000], [row.left_fen for row in page.chosen])
        self.assertTrue(all(row.why for row in page.rows))

    def test_a_receipt_is_found_or_not(self):
        for typed, counted in [
            (self.receipt, True),
            (self.receipt.lower().replace("-", " "), True),
            ("AAAA-AAAA-AAAA-AAAA-A", False),
            (self.receipt[:-1] + ("A" if self.receipt[-1] != "A" else "B"), None),
            ("", None),
        ]:
            with self.subTest(typed):
                url = reverse("voting:find_receipt", args=[self.poll.pk])
                page = self.client.post(url, {"receipt": typed})
                self.assertIs(counted, page.context["found"].is_counted)

    def test_the_page_of_a_closed_vote_leads_to_the_result(self):
        poll = reverse("voting:poll", args=[self.poll.pk])
        self.assertRedirects(self.client.get(poll), self.url)
        self.client.force_login(self.stage.cast.lin)
        done = reverse("voting:done", args=[self.poll.pk])
        self.assertRedirects(self.client.get(done), poll, fetch_redirect_response=False)

    def test_lists_and_pages_stand_in_both_languages(self):
        self.certify()
        for url in (self.url, reverse("voting:polls")):
            for prefix in ("", "/en"):
                with translation.override("zh-hans"):
                    self.assertEqual(200, self.client.get(prefix + url).status_code)


class QueryTests(PollTestCase):
    """At most 15 queries a page, and the same number whatever the number of projects."""

    def test_queries(self):
        counts = []
        for costs in [(1_000_000, 2_000_000), tuple(1_000_000 + n for n in range(120))]:
            with transaction.atomic():
                counts.append(self.queries_of_pages(costs))
                transaction.set_rollback(True)
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(max(counts[0]), 15)

    def queries_of_pages(self, costs):
        stage = PollStage(costs=costs)
        self.client.force_login(stage.cast.lin)
        poll = stage.opened()
        pages = [self.queries("voting:poll", poll.pk), self.queries("voting:polls")]
        services.cast_ballot(poll_id=poll.pk, choices=["1"], by=stage.cast.lin)
        stage.over(poll)
        services.close_poll(poll_id=poll.pk, by=None)
        services.forget_ballots(poll_id=poll.pk)
        services.propose_certification(poll_id=poll.pk, by=stage.cast.secretary)
        services.certify_poll(poll_id=poll.pk, by=stage.cast.leader)
        after = ("voting:results", "voting:other_rules")
        return [*pages, *(self.queries(name, poll.pk) for name in after)]

    def queries(self, name, *args):
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(200, self.client.get(reverse(name, args=args)).status_code)
        return len(queries)
