"""What a person chose about SMS and e-mail, and that every sender keeps to it."""

from unittest import mock

from allauth.account.models import EmailAddress
from django.test import TestCase
from django.urls import reverse

from mws.accounts.services import note_factor_change, verify_phone
from mws.audit.models import AuditEvent
from mws.core.refusals import Refused
from mws.notifications.models import Message, Reach
from mws.notifications.selectors import reach_of
from mws.notifications.services import choose_reach, queue, queue_for_all
from mws.notifications.words import WORDS, Words
from tests.cast import NOW, make_user

CODES = {
    "ordinary": Words("Ordinary", "One"),
    "urgent": Words("Urgent", "Two", is_urgent=True),
    "security": Words("Security", "Three", is_security=True),
}
BOTH = ["email", "sms"]


class ReachTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.lin = verify_phone(user=make_user("lin", "林晓"), phone="+8613800138000")
        EmailAddress.objects.create(
            user=cls.lin, email="lin@example.org", verified=True, primary=True
        )
        cls.wang = verify_phone(user=make_user("wang", "王建国"), phone="+8613900139000")
        cls.nobody = make_user("nobody", "无名")

    def setUp(self):
        words = mock.patch.dict(WORDS, CODES)
        words.start()
        self.addCleanup(words.stop)

    def choose(self, by=None, **ways):
        return choose_reach(by=by or self.lin, now=NOW, **({"urgent": [], "ordinary": []} | ways))

    def channels(self, person):
        found = Message.objects.filter(recipient_id=person.pk)
        return sorted(found.values_list("channel", flat=True))


class ChooseTests(ReachTestCase):
    def test_every_cell_is_kept_to(self):
        for chosen, urgent, ordinary in [
            (None, BOTH, []),
            ({}, [], []),
            ({"urgent": ["sms"]}, ["sms"], []),
            ({"ordinary": ["email"]}, [], ["email"]),
            ({"urgent": BOTH, "ordinary": BOTH}, BOTH, BOTH),
        ]:
            Reach.objects.all().delete()
            if chosen is not None:
                self.choose(**chosen)
            for code, ways in [("urgent", urgent), ("ordinary", ordinary), ("security", BOTH)]:
                for send in (
                    lambda code=code: queue(code, to=self.lin, now=NOW),
                    lambda code=code: queue_for_all(code, to=[self.lin.pk], now=NOW),
                ):
                    with self.subTest(chosen=chosen, code=code):
                        Message.objects.all().delete()
                        send()
                        self.assertEqual(sorted([*ways, "in_site"]), self.channels(self.lin))

    def test_among_many_each_gets_it_as_chosen(self):
        self.choose(ordinary=["sms"])
        people = (self.lin, self.wang, self.nobody)
        queue_for_all("ordinary", to=[person.pk for person in people], now=NOW)
        self.assertEqual(
            [["in_site", "sms"], ["in_site"], ["in_site"]],
            [self.channels(person) for person in people],
        )

    def test_only_what_leads_somewhere_can_be_chosen(self):
        for person, ways, code in [
            (self.nobody, {"urgent": ["sms"]}, "no_address"),
            (self.nobody, {}, "no_address"),
            (self.wang, {"ordinary": ["email"]}, "no_address"),
            (self.wang, {"urgent": ["in_site"]}, "no_such_way"),
            (self.wang, {"urgent": ["pigeon"]}, "no_such_way"),
        ]:
            with self.subTest(person=person, ways=ways), self.assertRaises(Refused) as caught:
                self.choose(by=person, **ways)
            self.assertEqual(code, caught.exception.code)
        self.assertFalse(Reach.objects.exists())

    def test_a_way_without_an_address_stays_as_it_was(self):
        self.choose(by=self.wang)
        reach = reach_of(self.wang)
        self.assertEqual((False, True), (reach.urgent_sms, reach.urgent_email))

    def test_the_trail_says_which_ways_and_for_whom(self):
        self.choose(urgent=["sms"])
        event = AuditEvent.objects.get(action="reach.chosen")
        self.assertEqual((self.lin.pk, str(self.lin.pk)), (event.actor_id, event.target_id))
        self.assertEqual({"urgent": ["sms"], "ordinary": []}, event.facts)

    def test_a_change_of_the_second_factor_is_told_whatever_was_chosen(self):
        self.choose()
        for is_new, code in [(True, "factor_added"), (False, "factor_removed")]:
            Message.objects.all().delete()
            note_factor_change(user=self.lin, kind="totp", is_new=is_new)
            self.assertEqual({code}, set(Message.objects.values_list("code", flat=True)))
            self.assertEqual([*BOTH[:1], "in_site", "sms"], self.channels(self.lin))


class PageTests(ReachTestCase):
    url = "accounts:reach"

    def test_one_chooses_on_a_page_and_reads_it_on_ones_own(self):
        self.client.force_login(self.lin)
        page = self.client.get(reverse(self.url))
        self.assertEqual(["sms", "email"], page.context["form"]["urgent"].value())
        response = self.client.post(reverse(self.url), {"ordinary": ["email"]})
        self.assertRedirects(response, reverse("accounts:me"))
        mine = self.client.get(reverse("accounts:me")).context
        self.assertEqual(([], 1), (mine["urgent_ways"], len(mine["ordinary_ways"])))
        self.client.post(reverse(self.url), {})
        self.assertEqual([], reach_of(self.lin).ways(is_urgent=False))

    def test_the_page_offers_only_what_leads_somewhere(self):
        for person, ways in [(self.lin, ["sms", "email"]), (self.wang, ["sms"])]:
            self.client.force_login(person)
            form = self.client.get(reverse(self.url)).context["form"]
            with self.subTest(person=person):
                self.assertEqual(ways, [way for way, _label in form.fields["urgent"].choices])
        answer = self.client.post(reverse(self.url), {"urgent": ["email"]})
        self.assertEqual(200, answer.status_code)
        self.client.force_login(self.nobody)
        page = self.client.get(reverse(self.url))
        self.assertContains(page, reverse("account_email"))
        self.assertNotContains(page, 'name="urgent"')
