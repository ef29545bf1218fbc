"""V14 of the promises on invented rows; the real files: python -m tests.load.anomaly_assurance."""

import random

from django.test import SimpleTestCase
from django.urls import reverse

from tests.voting.polls.stage import PollStage, PollTestCase
from voting.polls import anomalies
from voting.polls.selectors.anomalies import anomaly_report

DICE = random.Random(14)


def honest(count, age_from=18, age_to=99):
    codes = [str(n) for n in range(1, 40)]
    return [(DICE.randint(age_from, age_to), [DICE.choice(codes)]) for _voter in range(count)]


class ArithmeticTests(SimpleTestCase):
    def test_accounts_of_the_very_old_with_one_ballot_are_flagged(self):
        rows = honest(3_000, 18, 94) + honest(30, 95, 99) + [(97, ["163"])] * 246
        self.assertTrue(anomalies.is_wroclaw_pattern(anomalies.old_voters(rows)))

    def test_honest_elections_are_not(self):
        for _election in range(25):
            found = anomalies.old_voters(honest(2_000, 60, 99))
            self.assertGreaterEqual(found.ballots, anomalies.OLD_LEAST)
            self.assertFalse(anomalies.is_wroclaw_pattern(found), found)

    def test_too_few_of_them_prove_nothing(self):
        self.assertFalse(anomalies.is_wroclaw_pattern(anomalies.old_voters([(97, ["1"])] * 19)))

    def test_ages_that_nobody_has(self):
        self.assertEqual({142: 1, 200: 1}, anomalies.impossible_ages([142, 200, 18, 97]))

    def test_an_hour_in_which_a_channel_leaps(self):
        counts = [{"online": 10 * n, "assisted": n} for n in range(20)]
        self.assertEqual([], anomalies.bursts(counts))
        leap = [{"online": row["online"] + 300 * (n > 9), "assisted": row["assisted"]}
                for n, row in enumerate(counts)]  # fmt: skip
        found = [(burst.index, burst.channel, burst.grown) for burst in anomalies.bursts(leap)]
        self.assertEqual([(10, "online", 310)], found)

    def test_small_estates_are_not_told_apart(self):
        groups = anomalies.turnout_by_group([("甲", 3, 3), ("乙", 8, 1), ("丙", 50, 45)])
        self.assertEqual([("丙", 50), ("", 11)], [(group.name, group.roll) for group in groups])
        self.assertTrue(anomalies.stands_out(groups[0], 0.3))


class ReportTests(PollTestCase):
    def test_the_page_before_one_signs(self):
        stage = PollStage()
        voters = stage.more_residents(22)
        poll = stage.sealed(*((voter, ["1"]) for voter in voters))
        report = anomaly_report(poll)
        self.assertEqual(
            (True, 22, {"online": 22}), (report.is_same, report.same.same, report.marks)
        )
        page = reverse("voting:anomalies", args=[poll.pk])
        self.client.force_login(stage.cast.lin)
        self.assertEqual(404, self.client.get(page).status_code)
        self.client.force_login(stage.cast.leader)
        self.assertContains(self.client.get(page), "22")
