from datetime import timedelta
from uuid import uuid4

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from mws.accounts import services
from mws.accounts.models import Residency
from mws.notifications.selectors import inbox_messages
from mws.notifications.services import queue
from tests.cast import NOW, Cast, seen_document

MINE = [
    "accounts:me", "accounts:rename", "accounts:messages", "accounts:reach", "accounts:home_find",
]  # fmt: skip


class MyPageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()

    def test_all_of_it_asks_a_stranger_to_sign_in(self):
        for name in [*MINE, "accounts:claims"]:
            with self.subTest(name):
                response = self.client.get(reverse(name))
                self.assertEqual(response.status_code, 302)
                self.assertIn(reverse("account_login"), response["Location"])

    def test_everybody_sees_their_own_page_in_few_queries(self):
        for person in (self.cast.lin, self.cast.stranger, self.cast.clerk):
            self.client.force_login(person)
            self.client.get(reverse(MINE[0]))  # a session is touched once in a while only
            for name in MINE:
                with self.subTest(person=person, page=name), self.assertNumQueries(Fewer(15)):
                    self.assertEqual(self.client.get(reverse(name)).status_code, 200)

    def test_a_resident_finds_the_community_and_claims_it(self):
        self.client.force_login(self.cast.stranger)
        page = self.client.get(reverse("accounts:home_find"), {"q": "龙珠"})
        url = reverse("accounts:home_claim", args=[self.cast.community.code])
        self.assertContains(page, url)
        response = self.client.post(url, {"basis": "residence", "since": "2020-01-01"})
        self.assertRedirects(response, reverse("accounts:me"))
        claim = Residency.objects.get(user=self.cast.stranger)
        self.assertEqual((claim.place, claim.status), (self.cast.community, "claimed"))
        self.client.post(url, {"basis": "residence"})
        self.assertEqual(Residency.objects.filter(user=self.cast.stranger).count(), 1)
        self.client.post(reverse("accounts:claim_withdraw"))
        claim.refresh_from_db()
        self.assertEqual(claim.status, "ended")

    def test_a_claim_in_the_future_or_elsewhere_is_not_taken(self):
        self.client.force_login(self.cast.stranger)
        url = reverse("accounts:home_claim", args=[self.cast.community.code])
        for data in [{"basis": "residence", "since": "2999-01-01"}, {"basis": "hotel"}, {}]:
            with self.subTest(data):
                self.assertEqual(self.client.post(url, data).status_code, 200)
        self.assertFalse(Residency.objects.filter(user=self.cast.stranger).exists())
        street = reverse("accounts:home_claim", args=[self.cast.subdistrict.code])
        self.assertEqual(self.client.get(street).status_code, 404)

    def test_a_name_changes_only_until_it_was_checked(self):
        for person, is_changed in [(self.cast.stranger, True), (self.cast.lin, False)]:
            with self.subTest(person=person):
                self.client.force_login(person)
                self.client.post(reverse("accounts:rename"), {"name": "新名字"})
                person.refresh_from_db()
                self.assertEqual(person.display_name == "新名字", is_changed)

    def test_one_reads_ones_own_messages_and_nobody_elses(self):
        claim = services.claim_residency(
            place_id=self.cast.community.pk, by=self.cast.stranger, now=NOW
        )
        services.verify_residency(
            residency_id=claim.pk, seen=seen_document(), by=self.cast.clerk, now=NOW
        )
        message = inbox_messages(self.cast.stranger).get()
        url = reverse("accounts:message_open", args=[message.pk])
        self.client.force_login(self.cast.lin)
        self.assertEqual(self.client.post(url).status_code, 404)
        self.client.force_login(self.cast.stranger)
        self.assertEqual(self.client.get(url).status_code, 405)
        self.assertContains(self.client.get(reverse("accounts:messages")), "龙珠社区")
        self.client.post(url)
        message.refresh_from_db()
        self.assertIsNotNone(message.read_at)
        self.client.post(reverse("accounts:messages_read"))


class MessagesPageTests(TestCase):
    """What was written about one case stands together, in few queries however much there is."""

    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.cases = [uuid4(), uuid4()]
        for number, code in enumerate(
            ["proposal_submitted", "proposal_admitted", "proposal_screened"]
        ):
            for title, case in zip(["路灯", "凉亭"], cls.cases, strict=True):
                queue(
                    code, to=cls.cast.lin, case_id=case, url="/proposals/",
                    context={"title": title}, now=NOW + timedelta(hours=number),
                )  # fmt: skip
        queue("membership_ended", to=cls.cast.lin, now=NOW - timedelta(hours=1))

    def setUp(self):
        self.client.force_login(self.cast.lin)

    def threads(self):
        return self.client.get(reverse("accounts:messages")).context["threads"]

    def test_the_newest_of_each_case_is_in_front(self):
        found = [(each.title, each.unread, len(each.earlier)) for each in self.threads()]
        self.assertEqual([("凉亭", 3, 2), ("路灯", 3, 2), ("", 1, 0)], sorted(found, key=by_size))
        newest = {message.code for message in inbox_messages(self.cast.lin)[:2]}
        self.assertEqual({"proposal_screened"}, newest)
        with override("en"):
            page = self.client.get(reverse("accounts:messages"))
        self.assertContains(page, "2 earlier messages", count=2)

    def test_opening_the_newest_reads_the_case_and_no_other(self):
        newest = self.threads()[0]
        url = reverse("accounts:message_open", args=[newest.newest.id])
        self.assertRedirects(self.client.post(url), "/proposals/")
        unread = {each.title: each.unread for each in self.threads()}
        self.assertEqual({"凉亭", "路灯", ""}, set(unread))
        self.assertEqual([0, 1, 3], sorted(unread.values()))
        self.assertEqual(0, unread[newest.title])

    def test_a_message_that_came_meanwhile_stays_new(self):
        newest = self.threads()[0]
        queue(
            "proposal_shortlisted", to=self.cast.lin, case_id=self.cases[0],
            context={"title": "路灯"}, now=NOW + timedelta(days=1),
        )  # fmt: skip
        self.client.post(reverse("accounts:message_open", args=[newest.newest.id]))
        self.assertEqual("路灯", self.threads()[0].title)
        self.assertFalse(self.threads()[0].newest.is_read)

    def test_a_page_of_cases_costs_the_same_however_many_messages(self):
        self.threads()  # what is asked once a process
        with CaptureQueriesContext(connection) as few:
            self.threads()
        for _ in range(10):
            case = uuid4()
            for code in ("proposal_submitted", "proposal_admitted"):
                queue(code, to=self.cast.lin, case_id=case, context={"title": "更多"}, now=NOW)
        with self.assertNumQueries(len(few)):
            self.threads()


def by_size(row):
    return -row[2], row[0] != "凉亭"


class ClaimDeskTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.claim = services.claim_residency(
            place_id=cls.cast.community.pk, by=cls.cast.stranger, now=NOW
        )

    def url(self, name):
        return reverse(f"accounts:{name}", args=[self.claim.pk])

    def test_only_a_clerk_of_that_community_finds_the_claim(self):
        cast = self.cast
        for person, status in [
            (cast.clerk, 200), (cast.secretary, 200), (cast.foreign_clerk, 404),
            (cast.leader, 404), (cast.district_officer, 404), (cast.stranger, 404),
        ]:  # fmt: skip
            with self.subTest(person=person):
                self.client.force_login(person)
                self.assertEqual(self.client.get(self.url("claim")).status_code, status)
                if status == 404:
                    for name in ("claim", "claim_refuse"):
                        response = self.client.post(self.url(name), {"reason": "x"})
                        self.assertEqual(response.status_code, 404)
        self.claim.refresh_from_db()
        self.assertEqual(self.claim.status, "claimed")

    def test_a_clerk_verifies(self):
        self.client.force_login(self.cast.clerk)
        self.assertContains(self.client.get(reverse("accounts:claims")), "路人")
        seen = {"type": "passport", "number": "E1234 5678", "born_on": "1980-01-02"}
        self.assertRedirects(self.client.post(self.url("claim"), seen), reverse("accounts:claims"))
        self.claim.refresh_from_db()
        self.assertEqual((self.claim.status, self.claim.decided_by), ("verified", self.cast.clerk))
        self.assertEqual(self.client.get(self.url("claim")).status_code, 404)

    def test_a_clerk_refuses_with_a_reason(self):
        self.client.force_login(self.cast.clerk)
        self.assertEqual(self.client.post(self.url("claim_refuse"), {}).status_code, 200)
        self.client.post(self.url("claim_refuse"), {"reason": "请带居住证"})
        self.claim.refresh_from_db()
        self.assertEqual((self.claim.status, self.claim.reason), ("refused", "请带居住证"))


class Fewer(int):
    """Equal to any number of queries up to itself."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, int) and other <= int(self)

    __hash__ = int.__hash__
