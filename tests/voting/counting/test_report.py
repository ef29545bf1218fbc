"""The report names every project on which count and source differ."""

import contextlib
import io
import tempfile
import unittest
from pathlib import Path

from tests.voting.counting.samples import VILLAGE
from voting.counting.report import main


class ReportTests(unittest.TestCase):
    def run_main(self, **files: str) -> tuple[int, str]:
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                (Path(folder) / f"{name}.pb").write_text(text, encoding="utf-8")
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                code = main([folder])
        return code, out.getvalue()

    def test_files_are_sorted_into_results(self):
        code, out = self.run_main(
            good=VILLAGE,
            other=VILLAGE.replace("Trees;green;1", "Trees;green;0").replace("B;500;2", "B;500;9"),
            silent=VILLAGE.replace(";selected\n", ";comment\n"),
            strange=VILLAGE.replace("rule;greedy", "rule;magic"),
        )
        self.assertEqual(code, 0)
        for line in ("same                 1", "differs              1", "no rule              1"):
            self.assertIn(line, out)
        self.assertIn("C: not selected by the source. Funded: rank 2", out)
        self.assertIn("it is tied with B", out)

    def test_a_tie_that_was_decided_otherwise_is_told_apart(self):
        equal = VILLAGE.replace(
            "B;500;2;Benches;comfort,green;0", "B;300;2;Benches;comfort,green;0"
        )
        _code, out = self.run_main(lot=equal)
        self.assertIn("tie differs          1", out)
        self.assertIn("it is tied with C", out)

    def test_an_unreadable_file_fails_the_report(self):
        code, out = self.run_main(bad="nonsense")
        self.assertEqual(code, 1)
        self.assertIn("bad.pb, line 1", out)

    def test_a_folder_is_needed(self):
        with contextlib.redirect_stderr(io.StringIO()):
            self.assertEqual(main([]), 2)
