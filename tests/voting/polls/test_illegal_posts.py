"""V4 of the promises, by the page: whatever is posted, by whom and to which vote, what is stored
is a legal ballot, and nothing else is stored."""

import json
import os
import random

from django.urls import reverse

from mws.rounds.models import PollRole, Stage
from tests.voting.polls.closing import NextBatch
from tests.voting.polls.stage import COSTS, HOUR, PollStage, PollTestCase, make_shortlisted
from voting.models import BallotSlot, SealedBallot
from voting.polls import keys, services

BALLOTS = int(os.environ.get("BALLOTS", "100"))  # BALLOTS=10000 for all that the promise names
BUDGET, MOST = 100_000_000, 3
CODES = [str(number) for number in range(1, len(COSTS) + 1)]
# On the list of the other community only, misspelled, or hostile.
WORDS = ["5", "6", "0", "-1", "1 ", "", "01", "1,2", "１", "四", "1\x00", "' OR 1=1", "9" * 99]


def is_legal(choices: list[str]) -> bool:
    """Written apart from the rule: a knapsack of one to three projects within the money."""
    return (
        1 <= len(choices) <= MOST
        and len(set(choices)) == len(choices)
        and set(choices) <= set(CODES)
        and sum(COSTS[int(code) - 1] for code in choices) <= BUDGET
    )


class IllegalPostTests(PollTestCase):
    @classmethod
    def setUpTestData(cls):
        first = PollStage()
        cls.cast = first.cast
        cls.closed = first.sealed((cls.cast.wang, ["1"]))
        stage = NextBatch(first, 2)
        stage.round.rules["ballot_format"] = {"value": "knapsack", "basis": "试点"}
        stage.round.save(update_fields=["rules"])
        cls.open = stage.opened()
        cls.elsewhere = cls.of_the_other_community(first)
        cls.people = [cls.cast.lin, cls.cast.wang, cls.cast.chen, cls.cast.stranger,
                      cls.cast.secretary, None]  # fmt: skip

    @classmethod
    def of_the_other_community(cls, first):
        """With two projects more, open as well: Chen may vote there, Lin and Wang may not."""
        place, officer = cls.cast.other_community, cls.cast.officer
        cls.cast.fund(BUDGET, community=place)
        round = cls.cast.round(
            community=place, stage=Stage.POLL, poll_role=PollRole.ADVISORY, now=first.now
        )
        for number in range(1, 7):
            make_shortlisted(round, cls.cast.chen, number, 1_000_000)
        poll = services.create_poll(
            round_id=round.pk, opens_at=first.now - HOUR, closes_at=first.now + 23 * HOUR,
            by=officer, now=first.now - 2 * HOUR,
        )  # fmt: skip
        services.freeze_poll(poll_id=poll.pk, by=officer, now=first.now - 2 * HOUR)
        return services.open_poll(poll_id=poll.pk, by=None)

    def stored(self):
        box = BallotSlot.objects.values_list("poll_id", "slot", "choices")
        return {(poll, slot): choices for poll, slot, choices in box}

    def test_what_is_stored_is_legal_and_what_is_legal_is_stored(self):
        dice, taken, refused = random.Random(40), 0, 0
        for _ballot in range(BALLOTS):
            who = dice.choice([*self.people, self.cast.lin, self.cast.wang])
            poll = dice.choice([self.open, self.open, self.elsewhere, self.closed])
            words = WORDS + CODES if dice.random() < 0.4 else CODES
            choices = [dice.choice(words) for _choice in range(dice.randint(0, 5))]
            if self.post(who, poll, choices):
                taken += 1
            else:
                refused += 1
        self.assertEqual(BALLOTS, taken + refused)
        self.assertGreater(min(taken, refused), 0)
        self.assertEqual(1, SealedBallot.objects.count())

    def post(self, who, poll, choices):
        """Post one ballot, and hold what lies in the boxes to it; whether it was taken."""
        self.client.logout()
        if who:
            self.client.force_login(who)
        expected = self.stored()
        at_home = who in (self.cast.lin, self.cast.wang) and poll == self.open
        legal = at_home and is_legal(choices)
        if who == self.cast.chen and poll == self.elsewhere:
            legal = 1 <= len(set(choices)) == len(choices) <= MOST
            legal = legal and set(choices) <= {*CODES, "5", "6"}
        if legal:
            slot = keys.slot_of(keys.read_key(poll.pk), who.pk)
            expected[poll.pk, slot] = json.dumps(sorted(choices), separators=(",", ":"))
        answer = self.client.post(reverse("voting:cast", args=[poll.pk]), {"choice": choices})
        self.assertEqual(expected, self.stored(), (who, poll.label, choices))
        self.assertLess(answer.status_code, 500, (who, poll.label, choices))
        return legal
