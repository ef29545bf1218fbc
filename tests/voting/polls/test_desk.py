from django.urls import reverse
from django.utils import translation

from tests.voting.polls.stage import HOUR, PollStage, PollTestCase
from voting.models import Poll, PollState
from voting.polls import services
from voting.polls.selectors import desk_tasks


class DeskTests(PollTestCase):
    """From the dates to the certified result, by the buttons of the office's page."""

    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()

    def press(self, poll, step, *, by):
        self.client.force_login(by)
        page = reverse("voting:poll_manage", args=[poll.pk])
        self.assertRedirects(self.client.post(reverse(f"voting:poll_{step}", args=[poll.pk])), page)
        poll.refresh_from_db()
        return poll.state

    def tasks(self, who):
        return [task.label for task in desk_tasks(who, self.stage.now)]

    def test_a_vote_from_its_dates_to_the_result(self):
        cast = self.stage.cast
        self.client.force_login(cast.secretary)
        self.assertEqual(1, len(self.tasks(cast.secretary)))
        dates = {"opens_at": "2020-01-01T00:00", "closes_at": "2099-01-01T00:00"}
        self.client.post(reverse("voting:poll_create", args=[self.stage.round.pk]), dates)
        poll = Poll.objects.get()
        self.assertEqual(PollState.FROZEN, self.press(poll, "freeze", by=cast.secretary))
        self.assertEqual(PollState.OPEN, self.press(poll, "open", by=cast.secretary))
        services.cast_ballot(poll_id=poll.pk, choices=["1"], by=cast.lin)
        self.assertEqual(PollState.OPEN, self.press(poll, "close", by=cast.secretary))
        Poll.objects.filter(pk=poll.pk).update(closes_at=self.stage.now - HOUR)
        self.assertEqual(PollState.SEALED, self.press(poll, "close", by=cast.secretary))
        self.assertEqual(PollState.SEALED, self.press(poll, "propose", by=cast.secretary))
        self.assertIsNone(Poll.objects.get().proposed_by, "not before the traces are destroyed")
        services.forget_ballots(poll_id=poll.pk)
        self.assertEqual([], self.tasks(cast.leader))
        self.assertEqual(PollState.SEALED, self.press(poll, "propose", by=cast.secretary))
        self.assertEqual(1, len(self.tasks(cast.leader)))
        self.assertEqual(PollState.SEALED, self.press(poll, "certify", by=cast.secretary))
        self.assertEqual(PollState.CERTIFIED, self.press(poll, "certify", by=cast.leader))
        self.assertEqual([], self.tasks(cast.leader))

    def test_every_state_has_its_page(self):
        poll = self.stage.created()
        self.client.force_login(self.stage.cast.officer)
        page = reverse("voting:poll_manage", args=[poll.pk])
        for step in (None, "freeze", "open"):
            if step:
                self.press(poll, step, by=self.stage.cast.officer)
            for prefix in ("", "/en"):
                with translation.override("zh-hans"):
                    self.assertEqual(200, self.client.get(prefix + page).status_code)
        self.assertEqual(200, self.client.get(reverse("voting:poll_desk")).status_code)

    def test_strangers_find_no_desk(self):
        poll = self.stage.created()
        for who in (self.stage.cast.lin, self.stage.cast.foreign_clerk):
            self.client.force_login(who)
            for name in ("poll_manage", "poll_freeze"):
                url = reverse(f"voting:{name}", args=[poll.pk])
                ask = self.client.get if name == "poll_manage" else self.client.post
                self.assertEqual(404, ask(url).status_code)
            create = reverse("voting:poll_create", args=[self.stage.round.pk])
            self.assertEqual(404, self.client.get(create).status_code)

    def test_dates_the_wrong_way_round_stay_in_the_form(self):
        self.client.force_login(self.stage.cast.secretary)
        dates = {"opens_at": "2099-01-02T00:00", "closes_at": "2099-01-01T00:00"}
        page = self.client.post(reverse("voting:poll_create", args=[self.stage.round.pk]), dates)
        self.assertTrue(page.context["form"].errors)
        self.assertContains(page, "2099-01-02T00:00")
        self.assertFalse(Poll.objects.exists())
