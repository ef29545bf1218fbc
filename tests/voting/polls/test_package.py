"""V5, V9 of the promises: anyone can check the count, and no forged package passes."""

import csv
import io
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.voting.polls.forging import forge, verdict, write
from tests.voting.polls.packages import files_of
from tests.voting.polls.stage import PollStage, PollTestCase
from voting.models import CountRun, Poll, PollPackage
from voting.polls import services, signing
from voting.polls.ballot_line import path_of, receipt_of
from voting.polls.package import Edition, package_files
from voting.polls.services.packaging import zipped
from voting.verify import verify

MUTATIONS = 60  # tests/load/package_assurance.py makes a thousand and more
AUDITOR = Edition("auditor", "full", 5)


class PackageTests(PollTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.stage = PollStage()
        voters = cls.stage.more_residents(24)
        choices = [["1", "3"]] * 9 + [["2"]] * 7 + [["1"]] * 3 + [["4"], ["2", "3"]] + [["3"]] * 3
        cls.poll = cls.stage.certified(*zip(voters, choices, strict=True))
        cls.folder = Path(tempfile.mkdtemp(prefix="mws-package-"))
        cls.files = files_of(cls.poll, AUDITOR)
        write(cls.files, cls.folder / "auditor")

    def results(self, lines):
        return [line[4:17].strip() for line in lines if line[:2].strip().isdigit()]

    def test_the_honest_package_passes_every_check(self):
        code, lines = verdict(self.folder / "auditor", "--key", signing.public_key())
        self.assertEqual(0, code, lines)
        self.assertEqual(["PASS"] * 11 + ["NOT ASKED"] * 3, self.results(lines))

    def test_receipt_and_proof_are_found(self):
        leaves = list(self.poll.sealed_ballots.order_by("position").values_list("leaf", flat=True))
        for index in (0, 7, 23):
            proof = self.folder / "proof.json"
            proof.write_text(json.dumps({"leaf": leaves[index], "path": path_of(leaves, index)}))
            options = ["--receipt", receipt_of(leaves[index]), "--proof", str(proof)]
            code, lines = verdict(self.folder / "auditor", *options)
            self.assertEqual((0, ["PASS", "PASS"]), (code, self.results(lines)[-2:]), lines)
        code, _lines = verdict(self.folder / "auditor", "--receipt", receipt_of("0" * 64))
        self.assertEqual(1, code)

    def test_random_faults_are_all_found(self):
        dice = random.Random(20261126)
        for number in range(MUTATIONS):
            what, forged = forge(self.files, dice)
            code, _lines = verdict(write(forged, self.folder / f"forged-{number}"))
            self.assertEqual(1, code, what)

    def test_a_package_signed_by_another_is_found_with_the_key(self):
        code, _lines = verdict(self.folder / "auditor", "--key", "0" * 64)
        self.assertEqual(1, code)
        code, _lines = verdict(self.folder / "auditor", "--root", "0" * 64)
        self.assertEqual(1, code)

    def test_a_dishonest_office_that_signs_anew_is_found(self):
        """Digests and signature are right; the count, the list or the seal is not."""
        for change in (
            {"selected": ["2"]}, {"tally": {"1": 99, "2": 1, "3": 1, "4": 1}}, {"spent_fen": 1},
            {"budget_fen": 1}, {"choices_max": 1}, {"root_sha256": "0" * 64}, {"ballots": 23},
            {"events_head": "0" * 64}, {"amendments": [{"code": "1", "cost_fen": 1}]},
            {"roll": {"residents": 1, "root_sha256": "0" * 64, "size": 1}}, {"rules": {}},
        ):  # fmt: skip
            manifest = verify.canonical({**json.loads(self.files["manifest.json"]), **change})
            forged = {**self.files, "manifest.json": manifest.encode()}
            forged["signature"] = signing.signature_file(forged["manifest.json"])
            code, _lines = verdict(write(forged, self.folder / "dishonest"))
            self.assertEqual(1, code, change)

    def test_grouped_ballots_withhold_what_few_cast(self):
        edition = Edition("public", "grouped", 5)
        files = files_of(self.poll, edition)
        code, lines = verdict(write(files, self.folder / "public"))
        self.assertEqual(0, code, lines)
        results = self.results(lines)
        self.assertEqual(("NOT CHECKABLE", "NOT CHECKABLE"), (results[4], results[9]))
        self.assertEqual(["PASS"] * 9, [results[n] for n in (0, 1, 2, 3, 5, 6, 7, 8, 10)])
        shown = [json.loads(line) for line in files["ballots.ndjson"].splitlines()]
        groups = {tuple(row["choices"]): row["count"] for row in shown if row["t"] == "group"}
        self.assertEqual({("1", "3"): 9, ("2",): 7}, groups)
        votes = files["election.pb"].decode().split("VOTES\n")[1].splitlines()[1:]
        self.assertEqual(16, len(votes))
        self.assertEqual({"1,3", "2"}, {line.split(";")[1] for line in votes})
        self.assertNotIn(b"nonce", files["ballots.ndjson"])

    def test_the_sums_alone_say_nothing_of_a_ballot(self):
        files = files_of(self.poll, Edition("public", "tally", 5))
        code, lines = verdict(write(files, self.folder / "tally"))
        self.assertEqual(0, code, lines)
        self.assertNotIn(b"choices", files["ballots.ndjson"])

    def test_the_clock_makes_each_package_once(self):
        self.assertEqual((2, 0), (services.make_due_packages(), services.make_due_packages()))
        made = dict(PollPackage.objects.values_list("audience", "mode"))
        self.assertEqual({"auditor": "full", "public": "grouped"}, made)

    def test_the_operator_checks_all_packages_at_once(self):
        services.make_due_packages()
        self.assertIn("votes: 2 packages with 48 ballots verified", self.command("verify_votes"))
        package = PollPackage.objects.get(audience="public")
        good = storages["private"].open(package.name).read()
        for bad in (good[:-40], zipped({**self.files, "election.pb": b""}), None):
            storages["private"].delete(package.name)
            if bad is not None:
                storages["private"].save(package.name, ContentFile(bad))
            with (
                self.subTest(bad=bad and len(bad)),
                self.assertRaisesMessage(CommandError, f"{package.name} is not in order"),
            ):
                self.command("verify_votes")

    def command(self, name: str) -> str:
        out = io.StringIO()
        call_command(name, stdout=out)
        return out.getvalue()

    def test_it_is_written_from_the_count_that_was_kept_and_holds_nobody_up(self):
        """No second count; and no lock of the vote while the files are written."""
        with (
            patch("voting.polls.services.counting.count", side_effect=AssertionError),
            CaptureQueriesContext(connection) as seen,
        ):
            made = services.make_package(
                poll_id=self.poll.pk, audience="auditor", now=self.stage.now
            )
        sql = [query["sql"] for query in seen]
        begun = next(n for n, text in enumerate(sql) if text.startswith("SAVEPOINT"))
        written = next(n for n, text in enumerate(sql) if "voting_sealedballot" in text)
        self.assertLess(written, begun, "the ballots are read before the transaction begins")
        self.assertEqual(("auditor", "certified"), (made.audience, made.state))
        run = CountRun.objects.get(poll=self.poll, is_result=True)
        manifest = json.loads(self.files["manifest.json"])
        self.assertEqual(run.sha256, manifest["outcome_sha256"])

    def test_a_vote_that_goes_on_meanwhile_gets_its_package_at_the_next_tick(self):
        def going_on(*_args):
            files = package_files(*_args)
            Poll.objects.filter(pk=self.poll.pk).update(proposed_by=self.stage.cast.officer)
            return files

        where = "voting.polls.services.packaging.package_files"
        ask = {"poll_id": self.poll.pk, "audience": "auditor", "now": self.stage.now}
        with patch(where, going_on):
            self.assertIsNone(services.make_package(**ask))
        self.assertIsNotNone(services.make_package(**ask))

    def test_the_pb_file_has_the_categories(self):
        text = self.files["election.pb"].decode().split("PROJECTS\n")[1].split("VOTES\n")[0]
        rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
        self.assertEqual(["works"] * 4, [row["category"] for row in rows])

    def test_it_runs_alone_with_the_standard_library(self):
        """As a neighbour runs it: the copy in the package, without our packages."""
        folder = self.folder / "auditor"
        command = [sys.executable, "-I", "-S", str(folder / "verify.py"), str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)


class SignatureTests(PollTestCase):
    def test_ed25519_agrees_with_the_library(self):
        for length in (0, 1, 300):
            message = bytes(range(length % 256)) * 2
            parts = json.loads(signing.signature_file(message))
            key, signature = (bytes.fromhex(parts[n]) for n in ("public_key", "signature"))
            self.assertTrue(verify.is_signed(key, message, signature))
            self.assertFalse(verify.is_signed(key, message + b"x", signature))
            more = int.from_bytes(signature[32:], "little") + verify.ORDER
            stretched = signature[:32] + more.to_bytes(32, "little")
            self.assertFalse(verify.is_signed(key, message, stretched))

    def test_rfc_8032_first_vector(self):
        key = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
        signature = bytes.fromhex(
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb88215"
            "90a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        )
        self.assertTrue(verify.is_signed(key, b"", signature))
