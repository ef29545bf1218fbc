from django.core.exceptions import ValidationError
from django.test import SimpleTestCase

from mws.core.forms import DayField, MomentField


class DayTests(SimpleTestCase):
    """PostgreSQL keeps a day that Python cannot read again, and 31 December 9999 has no morrow."""

    def test_days_and_moments_of_our_times_are_taken(self):
        for field, texts in [
            (DayField(), ["1900-01-01", "2026-11-23", "2199-12-31"]),
            (MomentField(), ["1900-01-02T00:00", "2026-11-23T19:30", "2199-12-30T23:59"]),
        ]:
            for text in texts:
                with self.subTest(text):
                    self.assertIsNotNone(field.clean(text))

    def test_others_are_refused(self):
        for field, texts in [
            (DayField(), ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"]),
            (MomentField(), ["0001-01-01T00:00", "9999-12-31T23:59"]),
        ]:
            for text in texts:
                with self.subTest(text), self.assertRaises(ValidationError):
                    field.clean(text)
