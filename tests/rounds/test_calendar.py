"""Working days against a hand-made table: weekends, holidays, make-up workdays."""

from __future__ import annotations

from datetime import date

from django.test import TestCase

from mws.core.refusals import Refused
from mws.rounds.calendar import add_working_days, is_year_announced, working_days_between
from mws.rounds.models import CalendarDay
from mws.rounds.services import load_calendar, set_calendar_day
from tests.cast import Cast

# start, working days, due: counted by hand on the holiday notices of the State Council's General
# Office for 2025 (12 November 2024) and 2026 (4 November 2025), as chinesecalendar 1.11 has them.
TABLE = [
    (date(2026, 6, 17), 0, date(2026, 6, 17)),
    (date(2026, 6, 17), 1, date(2026, 6, 18)),  # 19 June is the Dragon Boat holiday
    (date(2026, 6, 17), 2, date(2026, 6, 22)),
    (date(2026, 9, 30), 1, date(2026, 10, 8)),  # National Day: 1–7 October off
    (date(2026, 9, 30), 3, date(2026, 10, 10)),  # 10 October is a Saturday that is worked
    (date(2026, 9, 18), 1, date(2026, 9, 20)),  # 20 September is a Sunday that is worked
    (date(2026, 2, 13), 1, date(2026, 2, 14)),  # 14 February is a Saturday that is worked
    (date(2026, 2, 14), 1, date(2026, 2, 24)),  # Spring Festival: 15–23 February off
    (date(2025, 1, 24), 1, date(2025, 1, 26)),  # 26 January is a Sunday that is worked
    (date(2025, 1, 27), 1, date(2025, 2, 5)),  # Spring Festival: 28 January–4 February off
    (date(2025, 9, 30), 1, date(2025, 10, 9)),  # National Day and Mid-Autumn: 1–8 October off
    (date(2025, 10, 9), 2, date(2025, 10, 11)),  # 11 October is a Saturday that is worked
    (date(2025, 1, 24), 3, date(2025, 2, 5)),  # 26 and 27 January, then 5 February
    (date(2025, 2, 7), 1, date(2025, 2, 8)),  # 8 February is a Saturday that is worked
    (date(2025, 2, 8), 1, date(2025, 2, 10)),
    (date(2025, 9, 26), 1, date(2025, 9, 28)),  # 28 September is a Sunday that is worked
    (date(2025, 9, 26), 10, date(2025, 10, 16)),  # 28–30 September, 9–11 and 13–16 October
    (date(2026, 2, 13), 10, date(2026, 3, 5)),  # 14 and 24–28 February, 2–5 March
    (date(2026, 2, 27), 1, date(2026, 2, 28)),  # 28 February is a Saturday that is worked
    (date(2026, 9, 24), 1, date(2026, 9, 28)),  # Mid-Autumn: 25–27 September off
    (date(2026, 9, 30), 5, date(2026, 10, 13)),  # 8, 9, 10, 12 and 13 October
]


class CalendarTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        for year in (2025, 2026):
            load_calendar(year=year, by=cls.cast.district_officer)

    def test_due_days(self) -> None:
        for start, days, due in TABLE:
            with self.subTest(start=start, days=days):
                self.assertEqual(add_working_days(start, days), due)
                self.assertEqual(working_days_between(start, due), days)

    def test_a_year_that_is_not_announced_counts_weekends_only_and_says_so(self) -> None:
        self.assertTrue(is_year_announced(2026))
        self.assertFalse(is_year_announced(2031))
        self.assertEqual(add_working_days(date(2031, 9, 30), 1), date(2031, 10, 1))
        with self.assertRaises(Refused) as caught:
            load_calendar(year=2031, by=self.cast.district_officer)
        self.assertEqual(caught.exception.code, "not_announced")

    def test_a_day_can_be_corrected_and_the_correction_taken_back(self) -> None:
        day, officer = date(2026, 6, 18), self.cast.district_officer
        set_calendar_day(day=day, is_working=False, name="台风停工", source="市应急局", by=officer)
        self.assertEqual(add_working_days(date(2026, 6, 17), 1), date(2026, 6, 22))
        set_calendar_day(day=day, is_working=None, name="", source="", by=officer)
        self.assertEqual(add_working_days(date(2026, 6, 17), 1), date(2026, 6, 18))

    def test_the_source_and_its_version_are_kept(self) -> None:
        self.assertRegex(CalendarDay.objects.first().source, r"^chinesecalendar \d")

    def test_only_district_officers_edit(self) -> None:
        for person in (self.cast.clerk, self.cast.leader, self.cast.lin):
            with self.subTest(person=person), self.assertRaises(Refused) as caught:
                load_calendar(year=2026, by=person)
            self.assertEqual(caught.exception.code, "not_district_officer")
