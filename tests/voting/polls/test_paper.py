from django.urls import reverse

from tests.voting.polls.stage import PollStage, PollTestCase


class PaperTests(PollTestCase):
    """The ballot as a sheet: anybody may print it, it stands by number, nothing is kept."""

    def test_all_items_stand_on_it_by_number_with_their_costs(self):
        poll = PollStage().opened()
        answer = self.client.get(reverse("voting:paper", args=[poll.pk]))
        numbers = [item.number for item, _cost in answer.context["items"]]
        self.assertEqual(sorted(numbers), numbers)
        self.assertEqual(poll.items.count(), len(numbers))
        for item in poll.items.all():
            self.assertContains(answer, item.title)
        self.assertEqual({}, dict(answer.cookies))

    def test_there_is_none_of_a_vote_that_is_still_a_draft(self):
        poll = PollStage().created()
        answer = self.client.get(reverse("voting:paper", args=[poll.pk]))
        self.assertEqual(404, answer.status_code)
