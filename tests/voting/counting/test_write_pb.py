"""Files that are written read back to the same election."""

import unittest
from dataclasses import replace

from tests.voting.counting.samples import plain_election, random_election, village
from voting.counting import Greedy, Project, count, make_election, parse_pb, write_pb


class WritePbTests(unittest.TestCase):
    def test_what_is_written_reads_back_equal(self):
        elections = [
            village(),
            village(budget="budget;1000.50", A="A;600.25;3;Lamps;safety;1"),
            village(A='A;600;3;"Lamps; ""bright"" ones";safety;1'),
            village(A="A;999999999;3;Lamps;safety;0", vote_type="vote_type;ordinal"),
            *(random_election(seed, "cumulative") for seed in range(10)),
            *(random_election(seed, "ordinal") for seed in range(10)),
        ]
        for election in elections:
            with self.subTest(election.meta.get("description")):
                again = parse_pb(write_pb(election).encode(), strict=True)
                self.assertEqual(again.digest, election.digest)
                self.assertEqual(again.scale, election.scale)
                self.assertEqual(again.budget, election.budget)
                self.assertEqual(again.meta.get("currency"), election.meta.get("currency"))
                by_id = {project.id: project for project in again.projects}
                for project in election.projects:
                    self.assertEqual(by_id[project.id], project)

    def test_names_keep_line_breaks_and_quotes(self):
        name = 'Lamps;\n"bright", and\tmore'
        election = make_election(budget=5, projects=[Project("A", 5, name)], ballots=["A"])
        election = replace(election, meta={"comment": 'first; "second"\nthird'})
        again = parse_pb(write_pb(election).encode())
        self.assertEqual(again.projects[0].name, name)
        self.assertEqual(again.meta["comment"], election.meta["comment"])

    def test_a_poll_in_fen_gives_the_same_record_from_its_file(self):
        costs = {"A": 6000, "B": 4000}
        poll = plain_election(costs, ["AB", "A"], 10_000, scale=100)
        again = parse_pb(write_pb(poll).encode())
        self.assertEqual(count(again, Greedy()).sha256, count(poll, Greedy()).sha256)
        in_yuan = plain_election({"A": 60, "B": 40}, ["AB", "A"], 100)
        self.assertEqual(in_yuan.digest, poll.digest)

    def test_the_file_does_not_show_the_order_of_the_ballots(self):
        one = make_election(
            budget=5, projects=[Project("A", 5), Project("B", 1)], ballots=["A", "B", "A"]
        )
        other = make_election(budget=5, projects=reversed(one.projects), ballots=["A", "A", "B"])
        self.assertEqual(write_pb(one), write_pb(other))
