import hashlib
import json
import tempfile
from io import StringIO
from pathlib import Path

from django.core.management import CommandError, call_command
from django.test import TestCase
from django.urls import reverse

from mws.audit.chain import faults_in_trail
from mws.ledger.books import faults_in_books
from mws.ledger.models import Transfer
from mws.ledger.selectors import fund_of
from mws.rounds.models import Round, RoundOrigin, RoundState, RuleSet, Stage
from proposals.models import Category, Proposal, ProposalStatus
from tests.cast import Cast
from voting.models import CountRun, Poll, PollItem, PollResult, PollState, SealedBallot
from voting.polls.ballot_line import leaf_of, root_of
from voting.polls.selectors import supports_of

META = """META
key;value
description;Village budget
country;Nowhere
unit;Village
instance;2023
num_projects;3
num_votes;5
budget;1000
vote_type;approval
rule;greedy
date_begin;03.04.2023
date_end;21.04.2023
currency;PLN
"""
PROJECTS = """PROJECTS
project_id;cost;votes;name;selected
a;600;4;Playground;1
b;500;3;Fountain;0
c;400;1;;1
"""
VOTES = """VOTES
voter_id;vote
1;a
2;a,b
3;a,b
4;a,b
5;c
"""
TOTAL = 5


class ImportTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()

    def run_import(self, text=META + PROJECTS + VOTES, *, year=2026, code=None, **options):
        """The command's report, and nothing on the error stream but the bar."""
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        file = folder / "village.pb"
        file.write_text(text)
        out = StringIO()
        call_command(
            "import_election", str(file), community=code or self.cast.community.code, year=year,
            stdout=out, stderr=StringIO(), **options,
        )  # fmt: skip
        return out.getvalue()


class ImportTests(ImportTestCase):
    def test_the_round_is_open_for_the_council_with_rules_without_caps(self):
        self.run_import()
        round = Round.objects.get()
        self.assertEqual(
            (RoundOrigin.IMPORTED, RoundState.OPEN, 1), (round.origin, round.state, round.batch)
        )
        self.assertTrue(round.rule_set.is_imported)
        self.assertTrue(round.is_in(Stage.COUNCIL, round.opened_at))
        rules = round.frozen_rules
        caps = (rules.cap_works_fen, rules.cap_goods_fen, rules.cap_services_fen)
        self.assertEqual(((0, 0, 0), 2), (caps, rules.ballot_max))
        self.assertIn("PLN", round.currency_note)

    def test_proposals_are_shortlisted_with_their_costs_in_fen(self):
        self.run_import()
        rows = Proposal.objects.order_by("pk").values_list(
            "title", "requested_fen", "status", "category"
        )
        shortlisted, kind = ProposalStatus.SHORTLISTED, Category.IMPORTED
        self.assertEqual(
            [
                ("Playground", 60_000, shortlisted, kind),
                ("Fountain", 50_000, shortlisted, kind),
                ("项目 c", 40_000, shortlisted, kind),
            ],
            list(rows),
        )

    def test_the_money_comes_through_the_books_with_the_digest_as_document(self):
        self.run_import()
        self.assertEqual(100_000, fund_of(self.cast.community, 2026).available_fen)
        transfer = Transfer.objects.get()
        self.assertEqual(f"sha256:{Round.objects.get().source_sha256}", transfer.decision)
        self.assertNotEqual(transfer.made_by, transfer.approved_by)
        self.assertEqual([], list(faults_in_books()))
        self.assertEqual([], list(faults_in_trail()))

    def test_ballots_are_sealed_in_the_order_of_their_hashes(self):
        self.run_import()
        poll = Poll.objects.get()
        ballots = list(SealedBallot.objects.order_by("position"))
        leaves = [
            leaf_of(round_label=poll.label, choices=json.loads(b.choices), nonce=b.nonce)
            for b in ballots
        ]
        self.assertEqual(sorted(leaves), [ballot.leaf for ballot in ballots])
        self.assertEqual((TOTAL, root_of(leaves)), (poll.ballot_count, poll.root_sha256))
        self.assertEqual({"imported"}, {ballot.origin for ballot in ballots})

    def test_the_result_stands_certified_by_two(self):
        self.run_import()
        poll = Poll.objects.get()
        self.assertEqual(PollState.CERTIFIED, poll.state)
        self.assertNotEqual(poll.proposed_by, poll.certified_by)
        self.assertFalse(poll.certified_by.is_active)
        rows = PollResult.objects.filter(item__poll=poll).values_list(
            "item__code", "support", "is_selected", "left_before_fen", "short_by_fen"
        )
        self.assertEqual(
            [
                ("a", 4, True, 100_000, 0),
                ("b", 3, False, 40_000, 10_000),
                ("c", 1, True, 40_000, 0),
            ],
            list(rows),
        )
        self.assertEqual(3, len(supports_of(poll.round)))

    def test_the_report_shows_selected_beside_official(self):
        report = json.loads(self.run_import(json=True))
        self.assertEqual((["a", "c"], ["a", "c"]), (report["selected"], report["official"]))
        self.assertTrue(report["agrees"])
        self.assertIn("the file says the same", self.run_import(year=2027, code="440305007002"))
        self.assertEqual(
            [True, False, True],
            list(
                PollItem.objects.filter(poll__round__year=2026).values_list(
                    "official_selected", flat=True
                )
            ),
        )

    def test_the_same_file_gives_the_same_root_elsewhere_but_for_the_name_of_the_round(self):
        self.run_import()
        self.run_import(code=self.cast.other_community.code)
        nonces = [
            sorted(SealedBallot.objects.filter(poll=poll).values_list("nonce", flat=True))
            for poll in Poll.objects.all()
        ]
        self.assertEqual(nonces[0], nonces[1])

    def test_another_file_becomes_the_next_batch(self):
        self.run_import()
        self.run_import((META + PROJECTS + VOTES).replace("Fountain", "Well"))
        self.assertEqual([1, 2], sorted(Round.objects.values_list("batch", flat=True)))

    def test_a_withdrawn_project_keeps_its_votes_and_takes_no_part(self):
        text = (META + PROJECTS + VOTES).replace(
            "a;600;4;Playground;1", "a;999999999;4;Playground;0"
        )
        report = json.loads(self.run_import(text, json=True))
        self.assertEqual({"b", "c"}, set(report["selected"]))
        gone = PollResult.objects.get(item__code="a")
        self.assertEqual((0, 4, "withdrawn"), (gone.rank, gone.support, gone.reason))
        self.assertEqual(ProposalStatus.WITHDRAWN, gone.item.proposal.status)

    def test_every_rule_of_the_format_is_counted_as_declared(self):
        for number, (rule, name, selected) in enumerate([
            ("equalshares/add1", "equalshares/add1", ["a"]),
            ("equalshares-comparison", "equalshares-comparison", ["a", "c"]),
            ("greedy-no-skip", "greedy-no-skip", ["a"]),
            ("greedy-custom", "greedy-fund-misfit", ["a", "b"]),
            ("phragmen", "phragmen", ["a"]),
        ]):  # fmt: skip
            with self.subTest(rule):
                text = (META + PROJECTS + VOTES).replace("rule;greedy", f"rule;{rule}")
                report = json.loads(self.run_import(text, json=True, year=2020 + number))
                self.assertEqual((name, rule), (report["rule"], report["declared_rule"]))
                self.assertEqual(selected, report["selected"])

    def test_a_rule_that_is_not_known_is_counted_by_votes_and_said_so(self):
        text = (META + PROJECTS + VOTES).replace("rule;greedy", "rule;borda-of-tomorrow")
        report = json.loads(self.run_import(text, json=True))
        self.assertEqual("greedy", report["rule"])
        self.assertIn("greedy", report["remarks"][0])

    def test_every_kind_of_ballot_is_stored_and_counted(self):
        for number, (kind, votes, texts, support) in enumerate([
            ("choose-1", "voter_id;vote\n1;a\n2;b\n3;a\n4;\n5;c\n",
             {'["a"]', '["b"]', '["c"]', "[]"}, {"a": 2, "b": 1, "c": 1}),
            ("ordinal", "voter_id;vote\n1;b,a\n2;a,b,c\n3;c\n4;b\n5;\n",
             {'["b","a"]', '["a","b","c"]', '["c"]', '["b"]', "[]"}, {"a": 5, "b": 8, "c": 4}),
            ("cumulative", "voter_id;vote;points\n1;b,a;3,1\n2;a;4\n3;c;4\n4;b;2\n5;;\n",
             {'{"a":1,"b":3}', '{"a":4}', '{"c":4}', '{"b":2}', "[]"}, {"a": 5, "b": 5, "c": 4}),
            ("scoring", "voter_id;vote;points\n1;b,a;9,1\n2;a;4\n3;c;4\n4;b;2\n5;;\n",
             {'{"a":1,"b":9}', '{"a":4}', '{"c":4}', '{"b":2}', "[]"}, {"a": 5, "b": 11, "c": 4}),
        ]):  # fmt: skip
            with self.subTest(kind):
                text = META.replace("approval", kind) + PROJECTS + f"VOTES\n{votes}"
                self.run_import(text, year=2020 + number)
                poll = Poll.objects.get(round__year=2020 + number)
                stored = set(poll.sealed_ballots.values_list("choices", flat=True))
                self.assertEqual(texts, stored)
                rows = PollResult.objects.filter(item__poll=poll)
                self.assertEqual(support, dict(rows.values_list("item__code", "support")))
                page = self.client.get(reverse("voting:results", args=[poll.pk]))
                self.assertEqual(200, page.status_code)

    def test_what_the_count_did_is_kept_for_this_and_for_other_rules(self):
        self.run_import()
        runs = list(CountRun.objects.all())
        self.assertEqual(
            [("greedy", True), ("equalshares", False), ("phragmen", False)],
            [(run.rule, run.is_result) for run in runs],
        )
        for run in runs:
            self.assertEqual(run.sha256, hashlib.sha256(run.record.encode()).hexdigest())
            self.assertEqual(3, run.events.count())
        event = runs[0].events.get(item__code="b")
        self.assertEqual(("too_expensive", {"needs": 1, "short": 100}),
                         (event.reason, event.figures))  # fmt: skip


class RefusalTests(ImportTestCase):
    """A file that is not right is refused in words, by line, and leaves nothing behind."""

    def refused(self, text, **options):
        with self.assertRaises(CommandError) as error:
            self.run_import(text, **options)
        self.assertEqual(2, error.exception.returncode)
        for model in (Round, RuleSet, Proposal, Poll, SealedBallot, Transfer):
            self.assertFalse(model.objects.exists(), model)
        return str(error.exception)

    def test_bad_files_name_the_line(self):
        good = META + PROJECTS + VOTES
        for text, words in [
            (good.replace("2;a,b", "2;a,x"), "line 23"),
            (good.replace("2;a,b", "2;a,a"), "line 23"),
            (good.replace("2;a,b", "1;a,b"), "line 23"),
            (good.replace("b;500", "b;many"), "line 18"),
            (good.replace("b;500", "a;500"), "line 18"),
            (good.replace("budget;1000", "budget;"), "line"),
            (META + PROJECTS, "VOTES"),
            ("", "META"),
        ]:
            with self.subTest(words):
                self.assertIn(words, self.refused(text))

    def test_a_rule_that_does_not_fit_its_ballots(self):
        text = META.replace("approval", "ordinal").replace("greedy", "phragmen")
        self.assertIn("approval", self.refused(text + PROJECTS + VOTES))

    def test_what_cannot_be_counted(self):
        good = META + PROJECTS + VOTES
        self.assertIn("project b has no cost", self.refused(good.replace("b;500", "b;0")))
        self.assertIn("budget", self.refused(good.replace("budget;1000", "budget;0")))

    def test_a_place_that_is_no_community_and_one_that_is_not(self):
        good = META + PROJECTS + VOTES
        self.refused(good, code="440305")
        self.assertIn("nowhere", self.refused(good, code="nowhere"))

    def test_a_year_that_is_none(self):
        self.refused(META + PROJECTS + VOTES, year=26)

    def test_a_file_that_is_not_there(self):
        with self.assertRaises(CommandError):
            call_command(
                "import_election", "/nowhere.pb", community=self.cast.community.code, year=2026
            )

    def test_the_same_file_twice(self):
        self.run_import()
        with self.assertRaises(CommandError):
            self.run_import(year=2027)
        self.assertEqual(1, Round.objects.count())
