"""Reading .pb files: what occurs in real ones, and refusals that name the line."""

import tempfile
import unittest
from pathlib import Path

from tests.voting.counting.samples import VILLAGE, village, village_text
from voting.counting import BallotKind, Limits, PbError, count, declared_rule, parse_pb, read_pb

POINTS = """META
key;value
budget;100
vote_type;cumulative
PROJECTS
project_id;cost
A;50
B;60
VOTES
voter_id;vote;points
1;A,B;2,1
2;B;3
3;;
"""


class ReadPbTests(unittest.TestCase):
    def test_a_plain_file_gives_projects_ballots_and_budget(self):
        election = village()
        self.assertEqual(election.kind, BallotKind.APPROVAL)
        self.assertEqual((election.budget, election.scale), (1000, 1))
        self.assertEqual([project.cost for project in election.projects], [600, 500, 300, 200])
        self.assertEqual(election.projects[1].categories, ("comfort", "green"))
        self.assertEqual(election.projects[0].votes, 3)
        self.assertEqual(election.official, ("A", "C"))
        self.assertEqual(election.ballot_count, 5)
        self.assertEqual(election.notes, ())

    def test_each_ballot_is_given_in_the_order_of_the_file(self):
        ballots = list(village().each_ballot())
        self.assertEqual(ballots, [("A", "C"), ("A",), ("A", "B"), ("B", "C"), ("D",)])

    def test_equal_ballots_are_grouped_whatever_the_order_of_their_choices(self):
        text = VILLAGE.replace("2;A;41;M", "2;C,A;41;M")
        election = parse_pb(text.encode())
        self.assertEqual(len(election.ballots), 4)
        self.assertEqual(election.ballots[0].weight, 2)

    def test_spellings_that_occur_read_alike(self):
        spaced = VILLAGE.replace(";", "; ").replace("num_votes; 5", "num_votes;5")
        quoted = VILLAGE.replace("3;B,A;;", '"3";"B,A";;')
        short = VILLAGE.replace("3;B,A;;", "3;B,A")
        for name, data in {
            "byte order mark": b"\xef\xbb\xbf" + VILLAGE.encode(),
            "carriage returns": VILLAGE.replace("\n", "\r\n").encode(),
            "old carriage returns": VILLAGE.replace("\n", "\r").encode(),
            "blank lines": VILLAGE.replace("PROJECTS", "\n;;\nPROJECTS").encode(),
            "section with empty cells": VILLAGE.replace("VOTES\n", "VOTES;;;\n").encode(),
            "small section names": VILLAGE.replace("META", "meta").encode(),
            "spaces": spaced.encode(),
            "quotes": quoted.encode(),
            "fields missing at the end": short.encode(),
            "colon in META": VILLAGE.replace("rule;greedy", "rule: greedy").encode(),
            "no last newline": VILLAGE.rstrip().encode(),
        }.items():
            with self.subTest(name):
                self.assertEqual(parse_pb(data), village())
                self.assertEqual(parse_pb(data).meta["rule"], "greedy")

    def test_names_keep_quotes_and_semicolons(self):
        election = village(A='A;600;3;"Lamps; ""bright"" ones";safety;1', C='C;300;2;The "wood";;1')
        self.assertEqual(election.projects[0].name, 'Lamps; "bright" ones')
        self.assertEqual(election.projects[2].name, 'The "wood"')

    def test_columns_may_be_missing(self):
        text = "META\nkey;value\nbudget;10\nvote_type;approval\nPROJECTS\nproject_id;cost\nA;5\n"
        election = parse_pb((text + "VOTES\nvoter_id;vote\n1;A\n").encode())
        self.assertIsNone(election.official)
        self.assertIsNone(election.projects[0].votes)

    def test_decimals_are_held_in_a_common_denominator(self):
        election = village(budget="budget;1000.50", A="A;600,25;3;Lamps;safety;1")
        self.assertEqual((election.budget, election.scale), (100_050, 100))
        self.assertEqual([p.cost for p in election.projects], [60_025, 50_000, 30_000, 20_000])
        self.assertEqual(election.in_units(election.budget, 1000), 1_000_500)
        with self.assertRaises(ValueError):
            election.in_units(election.budget, 1)

    def test_trailing_zeros_do_not_change_the_scale(self):
        self.assertEqual(village(budget="budget;1000.00").scale, 1)

    def test_empty_ballots_count_as_ballots(self):
        election = village(D="D;200;0;Swing;;0").each_ballot()
        self.assertEqual(len(list(election)), 5)
        election = parse_pb(VILLAGE.replace("5;D;77;M", "5;;77;M").encode())
        self.assertEqual((election.ballot_count, list(election.each_ballot())[-1]), (5, ()))

    def test_a_cost_of_999999999_means_withdrawn(self):
        election = village(A="A;999999999;3;Lamps;safety;0")
        self.assertTrue(election.projects[0].withdrawn)
        outcome = count(election, declared_rule(election).rule)
        self.assertEqual(outcome.by_id["A"].reason, "withdrawn")
        self.assertEqual(outcome.selected, ("C", "B", "D"))

    def test_marks_of_the_source_mean_what_its_rule_says(self):
        for rule, official in [("greedy", ("A",)), ("greedy-custom", ("A", "B"))]:
            with self.subTest(rule):
                lines = {"B": "B;500;2;Benches;green;2", "C": "C;300;2;Trees;green;3"}
                election = village(rule=f"rule;{rule}", **lines)
                self.assertEqual(election.official, official)

    def test_target_and_beneficiaries_are_the_same_column(self):
        for column in ("target", "beneficiaries"):
            text = VILLAGE.replace("name;category;", f"name;{column};")
            self.assertEqual(parse_pb(text.encode()).projects[1].targets, ("comfort", "green"))

    def test_points_stand_beside_their_projects(self):
        election = parse_pb(POINTS.encode())
        self.assertEqual(election.ballots[0][:2], ((0, 1), (2, 1)))
        halves = parse_pb(POINTS.replace("2,1", "2.5,1").encode())
        self.assertEqual(halves.points_scale, 10)
        self.assertEqual(halves.ballots[1].points, (30,))

    def test_points_are_as_fine_as_the_finest_that_count(self):
        whole = "".join(f"{voter};A,B;{voter % 9},1\n" for voter in range(4, 1500))
        for last, scale in [("9999;B;0.25\n", 100), ("9999;Z,B;0.25,1\n", 1)]:
            with self.subTest(last):
                election = parse_pb((POINTS + whole + last).encode())
                self.assertEqual(election.points_scale, scale)
                self.assertEqual(election.ballots[0].points, (2 * scale, scale))
                self.assertEqual(election.ballot_count, 1500)

    def test_points_that_do_not_match_their_projects_are_noted_or_refused(self):
        for points, given in [("3,1", (3,)), ("", (0,))]:
            with self.subTest(points):
                data = POINTS.replace("2;B;3", f"2;B;{points}").encode()
                election = parse_pb(data)
                self.assertEqual(election.ballots[1].points, given)
                self.assertEqual(
                    [(n.code, n.line) for n in election.notes], [("points_missing", 12)]
                )
                with self.assertRaises(PbError):
                    parse_pb(data, strict=True)

    def test_free_scores_are_counted_like_points(self):
        election = parse_pb(POINTS.replace("cumulative", "scoring").encode())
        self.assertEqual(election.kind, BallotKind.SCORES)
        self.assertEqual(election.digest, parse_pb(POINTS.encode()).digest)
        self.assertEqual(count(election, declared_rule(election).rule).selected, ("B",))

    def test_a_project_listed_twice_alike_is_noted_once(self):
        text = VILLAGE.replace("C;300;2;Trees;green;1\n", "C;300;2;Trees;green;1\n" * 2)
        self.assertEqual(parse_pb(text.encode()), village())
        self.assertIn("same_project", [note.code for note in parse_pb(text.encode()).notes])

    def test_costs_may_have_the_tails_of_binary_fractions(self):
        election = village(A="A;600.33333333333337;3;Lamps;safety;1")
        self.assertEqual(election.projects[0].cost * 100 // election.scale, 60033)

    def test_ranks_keep_their_order(self):
        election = village(vote_type="vote_type;ordinal")
        self.assertEqual(list(election.each_ballot())[2], ("B", "A"))

    def test_defects_of_ballots_are_notes_or_refusals(self):
        for code, old, new in [
            ("unknown_project", "5;D;77;M", "5;D,X;77;M"),
            ("repeated_project", "5;D;77;M", "5;D,D;77;M"),
            ("same_voter", "5;D;77;M", "4;D;77;M"),
            ("repeated_project", "5;D;77;M", "5;,D,D,;77;M"),
        ]:
            with self.subTest(code):
                data = VILLAGE.replace(old, new).encode()
                election = parse_pb(data)
                self.assertEqual([(n.code, n.line) for n in election.notes], [(code, 25)])
                self.assertEqual(list(election.each_ballot())[-1], ("D",))
                with self.assertRaises(PbError) as refused:
                    parse_pb(data, strict=True)
                self.assertEqual((refused.exception.section, refused.exception.line), ("VOTES", 25))

    def test_two_choices_where_one_is_allowed_are_noted_or_refused(self):
        data = VILLAGE.replace("approval", "choose-1").encode()
        lines = [(note.code, note.line) for note in parse_pb(data).notes]
        self.assertEqual(lines, [("too_many_choices", line) for line in (21, 23, 24)])
        with self.assertRaises(PbError):
            parse_pb(data, strict=True)

    def test_a_key_given_twice_keeps_its_first_value(self):
        election = village(currency="currency;CNY\ncurrency;EUR")
        self.assertEqual(election.meta["currency"], "CNY")
        self.assertEqual([note.code for note in election.notes], ["same_key"])

    def test_counts_in_meta_that_differ_are_noted(self):
        notes = village(num_votes="num_votes;7").notes
        self.assertEqual([(note.code, note.line) for note in notes], [("num_votes", 8)])

    def test_progress_is_told_the_number_of_ballots(self):
        told: list[int] = []
        parse_pb(VILLAGE.encode(), progress=told.append)
        self.assertEqual(told, [5])

    def test_digest_ignores_the_order_of_rows(self):
        head, votes = VILLAGE.split("voter_id;vote;age;sex\n")
        rows = votes.splitlines(keepends=True)
        other = head + "voter_id;vote;age;sex\n" + "".join(reversed(rows))
        self.assertEqual(parse_pb(other.encode()).digest, village().digest)
        self.assertNotEqual(village(A="A;601;3;Lamps;safety;1").digest, village().digest)


class RefusedPbTests(unittest.TestCase):
    def refused(self, data: bytes, limits: Limits | None = None) -> PbError:
        with self.assertRaises(PbError) as caught:
            parse_pb(data, limits=limits or Limits())
        return caught.exception

    def test_each_defect_names_section_and_line(self):
        for section, line, text in [
            ("", 1, ""),
            ("", 1, "PROJECTS\n"),
            ("META", 9, village_text(budget="budget;a lot")),
            ("META", 9, village_text(budget="budget;1,000")),
            ("META", 9, village_text(budget="budget;-5")),
            ("META", 9, village_text(budget="budget;1e3")),
            ("META", 12, village_text(currency="minor_units;60")),
            ("META", 10, village_text(vote_type="vote_type;pairwise")),
            ("META", 10, village_text(vote_type="budget;2000")),
            ("META", 12, VILLAGE[: VILLAGE.index("PROJECTS")]),
            ("META", 13, VILLAGE.replace("PROJECTS\n", "VOTES\n")),
            ("PROJECTS", 14, VILLAGE.replace("project_id;cost", "project_id;price")),
            ("PROJECTS", 14, VILLAGE.replace("votes;name", "name;name")),
            ("PROJECTS", 16, village_text(B="A;500;2;Benches;green;0")),
            ("META", 12, village_text(currency="default_score;1")),
            ("PROJECTS", 16, village_text(B=";500;2;Benches;green;0")),
            ("PROJECTS", 16, village_text(B="B;cheap;2;Benches;green;0")),
            ("PROJECTS", 16, village_text(B='"B,C";500;2;Benches;green;0')),
            ("PROJECTS", 16, village_text(B="B;500;2;Benches; wooden;green;0")),
            ("PROJECTS", 16, village_text(B=f"{'B' * 300};500;2;Benches;green;0")),
            ("PROJECTS", 18, VILLAGE[: VILLAGE.index("VOTES")]),
            ("PROJECTS", 19, VILLAGE.replace("VOTES\n", "META\n")),
            ("VOTES", 20, VILLAGE.replace("voter_id;vote", "voter;vote")),
            ("VOTES", 22, VILLAGE.replace("2;A;41;M", "2")),
            ("VOTES", 22, VILLAGE.replace("2;A;41;M", '"2;A;41;M')),
            ("VOTES", 12, POINTS.replace("2;B;3", "2;B;three")),
        ]:
            with self.subTest(section=section, line=line, text=text[-60:]):
                error = self.refused(text.encode())
                self.assertEqual((error.section, error.line), (section, line), str(error))
                self.assertIn(f"line {line}", str(error))

    def test_a_missing_budget_is_named(self):
        error = self.refused(VILLAGE.replace("budget;1000\n", "").encode())
        self.assertIn("budget is missing", str(error))

    def test_text_that_is_not_utf8_names_the_line(self):
        data = VILLAGE.encode().replace(b"Lamps", b"L\xffmps")
        self.assertEqual(self.refused(data).line, 15)

    def test_limits_are_kept(self):
        for limits in (Limits(projects=3), Limits(ballots=4), Limits(id_length=0)):
            with self.subTest(limits):
                self.refused(VILLAGE.encode(), limits)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "village.pb"
            path.write_text(VILLAGE, encoding="utf-8")
            self.assertEqual(read_pb(path), village())
            with self.assertRaises(PbError):
                read_pb(path, limits=Limits(bytes=10))
            with self.assertRaises(PbError):
                read_pb(Path(folder) / "absent.pb")
            with self.assertRaises(PbError):
                read_pb(folder)
