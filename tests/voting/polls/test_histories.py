"""V4 and V13 of the promises: no illegal ballot is ever stored, and no history of casts, changes,
codes and papers, up to the count, leaves more ballots than marks on the roll."""

import json
import os
import random
from contextlib import suppress
from itertools import product

from django.db import transaction

from mws.accounts.models import Residency
from mws.core.refusals import Refused
from tests.voting.polls.stage import PollStage, PollTestCase
from voting.models import BallotSlot, RollEntry, SealedBallot
from voting.polls import services

# As many as the promise names: BALLOTS=10000 HISTORIES=10000.
BALLOTS = int(os.environ.get("BALLOTS", "300"))
HISTORIES = int(os.environ.get("HISTORIES", "12"))
STEPS = 25
CLOSED = 0.25  # the share of histories that go on to the count
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
        verified = Residency.objects.filter(place=stage.cast.community, status="verified")
        self.assertEqual(verified.count(), poll.residents)
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
        if dice.random() < CLOSED:
            self.close(stage, poll, dice)

    def close(self, stage, poll, dice):
        """To the count, with some of the papers that were handed out."""
        one, two, vote = stage.cast.secretary, stage.cast.officer, {"poll_id": poll.pk}
        cast_here = BallotSlot.objects.filter(poll=poll).count()
        stage.over(poll)
        services.close_poll(**vote, by=None)
        handed = RollEntry.objects.filter(poll=poll, channel="paper").count()
        papers = dice.randint(0, handed)
        if papers:
            batch = services.open_batch(**vote, expected=papers, by=one)
            for sheet, who in product(range(1, papers + 1), (one, two)):
                services.key_paper(batch_id=batch.pk, sheet=sheet, choices=["2"], by=who)
            services.reconcile_batch(batch_id=batch.pk, by=one)
        if handed:
            services.finish_papers(**vote, by=one)
        marks = RollEntry.objects.filter(poll=poll, has_voted=True).count()
        sealed = SealedBallot.objects.filter(poll=poll).count()
        self.assertEqual(cast_here + papers, sealed)
        self.assertLessEqual(sealed, marks)
        self.assertLessEqual(marks, poll.roll_size)

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
