"""Small numbers of people stay hidden, whatever one subtracts."""

from __future__ import annotations

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from mws.oversight.small_cells import LEAST, withheld

COUNTS = st.lists(st.integers(0, 60), max_size=8)


class WithheldTests(SimpleTestCase):
    def test_what_is_small_and_its_smallest_neighbour(self) -> None:
        self.assertEqual(set(), withheld([10, 20, 0]))
        self.assertEqual({0, 1}, withheld([3, 12, 40]))
        self.assertEqual({0, 2}, withheld([3, 40, 9]))  # two hide each other
        self.assertEqual({0}, withheld([3, 12, 40], is_sum_known=False))
        self.assertEqual({0}, withheld([3, 0]))  # there is nobody to hide behind

    @given(COUNTS)
    def test_no_small_number_can_be_had_from_the_sum(self, counts: list[int]) -> None:
        hidden = withheld(counts)
        small = {place for place, count in enumerate(counts) if 0 < count < LEAST}
        self.assertLessEqual(small, hidden)
        others = [count for place, count in enumerate(counts) if count and place not in hidden]
        if small and others:  # what is hidden is more than one, and more than a few persons
            self.assertGreaterEqual(len(hidden), 2)
            self.assertGreaterEqual(sum(counts[place] for place in hidden), LEAST)
