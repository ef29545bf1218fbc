from datetime import timedelta

from django.test import TestCase

from mws.core.track import current_station
from proposals.models import Proposal
from proposals.selectors.track import case_track, tracks_of
from proposals.services import council_steps, screening
from tests.cast import NOW, Cast
from tests.proposals.cases import NOTICE_OVER, case_in, clause_of

KEYS = [
    "submit", "admit", "shortlist", "council", "notice", "approval", "works", "acceptance",
    "settlement", "evaluation",
]  # fmt: skip


class CaseTrackTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()
        cls.cast.fund()

    def track(self, status, now=NOW):
        return case_track(case_in(status, self.cast, self.round), now=now)

    def test_ten_stations_and_one_of_them_current(self):
        for status, here in [
            ("draft", "submit"), ("submitted", "admit"), ("admitted", "shortlist"),
            ("screened", "shortlist"), ("shortlisted", "council"), ("on_agenda", "council"),
            ("selected", "notice"), ("on_notice", "notice"), ("in_review", "approval"),
            ("approved", "works"),
        ]:  # fmt: skip
            with self.subTest(status):
                stations = self.track(status)
                self.assertEqual(KEYS, [station.key for station in stations])
                self.assertEqual(here, current_station(stations).key)
                states = [station.state for station in stations]
                at = KEYS.index(here)
                self.assertEqual({"done"}, set(states[:at]) or {"done"})
                self.assertEqual({"todo"}, set(states[at + 1 :]))

    def test_the_current_one_names_the_holder_and_the_day(self):
        station = current_station(self.track("submitted"))
        self.assertIn("龙珠社区", station.holder)
        self.assertEqual((NOW + timedelta(days=5)).date(), station.due)

    def test_late_is_counted_in_working_days(self):
        # Due on Monday, 22 June; looked at on Wednesday, 24 June.
        station = current_station(self.track("submitted", NOW + timedelta(days=7)))
        self.assertEqual(("late", 2), (station.state, station.days_late))

    def test_done_stations_bear_their_days(self):
        stations = self.track("approved", NOTICE_OVER)
        self.assertTrue(all(station.on for station in stations[:6]))

    def test_it_stops_where_the_case_ended(self):
        refused = case_in("submitted", self.cast, self.round)
        screening.refuse_admission(
            proposal_id=refused.pk,
            reason="x",
            clause_id=clause_of(self.round),
            by=self.cast.clerk,
            now=NOW,
        )
        rejected = case_in("on_agenda", self.cast, self.round)
        council_steps.reject_proposal(
            proposal_id=rejected.pk, reason="x", by=self.cast.chair, now=NOW
        )
        for case, keys in [(refused, KEYS[:2]), (rejected, KEYS[:4])]:
            stations = case_track(Proposal.objects.get(pk=case.pk), now=NOW)
            with self.subTest(case.pk):
                self.assertIsNone(current_station(stations))
                self.assertEqual(keys, [station.key for station in stations])

    def test_a_card_costs_the_same_queries_for_one_and_for_many(self):
        for status in ("submitted", "admitted", "on_notice", "approved", "in_review"):
            case_in(status, self.cast, self.round)
        few, many = Proposal.objects.all()[:1], Proposal.objects.all()
        with self.assertNumQueries(6):
            tracks_of(list(few), now=NOW)
        with self.assertNumQueries(6):
            tracks_of(list(many), now=NOW)
