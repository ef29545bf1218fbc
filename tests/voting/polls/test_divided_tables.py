"""Roll and box are divided by vote: whatever is asked of them names the vote, or PostgreSQL would
open the parts of all votes."""

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.voting.polls.stage import PollStage, PollTestCase
from voting.polls import services

TABLES = re.compile(r'^(SELECT .*FROM|UPDATE|DELETE FROM) "voting_(rollentry|ballotslot)"')
NAMED = re.compile(r'WHERE.*"poll_id" (=|IN)', re.DOTALL)


class DividedTablesTests(PollTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()
        cls.voters = cls.stage.more_residents(21)
        cls.poll = cls.stage.opened()

    def statements(self, context: CaptureQueriesContext) -> list[str]:
        return [query["sql"] for query in context if TABLES.match(query["sql"])]

    def test_the_way_of_a_voter_names_the_vote_in_each_statement(self):
        lin, browser = self.stage.cast.lin, Client()
        browser.force_login(lin)
        with CaptureQueriesContext(connection) as asked:
            for choices in (["1"], ["2"]):
                browser.get(reverse("voting:poll", args=[self.poll.pk]))
                browser.post(reverse("voting:cast", args=[self.poll.pk]), {"choice": choices})
                browser.get(reverse("voting:done", args=[self.poll.pk]))
            services.withdraw_ballot(poll_id=self.poll.pk, by=lin)
            services.hand_out_paper(
                poll_id=self.poll.pk, resident_id=lin.pk, by=self.stage.cast.secretary
            )
        self.agree(asked, at_least={"SELECT": 6, "UPDATE": 5, "DELETE": 2})

    def test_so_do_notices_and_the_seal(self):
        voters, poll = self.voters, self.poll
        for voter in voters:
            services.cast_ballot(poll_id=poll.pk, choices=["1"], by=voter)
        with CaptureQueriesContext(connection) as asked:
            self.assertEqual(20, services.send_cast_notices())
            self.stage.over(poll)
            services.close_poll(poll_id=poll.pk, by=None)
        self.agree(asked, at_least={"SELECT": 4, "UPDATE": 1, "DELETE": 1})

    def test_notices_share_the_vote_before_they_take_its_roll(self):
        """In the order of a cast, and of whoever throws a partition away."""
        if connection.vendor != "postgresql":
            self.skipTest("SQLite has one lock for all")
        for voter in self.voters:
            services.cast_ballot(poll_id=self.poll.pk, choices=["1"], by=voter)
        with CaptureQueriesContext(connection) as asked:
            services.send_cast_notices()
        locks = [q["sql"] for q in asked if "FOR UPDATE" in q["sql"] or "_lock" in q["sql"]]
        self.assertIn("pg_advisory_xact_lock_shared", locks[0])
        self.assertIn('FOR UPDATE OF "voting_rollentry"', locks[1])

    def agree(self, asked: CaptureQueriesContext, at_least: dict[str, int]) -> None:
        found = self.statements(asked)
        for verb, count in at_least.items():
            self.assertGreaterEqual(sum(sql.startswith(verb) for sql in found), count, verb)
        self.assertEqual([], [sql for sql in found if not NAMED.search(sql)])
