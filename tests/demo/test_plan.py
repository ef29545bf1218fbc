from collections import Counter

from django.test import SimpleTestCase

from mws.demo.plan import SHARE_OF_CATEGORY, plan_closed_year

COMMUNITIES = 101


class PlanOfTheClosedYearTests(SimpleTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = plan_closed_year(COMMUNITIES)
        cls.projects = [project for community in cls.plan for project in community]

    def test_the_totals_are_those_of_the_article(self):
        self.assertEqual(101, len(self.plan))
        self.assertEqual(1_779, len(self.projects))
        self.assertEqual(106_500_000_00, sum(project.amount_fen for project in self.projects))

    def test_no_community_stays_empty_and_no_project_is_free(self):
        self.assertGreater(min(map(len, self.plan)), 0)
        self.assertGreater(min(project.amount_fen for project in self.projects), 0)

    def test_it_is_the_same_each_time(self):
        self.assertEqual(self.plan, plan_closed_year(COMMUNITIES))

    def test_the_mix_of_forms_is_that_of_the_reports(self):
        found = Counter(project.idea.category for project in self.projects)
        for category, percent in SHARE_OF_CATEGORY.items():
            with self.subTest(category=category):
                self.assertAlmostEqual(percent, 100 * found[category] / 1_779, delta=3)

    def test_every_project_goes_its_way_in_order(self):
        for project in self.projects:
            days = [
                project.submitted_at, project.selected_at, project.approved_at,
                project.contracted_at, project.completed_at, project.accepted_at, project.paid_at,
            ]  # fmt: skip
            self.assertEqual(sorted(days), days, project.title)
