"""V17 of the promises: a receipt is found or not found, and nothing else can be learnt from the
look-up; timed at full size by python -m tests.load.receipt_assurance."""

from unittest import mock

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.urls import reverse

from tests.voting.polls.stage import PollStage, PollTestCase
from voting.models import Poll
from voting.polls import services
from voting.polls.ballot_line import receipt_of
from voting.polls.selectors import look_up, receipt_of_voter

NEVER_ISSUED = receipt_of("5a" * 32)
AN_ADDRESS = int(settings.ACCOUNT_RATE_LIMITS["find_receipt"].split("/")[0])


class LookUpTests(PollTestCase):
    """Lin changed the ballot once, Wang took theirs out: two codes that were valid and are not."""

    @classmethod
    def setUpTestData(cls):
        cls.stage = stage = PollStage()
        poll, lin, wang = stage.opened(), stage.cast.lin, stage.cast.wang
        cls.poll = poll
        services.cast_ballot(poll_id=poll.pk, choices=["1"], by=lin)
        cls.replaced = receipt_of_voter(poll, lin)
        services.cast_ballot(poll_id=poll.pk, choices=["2"], by=lin)
        cls.valid = receipt_of_voter(poll, lin)
        services.cast_ballot(poll_id=poll.pk, choices=["3"], by=wang)
        cls.withdrawn = receipt_of_voter(poll, wang)
        services.withdraw_ballot(poll_id=poll.pk, by=wang)
        cls.codes = [cls.valid, cls.replaced, cls.withdrawn, NEVER_ISSUED]

    def setUp(self):
        super().setUp()
        cache.clear()
        self.url = reverse("voting:find_receipt", args=[self.poll.pk])

    def answer(self, code):
        """The answer, without the code that was typed."""
        page = self.client.post(self.url, {"receipt": code})
        return page.status_code, page.content.decode().replace(code, "")

    def close(self):
        self.stage.over(self.poll)
        services.close_poll(poll_id=self.poll.pk, by=None)
        services.forget_ballots(poll_id=self.poll.pk)

    def test_until_the_close_every_code_gets_the_same_answer(self):
        for who in (None, self.stage.cast.secretary, self.stage.cast.lin):
            if who:
                self.client.force_login(who)
            with self.subTest(who=who):
                self.assertEqual({(302, "")}, {self.answer(code) for code in self.codes})

    def test_after_it_what_was_replaced_reads_like_what_never_was(self):
        self.close()
        found, *others = [self.answer(code) for code in self.codes]
        self.assertEqual(1, len(set(others)))
        self.assertNotEqual(found, others[0])
        lookups = [look_up(Poll.objects.get(pk=self.poll.pk), code) for code in self.codes]
        self.assertEqual([True, False, False, False], [each.is_counted for each in lookups])
        self.assertEqual(1, len(set(lookups[1:])))

    def test_that_a_ballot_was_replaced_is_said_to_its_voter_alone_until_the_close(self):
        done = reverse("voting:done", args=[self.poll.pk])
        self.client.force_login(self.stage.cast.lin)
        page = self.client.get(done)
        self.assertTrue(page.context["has_replaced"])
        self.assertContains(page, self.valid)
        self.assertNotContains(page, self.replaced)
        for who in (self.stage.cast.wang, self.stage.cast.secretary):
            self.client.force_login(who)
            self.assertEqual(302, self.client.get(done).status_code)
        self.close()
        self.client.force_login(self.stage.cast.lin)
        self.assertEqual(302, self.client.get(done).status_code)

    def test_who_has_changed_nothing_reads_nothing_of_it(self):
        services.cast_ballot(poll_id=self.poll.pk, choices=["4"], by=self.stage.cast.wang)
        self.client.force_login(self.stage.cast.wang)
        page = self.client.get(reverse("voting:done", args=[self.poll.pk]))
        self.assertFalse(page.context["has_replaced"])

    def test_an_address_asks_so_often_a_minute_and_another_one_still_can(self):
        self.close()
        with (
            mock.patch("allauth.core.internal.ratelimit.time.time", lambda: 1_800_000_000.0),
            mock.patch("voting.polls.views.public.look_up", side_effect=look_up) as asked,
            mock.patch("voting.polls.views.public.render", side_effect=_status),
        ):
            answers = [self.answer(NEVER_ISSUED)[0] for _each in range(AN_ADDRESS + 1)]
            other = self.client.post(self.url, {"receipt": NEVER_ISSUED}, REMOTE_ADDR="10.0.0.2")
        self.assertEqual([200] * AN_ADDRESS + [429], answers)
        self.assertEqual((200, AN_ADDRESS + 1), (other.status_code, asked.call_count))


def _status(_request, _template, _context=None, status=200):
    """The page without its text, so that hundreds of them take no time."""
    return HttpResponse(status=status)
