"""The verifier holds a package to what was frozen: rule, ballot, list as it stood when one cast."""

import argparse
import json
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

from mws.core.canonical import canonical_json, sha256_hex
from tests.voting.polls.forging import verdict, write
from tests.voting.polls.packages import files_of
from tests.voting.polls.stage import HOUR, PollStage, PollTestCase
from voting.counting import Cap, Completion, EqualShares, Greedy, Misfit, count
from voting.models import CountRun, Poll
from voting.polls import services, signing
from voting.polls.package import Edition
from voting.polls.services.counting import election_of, rule_of
from voting.verify import verify

AUDITOR = Edition("auditor", "full", 5)
TERMS_CHECK = 3  # the fourth line: projects, costs, money and rule


def failed(files):
    """Numbers of the checks that fail, from 0."""
    _code, lines = verdict(write(files, Path(mkdtemp())))
    return [number for number, line in enumerate(lines) if line[4:8] == "FAIL"]


class RuleAndBallotTests(PollTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()
        lin, wang = cls.stage.cast.lin, cls.stage.cast.wang
        cls.poll = cls.stage.certified((lin, ["1", "3"]), (wang, ["3", "2"]))

    def counted_by(self, rule):
        """A package, signed and in itself consistent, of a count by another rule."""
        rows = self.poll.sealed_ballots.order_by("position").values_list("choices", flat=True)
        outcome = count(election_of(self.poll, [json.loads(row) for row in rows]), rule)
        run = CountRun(record=outcome.canonical.decode(), sha256=outcome.sha256)
        return files_of(self.poll, AUDITOR, run)

    def test_the_rule_frozen_is_accepted(self):
        self.assertEqual([], failed(self.counted_by(rule_of(self.poll))))

    def test_any_other_rule_is_found(self):
        frozen = rule_of(self.poll)
        ties = frozen.ties
        for rule in (
            replace(frozen, misfit=Misfit.STOP),
            replace(frozen, misfit=Misfit.FUND),
            replace(frozen, min_score=0),
            replace(frozen, caps=(Cap("category", "works", 1),)),
            replace(frozen, exclusive=(("1", "2"),)),
            replace(frozen, mandated=("4",)),
            Greedy(min_score=1, ties=replace(ties, order=("votes", "lot"))),
            EqualShares(completion=Completion.ADD1U, min_score=1, ties=ties),
            EqualShares(min_score=1, ties=ties),
        ):
            with self.subTest(rule=rule):
                self.assertIn(TERMS_CHECK, failed(self.counted_by(rule)))

    def test_other_limits_of_a_ballot_are_found(self):
        """More choices than were promised, or another ballot, though every ballot fits them."""
        honest = files_of(self.poll, AUDITOR)
        for change in ({"choices_max": 4}, {"choices_max": 2}, {"ballot_format": "knapsack"}):
            manifest = json.loads(honest["manifest.json"]) | change
            files = {**honest, "manifest.json": verify.canonical(manifest).encode()}
            files["signature"] = signing.signature_file(files["manifest.json"])
            with self.subTest(change):
                self.assertEqual([TERMS_CHECK], failed(files))


class AmendedListTests(PollTestCase):
    """Costs 30, 20, 60, 10 of 100: knapsack ballots under three versions of the list."""

    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()
        cls.stage.round.rules["ballot_format"] = {"value": "knapsack", "basis": "试点"}
        cls.stage.round.rules_sha256 = sha256_hex(canonical_json(cls.stage.round.rules))
        cls.stage.round.save(update_fields=["rules", "rules_sha256"])
        cls.poll = cls.stage.frozen()
        cls.amend("4", "withdraw")
        services.open_poll(poll_id=cls.poll.pk, by=None)
        services.cast_ballot(poll_id=cls.poll.pk, choices=["1", "3"], by=cls.stage.cast.lin)
        cls.amend("1", "cost", 70_000_000)
        cls.amend("3", "cost", 25_000_000)
        services.cast_ballot(poll_id=cls.poll.pk, choices=["1", "3"], by=cls.stage.cast.wang)
        cls.stage.over(cls.poll)
        services.close_poll(poll_id=cls.poll.pk, by=None)
        services.forget_ballots(poll_id=cls.poll.pk)
        cls.poll = Poll.objects.get()
        folder = write(files_of(cls.poll, AUDITOR), Path(mkdtemp()))
        cls.package = verify.Package(folder, argparse.Namespace(page=None))
        cls.package.manifest_is_complete()

    @classmethod
    def amend(cls, code, kind, cost_fen=0):
        amendment = services.propose_amendment(
            poll_id=cls.poll.pk, code=code, kind=kind, cost_fen=cost_fen, reason="施工图变更",
            by=cls.stage.cast.secretary, now=cls.stage.now - HOUR,
        )  # fmt: skip
        services.confirm_amendment(
            amendment_id=amendment.pk, by=cls.stage.cast.officer, now=cls.stage.now - HOUR
        )

    def legal(self, *choices):
        return self.package.legal(list(choices), verify.canonical(list(choices)))

    def test_what_one_version_of_the_list_allowed_is_legal(self):
        self.assertEqual([], failed(files_of(self.poll, AUDITOR)))
        for choices in (("1", "3"), ("1", "2"), ("2", "3")):
            self.assertEqual(choices, self.legal(*choices))

    def test_no_mixture_of_versions_makes_a_ballot_legal(self):
        """110, 150 and 115 in the three versions; 75 if each project had its lowest cost."""
        with self.assertRaisesMessage(ValueError, "too dear"):
            self.legal("1", "2", "3")

    def test_what_was_taken_off_before_the_opening_nobody_could_choose(self):
        with self.assertRaisesMessage(ValueError, "never on the list"):
            self.legal("2", "4")

    def test_an_amendment_after_the_close_is_found(self):
        files = files_of(self.poll, AUDITOR)
        lines = files["events.ndjson"].splitlines()
        amended = next(line for line in lines if b"poll.amended" in line)
        head, chained = "0" * 64, []
        for number, line in enumerate([*lines, amended], 1):
            event = json.loads(line) | {"prev": head, "seq": number}
            chained.append(verify.canonical(event))
            head = verify.sha(chained[-1])
        events = "".join(f"{line}\n" for line in chained).encode()
        manifest = json.loads(files["manifest.json"]) | {"events_head": head}
        manifest["files"]["events.ndjson"] = verify.sha(events)
        manifest["amendments"].append(json.loads(amended)["facts"])
        files |= {"events.ndjson": events, "manifest.json": verify.canonical(manifest).encode()}
        files["signature"] = signing.signature_file(files["manifest.json"])
        self.assertIn(8, failed(files))
