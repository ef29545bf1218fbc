"""The arithmetic of the council against a second one that was written another way."""

import itertools
from fractions import Fraction

from django.test import SimpleTestCase
from hypothesis import HealthCheck, given
from hypothesis import settings as drawn_with
from hypothesis import strategies as st

from mws.rounds.majorities import Count, Share, VotingRules, stand

SEATED = 7
YES, NO, ABSTAIN, RECUSED = range(4)

# By table, not by formula: of n members, how many must say yes. Worked out by hand.
MORE_THAN_HALF = [1, 1, 2, 2, 3, 3, 4, 4]
AT_LEAST_HALF = [1, 1, 1, 2, 2, 3, 3, 4]
MORE_THAN_TWO_THIRDS = [1, 1, 2, 3, 3, 4, 5, 5]
AT_LEAST_TWO_THIRDS = [1, 1, 2, 2, 3, 4, 4, 5]
TABLES = {
    (1, 2, True): MORE_THAN_HALF,
    (1, 2, False): AT_LEAST_HALF,
    (2, 3, True): MORE_THAN_TWO_THIRDS,
    (2, 3, False): AT_LEAST_TWO_THIRDS,
}
QUORUM = Share(2, 3, is_strict=True)


def by_table(settings, abstention, tie, yes, no, abstain, recused):
    """The second implementation: one look into a table, nothing computed of shares."""
    whole = SEATED - recused - (abstain if abstention == "left_out" else 0)
    if yes >= TABLES[settings][whole]:
        return "passed"
    return tie if yes == no != 0 else "rejected"


class TruthTableTests(SimpleTestCase):
    def test_all_16384_ways_in_which_seven_members_can_vote(self):
        """4^7 combinations × four majorities × two bases × abstentions × ties agree with the
        table."""
        ways = list(itertools.product(range(4), repeat=SEATED))
        checked = 0
        for settings, base, abstention, tie in itertools.product(
            TABLES, ("present", "seated"), ("counts", "left_out"), ("rejected", "deferred")
        ):
            rules = VotingRules(QUORUM, Share(*settings), base, abstention, tie)
            for votes in ways:
                recused, yes = votes.count(RECUSED), votes.count(YES)
                no, abstain = votes.count(NO), votes.count(ABSTAIN)
                standing = stand(Count(SEATED, SEATED, recused, 0, yes, no, abstain), rules)
                expected = by_table(settings, abstention, tie, yes, no, abstain, recused)
                if (standing.result, standing.is_passed) != (expected, expected == "passed"):
                    self.fail(f"{settings} {base} {abstention} {tie} {votes}: {standing}")
                checked += standing.is_settled
        self.assertEqual(len(ways), 16_384)
        self.assertEqual(checked, 4**SEATED * len(TABLES) * 8)

    def test_every_attendance_of_seven_has_the_quorum_it_should(self):
        """More than two thirds of seven is five, at least two thirds is five as well; of nine,
        seven and six."""
        for seated, strict, least in [(7, True, 5), (7, False, 5), (9, True, 7), (9, False, 6),
                                      (16, True, 11), (13, True, 9), (13, False, 9)]:  # fmt: skip
            share = Share(2, 3, strict)
            with self.subTest(seated=seated, strict=strict):
                self.assertEqual(share.least(seated), least)
                valid = [present for present in range(seated + 1) if share.is_met(present, seated)]
                self.assertEqual(valid, list(range(least, seated + 1)))

    def test_nobody_left_to_vote_passes_nothing(self):
        rules = VotingRules(QUORUM, Share(1, 2, is_strict=False), "present")
        standing = stand(Count(SEATED, SEATED, recused=SEATED), rules)
        self.assertFalse(standing.is_passed)
        self.assertEqual((standing.base, standing.needed, standing.missing), (0, 1, 1))

    def test_a_tie_and_an_abstention_do_not_pass(self):
        rules = VotingRules(QUORUM, Share(1, 2, is_strict=True), "present")
        self.assertFalse(stand(Count(6, 6, yes=3, no=3), rules).is_passed)
        self.assertFalse(stand(Count(7, 7, yes=3, abstain=4), rules).is_passed)
        self.assertTrue(stand(Count(7, 7, yes=4, abstain=3), rules).is_passed)

    def test_a_majority_without_a_quorum_is_none(self):
        rules = VotingRules(QUORUM, Share(1, 2, is_strict=True), "present")
        self.assertFalse(stand(Count(7, 4, yes=4), rules).is_passed)
        self.assertTrue(stand(Count(7, 5, yes=3), rules).is_passed)

    def test_the_base_is_those_present_or_all_seats_without_the_recused(self):
        count = Count(seated=13, present=10, recused=1, recused_away=1, yes=5)
        half = Share(1, 2, is_strict=True)
        for base, size, needed in [("present", 9, 5), ("seated", 11, 6)]:
            standing = stand(count, VotingRules(QUORUM, half, base))
            self.assertEqual((standing.base, standing.needed), (size, needed))


shares = st.builds(
    lambda part, rest, strict: Share(part, part + rest, strict),
    st.integers(1, 9), st.integers(0, 9), st.booleans(),
)  # fmt: skip


# A busy machine draws slowly; that says nothing about shares.
unhurried = drawn_with(deadline=None, suppress_health_check=[HealthCheck.too_slow])


class ShareTests(SimpleTestCase):
    @unhurried
    @given(shares, st.integers(0, 10_000), st.integers(0, 10_000))
    def test_a_share_is_met_as_exact_fractions_say(self, share, part, whole):
        exact = Fraction(share.numerator, share.denominator) * whole
        expected = part > exact if share.is_strict else part >= exact
        self.assertEqual(share.is_met(part, whole), expected)

    @unhurried
    @given(shares, st.integers(0, 10_000))
    def test_the_least_number_meets_the_share_and_one_fewer_does_not(self, share, whole):
        least = share.least(whole)
        self.assertTrue(share.is_met(least, whole))
        self.assertFalse(share.is_met(least - 1, whole))
