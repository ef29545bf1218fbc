"""The detector finds what it is for."""

from django.test import TestCase

from mws.audit.models import Heartbeat
from tests.repeats import MOST, RepeatedQueries, no_repeats


class RepeatsTests(TestCase):
    def test_a_query_a_row_is_found(self):
        with self.assertRaises(RepeatedQueries), no_repeats("a loop"):
            for number in range(MOST + 1):
                Heartbeat.objects.filter(name=str(number)).exists()

    def test_different_questions_are_no_repeats(self):
        with no_repeats("two"):
            for _number in range(MOST):
                Heartbeat.objects.exists()
            Heartbeat.objects.count()
