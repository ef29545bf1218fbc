"""V4 and V13 of the promises: no illegal ballot is ever stored, and no history of casts, changes,
codes and papers leaves more ballots than marks on the roll."""

import json
import os
import random
from contextlib import suppress

from django.db import transaction

from mws.core.refusals import Refused
from tests.voting.polls.stage import PollStage, PollTestCase
from voting.models import BallotSlot, RollEntry
from voting.polls import services

# As many as the promise names: BALLOTS=10000 HISTORIES=10000.
BALLOTS = int(os.environ.get("BALLOTS", "300"))
HISTORIES = int(os.environ.get("HISTORIES", "12"))
STEPS = 25
WORDS = ["1", "2", "3", "4", "5", "0", "-1", "1 ", "", "01", "1,2", "１", "四"]
LISTED = {"1", "2", "3", "4"}


def is_legal(choices: list[str]) -> bool:
    """Written apart from the rule: one to three different numbers of the list."""
    return set(choices) <= LISTED and len(set(choices)) == len(choices) and 1 <= len(choices) <= 3


class IllegalBallotTests(PollTestCase):
    def test_what_is_stored_is_legal_and_what_is_legal_is_stored(self):
        stage, dice = PollStage(), random.Random(4)
        poll, lin = stage.opened(), stage.cast.lin
        for _ballot in range(BALLOTS):
            words = WORDS if dice.random() < 0.5 else sorted(LISTED)
            choices = [dice.choice(words) for _choice in range(dice.randint(0, 5))]
            before = list(BallotSlot.objects.values_list("choices", flat=True))
            try:
                services.cast_ballot(poll_id=poll.pk, choices=choices, by=lin)
            except Refused:
                self.assertFalse(is_legal(choices), choices)
                after = list(BallotSlot.objects.values_list("choices", flat=True))
                self.assertEqual(before, after)
            else:
                self.assertTrue(is_legal(choices), choices)
                self.assertEqual(sorted(choices), json.loads(BallotSlot.objects.get().choices))


class HistoryTests(PollTestCase):
    def test_ballots_marks_and_roll_agree_after_every_step(self):
        stage = PollStage()
        stage.people = [*stage.more_residents(5), stage.cast.chen]
        poll = stage.opened()
        for seed in range(HISTORIES):
            with transaction.atomic():
                self.live(stage, poll, random.Random(seed))
                transaction.set_rollback(True)

    def live(self, stage, poll, dice):
        codes = []
        for _step in range(STEPS):
            with suppress(Refused):
                self.step(stage, poll, dice, codes)
            self.agree(poll)

    def step(self, stage, poll, dice, codes):
        who, choices = dice.choice(stage.people), [dice.choice(sorted(LISTED))]
        vote, office = {"poll_id": poll.pk}, stage.cast.secretary
        verb = dice.choice(["cast", "withdraw", "issue", "kiosk", "paper"])
        if verb == "cast":
            services.cast_ballot(**vote, choices=choices, by=who)
        elif verb == "withdraw":
            services.withdraw_ballot(**vote, by=who)
        elif verb == "issue":
            codes.append(services.issue_code(**vote, resident_id=who.pk, by=office))
        elif verb == "kiosk":
            services.cast_at_kiosk(**vote, code=dice.choice(codes or ["x"]), choices=choices)
        else:
            services.hand_out_paper(**vote, resident_id=who.pk, by=office)

    def agree(self, poll):
        marks = RollEntry.objects.filter(poll=poll, has_voted=True)
        box = BallotSlot.objects.filter(poll=poll).count()
        self.assertEqual(box, marks.exclude(channel="paper").count())
        self.assertLessEqual(marks.count(), poll.roll_size)
        self.assertLessEqual(poll.roll_size, poll.residents)
