"""V16 of the promises: each of the 4⁷ ways in which seven members can vote, abstain or be recused
ends as a table says that was written apart from the rule."""

from fractions import Fraction
from itertools import product

from django.test import SimpleTestCase

from mws.rounds.majorities import Share, VotingRules, stand
from voting.council.figures import count_of
from voting.models import Attendance, CouncilVote

SEATS = 7
STATES = ("yes", "no", "abstain", "recused")
# Majority, base, what an abstention does, what a tie makes of the motion.
RULES = (
    (Fraction(1, 2), True, "present", "counts", "rejected"),
    (Fraction(1, 2), True, "seated", "counts", "deferred"),
    (Fraction(2, 3), False, "present", "left_out", "deferred"),
)


def table(majority: Fraction, strict: bool, base: str, abstention: str, tie: str) -> dict:
    """The result by votes in favour, against and abstentions; the rest of the seven is recused."""
    results = {}
    for yes, no, abstain in product(range(SEATS + 1), repeat=3):
        if yes + no + abstain > SEATS:
            continue
        whole = yes + no + (abstain if abstention == "counts" else 0)
        share = Fraction(yes, whole) if whole else Fraction(0)
        if yes and (share > majority or (share == majority and not strict)):
            results[yes, no, abstain] = "passed"
        else:
            results[yes, no, abstain] = tie if yes == no and yes else "rejected"
    return results


class EveryOutcomeTests(SimpleTestCase):
    """All are in the room, so that the base of those present is that of those seated."""

    def test_all_16_384_votes_of_a_council_of_seven(self):
        roll = [Attendance(member_id=n, arrived_at="then") for n in range(SEATS)]
        votes = {
            (n, value): CouncilVote(member_id=n, value=value)
            for n in range(SEATS)
            for value in STATES[:3]
        }
        for majority, strict, base, abstention, tie in RULES:
            expected = table(majority, strict, base, abstention, tie)
            share = Share(majority.numerator, majority.denominator, strict)
            rules = VotingRules(Share(2, 3, True), share, base, abstention, tie)
            seen = 0
            for states in product(STATES, repeat=SEATS):
                recused = frozenset(n for n, each in enumerate(states) if each == "recused")
                cast = {n: votes[n, each] for n, each in enumerate(states) if n not in recused}
                key = tuple(states.count(value) for value in STATES[:3])
                result = stand(count_of(roll, recused, cast), rules).result
                self.assertEqual(expected[key], result, (base, states))
                seen += 1
            self.assertEqual(len(STATES) ** SEATS, seen)

    def test_without_more_than_two_thirds_in_the_room_nothing_is_decided(self):
        rules = VotingRules(Share(2, 3, True), Share(1, 2, True), "present")
        for here in range(SEATS + 1):
            roll = [Attendance(member_id=n, arrived_at="then" if n < here else None)
                    for n in range(SEATS)]  # fmt: skip
            cast = {n: CouncilVote(member_id=n, value="yes") for n in range(here)}
            standing = stand(count_of(roll, frozenset(), cast), rules)
            self.assertIs(here * 3 > SEATS * 2, standing.is_passed, here)
