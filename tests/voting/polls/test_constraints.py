"""What no service would write, the database refuses."""

from django.db import DatabaseError, IntegrityError, transaction

from tests.voting.polls.stage import PollStage, PollTestCase
from voting.models import Poll, PollItem, PollResult, PollState, SealedBallot


class ConstraintTests(PollTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()
        cls.poll = cls.stage.created()

    def item(self, number, **fields):
        values = {
            "poll": self.poll, "proposal": self.stage.proposals[number - 1], "code": str(number),
            "number": number, "title": "x", "cost_fen": 1,
        } | fields  # fmt: skip
        return PollItem.objects.create(**values)

    def refused(self, write, **fields):
        with self.assertRaises(IntegrityError), transaction.atomic():
            write(**fields)

    def test_a_poll_has_money_choices_and_a_time_to_vote(self):
        draft = Poll.objects.filter(pk=self.poll.pk)
        for change in (
            {"budget_fen": 0}, {"choices_max": 0}, {"closes_at": self.poll.opens_at},
            {"state": "nowhere"}, {"frozen_at": self.stage.now},
            {"state": "frozen", "frozen_at": self.stage.now},
            {"state": "frozen", "items_sha256": "a", "tie_seed_sha256": "b"},
        ):  # fmt: skip
            with self.subTest(change):
                self.refused(draft.update, **change)

    def test_an_item_stands_once_on_the_ballot(self):
        self.item(1)
        first, second = self.stage.proposals[:2]
        good = {"number": 2, "code": "2", "proposal": second}
        for change in ({"code": "1"}, {"number": 1}, {"proposal": first}, {"cost_fen": -1}):
            with self.subTest(change):
                self.refused(self.item, **(good | change))
        self.item(**good)

    def test_a_sealed_ballot_has_its_place_and_a_known_origin(self):
        self.poll.items_sha256 = self.poll.tie_seed_sha256 = "0" * 64
        self.poll.state, self.poll.frozen_at = PollState.CLOSING, self.stage.now
        self.poll.save()

        def seal(position, origin="cast"):
            SealedBallot.objects.create(
                poll=self.poll, position=position, choices='["1"]', nonce="0" * 32,
                leaf="0" * 64, origin=origin,
            )  # fmt: skip

        seal(1)
        self.refused(seal, position=1)
        self.refused(seal, position=2, origin="found")

    def test_a_result_never_lacks_less_than_nothing(self):
        item = self.item(1)
        self.poll.items_sha256 = self.poll.tie_seed_sha256 = "0" * 64
        self.poll.state, self.poll.frozen_at = PollState.CLOSING, self.stage.now
        self.poll.save()
        self.refused(
            PollResult.objects.create, item=item, support=1, rank=1, is_selected=True,
            reason="funded", left_before_fen=1, short_by_fen=-1,
        )  # fmt: skip

    def test_ballots_and_results_are_written_at_the_close_only(self):
        item = self.item(1)
        for write in (
            lambda: SealedBallot.objects.create(
                poll=self.poll, position=1, choices="[]", nonce="", leaf="", origin="cast"
            ),
            lambda: PollResult.objects.create(
                item=item, support=1, rank=1, is_selected=True, reason="funded", left_before_fen=1
            ),
        ):
            with self.assertRaises(DatabaseError), transaction.atomic():
                write()
