"""Any council up to fifty: whoever comes late, leaves early, is recused or changes their vote, the
declared figures are those that a plain list of the members' own states gives."""

from dataclasses import dataclass
from fractions import Fraction

from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st

from mws.rounds.majorities import Share, VotingRules, stand
from voting.council.figures import count_of
from voting.models import Attendance, CouncilVote, VoteValue

ACTS = ("arrive", "leave", "recuse", *VoteValue.values)


@dataclass
class Person:
    """What one member did, kept the plain way."""

    is_here: bool = False
    is_recused: bool = False
    vote: str = ""


@st.composite
def meetings(draw: st.DrawFn) -> tuple[list[Person], int]:
    """A council, and what happened in it, act by act; an act that may not happen does not."""
    size = draw(st.integers(1, 50))
    people = [Person() for _ in range(size)]
    acts = st.tuples(st.integers(0, size - 1), st.sampled_from(ACTS))
    for index, act in draw(st.lists(acts, max_size=size * 4)):
        person = people[index]
        if act == "arrive":
            person.is_here = True
        elif act == "leave":
            person.is_here = False
        elif act == "recuse":
            person.is_recused = person.is_recused or not any(each.vote for each in people)
        elif person.is_here and not person.is_recused:
            person.vote = act
    return people, size


def rows_of(people: list[Person]) -> tuple[list[Attendance], frozenset[int], dict]:
    """The same council as the rows of the database."""
    roll = [
        Attendance(member_id=n, arrived_at="then" if each.is_here else None)
        for n, each in enumerate(people)
    ]
    recused = frozenset(n for n, each in enumerate(people) if each.is_recused)
    votes = {
        n: CouncilVote(member_id=n, value=each.vote) for n, each in enumerate(people) if each.vote
    }
    return roll, recused, votes


class RandomMeetingTests(SimpleTestCase):
    @settings(max_examples=300, deadline=None)
    @given(
        meetings(), st.booleans(), st.booleans(), st.sampled_from(["present", "seated"]),
        st.sampled_from(["counts", "left_out"]), st.sampled_from(["rejected", "deferred"]),
    )  # fmt: skip
    def test_figures_and_result_agree_with_a_plain_count(
        self, meeting, strict, half, base, abstention, tie
    ):
        people, size = meeting
        majority = Share(1, 2, strict) if half else Share(2, 3, strict)
        rules = VotingRules(Share(2, 3, strict), majority, base, abstention, tie)
        count = count_of(*rows_of(people))
        standing = stand(count, rules)

        here = [each for each in people if each.is_here]
        voters = [each for each in here if not each.is_recused]
        yes = sum(each.vote == "yes" for each in voters)
        self.assertEqual((count.seated, count.present), (size, len(here)))
        self.assertEqual(count.yes + count.no + count.abstain + count.waiting, len(voters))
        self.assertEqual(count.yes, yes)

        whole = voters if base == "present" else [each for each in people if not each.is_recused]
        size_of_base = len(whole) - (count.abstain if abstention == "left_out" else 0)
        share = Fraction(1, 2) if half else Fraction(2, 3)
        enough = yes > share * size_of_base if strict else yes >= share * size_of_base
        quorum = Fraction(2, 3) * size
        valid = len(here) > quorum if strict else len(here) >= quorum
        passed = bool(valid and enough and yes)
        no = sum(each.vote == "no" for each in voters)
        failed = tie if yes == no and yes and not (enough and yes) else "rejected"
        self.assertIs(standing.is_passed, passed)
        self.assertEqual(standing.result, "passed" if passed else failed)

        # What is stored on the motion obeys the constraint of the table.
        self.assertGreaterEqual(count.present, count.cast + count.recused)
        self.assertGreaterEqual(standing.base, count.yes + count.no)
        self.assertGreaterEqual(count.seated, count.present)

    @settings(max_examples=300, deadline=None)
    @given(
        meetings(), st.lists(st.sampled_from(VoteValue.values), max_size=50), st.booleans(),
        st.sampled_from(["counts", "left_out"]), st.sampled_from(["rejected", "deferred"]),
    )  # fmt: skip
    def test_what_is_settled_no_later_vote_can_change(
        self, meeting, later, strict, abstention, tie
    ):
        people, _size = meeting
        rules = VotingRules(Share(1, 9, False), Share(1, 2, strict), "present", abstention, tie)
        before = stand(count_of(*rows_of(people)), rules)
        waiting = [each for each in people if each.is_here and not each.is_recused]
        waiting = [each for each in waiting if not each.vote]
        for person, value in zip(waiting, later, strict=False):
            person.vote = value
        after = stand(count_of(*rows_of(people)), rules)
        if before.is_settled:
            self.assertEqual(after.result, before.result)
