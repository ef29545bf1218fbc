"""The office's page for its roll, and the page on which a resident is looked up."""

import csv
import io
from unittest import mock

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mws.accounts import services
from mws.accounts.documents import read_document
from mws.accounts.forms_rolls import RollForm
from mws.accounts.models import Residency, ResidentRoll
from mws.accounts.services.roll_matching import Evidence
from mws.core.refusals import Refusal, Refused
from tests.accounts.rolls import LIN, ROWS, WANG, brought, csv_text, in_force
from tests.cast import NOW, Cast, make_user

BUDGET = 15
NAMES = ("roll", "roll_force", "roll_discard", "roll_report")


def upload(content, name="名册.csv"):
    content = content.encode() if isinstance(content, str) else content
    return {"file": SimpleUploadedFile(name, content)}


class RollPageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.place = cls.cast.community

    def setUp(self):
        self.client.force_login(self.cast.clerk)

    def url(self, name="roll"):
        return reverse(f"accounts:{name}", args=[self.place.code])

    def post(self, name="roll", data=None):
        """What the page shows in the end: after the commit, the list is read."""
        with self.captureOnCommitCallbacks(execute=True):
            answer = self.client.post(self.url(name), data or {})
        return self.client.get(answer["Location"]) if answer.status_code == 302 else answer

    def test_from_the_file_to_the_roll_in_force(self):
        page = self.client.get(self.url())
        self.assertContains(page, 'type="file"')
        text = csv_text().replace("证件号码", "身份证号")
        page = self.post(data=upload(text.encode("gbk")))
        self.assertContains(page, "林*")
        self.assertContains(page, f"****{LIN[-4:]}")
        self.assertContains(page, "证件号码（身份证号）")
        self.assertContains(page, "地址")  # not taken over
        for hidden in (LIN, "林晓", "13800138000", 'type="file"'):
            self.assertNotContains(page, hidden)
        page = self.post("roll_force")
        self.assertContains(page, 'type="file"')
        self.assertEqual(1, ResidentRoll.objects.get(state="in_force").version)
        self.post(data=upload(csv_text(ROWS[:2])))
        page = self.post("roll_discard")
        self.assertEqual(6, ResidentRoll.objects.get(state="in_force").lines.count())

    def test_a_list_with_faults_shows_them_and_gives_them_as_a_file(self):
        rows = [["", "", LIN, "", "", "", ""]] * 60
        page = self.post(data=upload(csv_text(rows)))
        self.assertContains(page, 'role="alert"')
        self.assertContains(page, "<li>", 50 + page.content.decode().count("<li><a"))
        self.assertContains(page, 'type="file"')
        report = self.client.get(self.url("roll_report"))
        text = b"".join(report.streaming_content).decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(text)))
        self.assertEqual([str(n) for n in range(2, 62)], [line[0] for line in lines[1:]])
        self.assertNotIn(LIN, text)

    def test_progress_shows_and_reading_can_be_stopped(self):
        roll = services.import_roll(
            place_id=self.place.pk, file=io.BytesIO(csv_text().encode()), by=self.cast.clerk,
            in_background=False, now=NOW,
        )  # fmt: skip
        ResidentRoll.objects.filter(pk=roll.pk).update(line_count=1_200, total=6_000)
        page = self.client.get(self.url())
        self.assertContains(page, 'hx-trigger="every 2s"')
        self.assertContains(page, '<progress class="reading" max="6000" value="1200"')
        self.assertNotContains(page, 'type="file"')
        self.assertContains(self.post("roll_force"), "alert error")
        self.post("roll_discard")
        roll.refresh_from_db()
        self.assertEqual("discarded", roll.state)

    def test_a_second_list_waits_for_the_first(self):
        brought(self.place, csv_text(), by=self.cast.clerk)
        self.post(data=upload(csv_text()))
        self.assertEqual(1, ResidentRoll.objects.count())

    def test_no_file_an_empty_one_and_one_that_is_too_large(self):
        for data in ({}, upload(b"")):
            self.assertEqual(200, self.post(data=data).status_code)
        with mock.patch.object(RollForm, "most_bytes", 10):
            self.post(data=upload(csv_text()))
        self.assertEqual(0, ResidentRoll.objects.count())

    def test_to_others_it_does_not_exist(self):
        brought(self.place, csv_text(), by=self.cast.clerk)
        for who in (self.cast.lin, self.cast.foreign_clerk, self.cast.officer, self.cast.auditor):
            self.client.force_login(who)
            for name in NAMES:
                with self.subTest(who=who, name=name):
                    self.assertEqual(404, self.client.post(self.url(name)).status_code
                                     if name != "roll_report"
                                     else self.client.get(self.url(name)).status_code)  # fmt: skip
        self.client.logout()
        self.assertEqual(302, self.client.get(self.url()).status_code)
        self.assertEqual("ready", ResidentRoll.objects.get().state)

    def test_wrong_verbs_and_nothing_to_decide(self):
        for name in ("roll_force", "roll_discard"):
            self.assertEqual(405, self.client.get(self.url(name)).status_code)
            self.assertEqual(404, self.client.post(self.url(name)).status_code)
        self.assertEqual(404, self.client.get(self.url("roll_report")).status_code)

    def test_it_takes_few_queries(self):
        in_force(self.place, by=self.cast.clerk)
        brought(self.place, csv_text(), by=self.cast.clerk)
        self.client.get(self.url())
        with CaptureQueriesContext(connection) as captured:
            self.client.get(self.url())
        self.assertLessEqual(len(captured), BUDGET)

    def test_the_desk_leads_there(self):
        self.assertContains(self.client.get(reverse("accounts:claims")), self.url())


class MatchPageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.place = cls.cast.community
        in_force(cls.place, by=cls.cast.clerk)
        cls.person = make_user("newcomer", "林晓")

    def setUp(self):
        cache.clear()
        self.client.force_login(self.person)
        self.url = reverse("accounts:home_match")

    def claim(self, person=None, place=None):
        return services.claim_residency(
            place_id=(place or self.place).pk, by=person or self.person, now=NOW
        )

    def match(self, name="林晓", number=LIN, kind="resident_id"):
        return self.client.post(self.url, {"name": name, "type": kind, "number": number},
                                follow=True)  # fmt: skip

    def test_who_says_they_live_here_is_offered_it_and_verified_at_once(self):
        where = reverse("accounts:home_claim", args=[self.place.code])
        page = self.client.post(where, {"basis": "residence"}, follow=True)
        self.assertEqual(self.url, page.redirect_chain[-1][0])
        self.assertContains(page, 'value="林晓"')
        page = self.match()
        self.assertEqual("verified", Residency.objects.get(user=self.person).status)
        self.assertContains(page, "龙珠社区")
        self.assertNotContains(page, LIN)
        self.assertRedirects(self.client.get(self.url), reverse("accounts:me"))

    def test_where_there_is_no_roll_the_office_goes_on_as_before(self):
        where = reverse("accounts:home_claim", args=[self.cast.other_community.code])
        page = self.client.post(where, {"basis": "residence"}, follow=True)
        self.assertEqual(reverse("accounts:me"), page.redirect_chain[-1][0])
        self.assertNotContains(page, self.url)
        page = self.client.get(self.url)
        self.assertContains(page, "<form", page.content.decode().count("<form"))
        self.assertNotContains(page, 'name="number"')

    def test_whoever_is_not_found_reads_the_same(self):
        first = make_user("first", "林晓")
        services.match_claim(
            residency_id=self.claim(first).pk, by=first, now=NOW,
            evidence=_evidence("林晓", LIN),
        )  # fmt: skip
        answers = set()
        for name, number in [("林晓", LIN), ("王建国", LIN), ("没有人", WANG)]:
            person = make_user(f"p{name}", "同名")
            self.claim(person)
            self.client.force_login(person)
            page = self.match(name, number)
            answers.add(_message(page))
            self.assertEqual("claimed", person.residencies.get().status)
            self.assertContains(page, self.url)
        self.assertEqual(1, len(answers))

    def test_after_five_times_nobody_is_looked_up_any_more_that_day(self):
        self.claim()
        with mock.patch("mws.accounts.views_rolls.services.match_claim",
                        return_value=False) as looked:  # fmt: skip
            for _each in range(8):
                self.match("没有人")
        self.assertEqual(5, looked.call_count)
        self.match()
        self.assertEqual("claimed", Residency.objects.get(user=self.person).status)

    def test_a_claim_that_is_gone_meanwhile_is_said(self):
        self.claim()
        gone = Refused(Refusal("not_waiting", "已经办过了"))
        with mock.patch("mws.accounts.views_rolls.services.match_claim", side_effect=gone):
            self.assertContains(self.match(), "已经办过了")

    def test_a_number_that_cannot_be_right_is_no_try(self):
        self.claim()
        for _each in range(6):
            page = self.match(number="440305198001020010")
            self.assertContains(page, "440305198001020010")  # to be compared figure by figure
        self.match()
        self.assertEqual("verified", Residency.objects.get(user=self.person).status)

    def test_the_number_may_stay_away_only_with_a_verified_telephone(self):
        self.claim()
        self.assertContains(self.match(number=""), 'aria-invalid="true"')
        services.verify_phone(user=self.person, phone="+8613800138000")
        self.assertContains(self.client.get(self.url), "138****8000")
        self.match(number="")
        self.assertEqual("verified", Residency.objects.get(user=self.person).status)

    def test_who_claims_nothing_is_sent_away(self):
        self.assertRedirects(self.client.get(self.url), reverse("accounts:me"))
        self.client.logout()
        self.assertEqual(302, self.client.get(self.url).status_code)

    @override_settings(MWS_DEMO_MARK="")  # as in production
    def test_it_takes_few_queries(self):
        self.claim()
        self.client.get(self.url)
        for url in (self.url, reverse("accounts:me")):
            with self.subTest(url), CaptureQueriesContext(connection) as captured:
                self.client.get(url)
            self.assertLessEqual(len(captured), BUDGET)


def _message(page):
    return next(str(message) for message in page.context["messages"])


def _evidence(name, number):
    return Evidence(name, read_document("resident_id", number))
