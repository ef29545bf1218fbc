"""Public pages take at most fifteen queries, and as many with 10,000 proposals as with 100."""

from __future__ import annotations

from unittest.mock import patch

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mws.rounds.models import Stage
from proposals.models import Project, Proposal
from tests.cast import YEAR, Cast
from tests.pages.growth import add_proposals

BUDGET = 15
SIZES = (100, 10_000)


class QueryBudgetTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.cast.fund()
        cls.cast.fund(community=cls.cast.other_community)
        cls.round = cls.cast.round(stage=Stage.SCREENING)
        cls.other_round = cls.cast.round(stage=Stage.COUNCIL, community=cls.cast.other_community)

    def pages(self) -> dict[str, str]:
        proposal = Proposal.objects.filter(status="shortlisted").first()
        project = Project.objects.first()
        return {
            "home": reverse("pages:home"),
            "community": reverse("pages:community", args=[self.cast.community.code]),
            "list of communities": reverse("pages:community_list"),
            "proposal list": reverse("proposals:list"),
            "filtered list": f"{reverse('proposals:list')}?category=works&q=路灯",
            "proposal": reverse("proposals:detail", args=[proposal.pk]),
            "project": reverse("proposals:detail", args=[project.proposal_id]),
            "year": reverse("pages:year", args=[YEAR]),
            "statement": reverse("ledger:statement", args=[self.cast.community.code, YEAR]),
            "council": reverse("voting:council", args=[self.cast.community.code]),
            "votes": reverse("voting:polls"),
            "tracking": reverse("proposals:track"),
            "poster": reverse("proposals:poster", args=["p", proposal.pk]),
            "poster of a round": reverse("proposals:poster", args=["r", self.round.pk]),
        }

    def queries(self) -> dict[str, int]:
        counts = {}
        for name, url in self.pages().items():
            self.client.get(url)  # what is read once per process is read
            with CaptureQueriesContext(
                connection,
            ) as captured:
                response = self.client.get(url)
            self.assertEqual(response.status_code, 200, name)
            counts[name] = len(captured)
        return counts

    # Counts that are kept for a minute would only save queries at the larger size.
    @patch("proposals.selectors.kept.LARGE", 10**6)
    def test_the_same_few_queries_at_both_sizes(self) -> None:
        small, large = SIZES
        add_proposals(self.cast, self.round, small)
        before = self.queries()
        add_proposals(self.cast, self.round, large // 2)
        add_proposals(self.cast, self.other_round, large // 2, community=self.cast.other_community)
        after = self.queries()
        self.assertEqual(before, after)
        for name, count in after.items():
            with self.subTest(page=name):
                self.assertLessEqual(count, BUDGET)
