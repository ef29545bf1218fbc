"""``python -m voting.counting``: table, JSON and one line on bad input."""

import contextlib
import hashlib
import io
import json
import tempfile
import unittest
from pathlib import Path

from tests.voting.counting.samples import VILLAGE
from voting.counting import canonical_json
from voting.counting.__main__ import main


class CommandLineTests(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "village.pb"
        self.path.write_text(VILLAGE, encoding="utf-8")

    def run_main(self, *options: str) -> tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main([str(self.path), *options])
        return code, out.getvalue(), err.getvalue()

    def test_table_shows_the_running_balance_and_the_source(self):
        code, out, _err = self.run_main()
        self.assertEqual(code, 0)
        for words in ("left after", "selected 2 for 900 of 1,000 CNY", "the source says the same"):
            self.assertIn(words, out)

    def test_differences_from_the_source_are_named(self):
        self.path.write_text(VILLAGE.replace("green;1", "green;0"), encoding="utf-8")
        self.assertIn("this count selected C, the source did not", self.run_main()[1])

    def test_json_carries_the_record_and_its_hash(self):
        code, out, _err = self.run_main("--json")
        record = json.loads(out)
        self.assertEqual(code, 0)
        self.assertEqual(
            (record["selected"], record["spent"], record["budget"]), (["A", "C"], 900, 1000)
        )
        self.assertEqual(record["projects"]["B"]["reason"], "too_expensive")
        stated, _remarks = record.pop("sha256"), record.pop("remarks")
        self.assertEqual(hashlib.sha256(canonical_json(record)).hexdigest(), stated)

    def test_other_rules_and_sentences_are_shown_on_request(self):
        out = self.run_main("--compare", "--explain")[1]
        for words in ("voters reached", "phragmen", "Not funded", "未入选"):
            self.assertIn(words, out)
        record = json.loads(self.run_main("--compare", "--explain", "--json")[1])
        self.assertEqual({each["rule"] for each in record["comparison"]},
                         {"greedy", "equalshares", "phragmen"})  # fmt: skip
        self.assertIn("入选", record["sentences"]["A"]["zh"])

    def test_rules_and_ties_are_chosen_by_option(self):
        for options, selected in [
            (("--rule", "greedy"), ["A", "C"]),
            (("--rule", "greedy-no-skip"), ["A", "C"]),
            (("--rule", "greedy-no-skip", "--ties", "id"), ["A"]),
            (("--rule", "phragmen"), ["C", "D"]),
            (("--rule", "equal-shares", "--completion", "add1u"), ["A", "D"]),
            (("--rule", "equal-shares", "--utility", "cardinality"), ["C", "D"]),
            (("--rule", "greedy", "--seed", "AB12", "--ties", "lot"), None),
        ]:
            with self.subTest(options=options):
                code, out, _err = self.run_main("--json", *options)
                self.assertEqual(code, 0)
                if selected:
                    self.assertEqual(json.loads(out)["selected"], selected)
                else:
                    self.assertEqual(json.loads(out)["parameters"]["ties"]["seed"], "ab12")

    def test_the_exact_variant_is_printed(self):
        out = self.run_main("--rule", "equal-shares", "--completion", "add1")[1]
        for words in ("completion=add1", "exhaustive_stop=False", "floor_share=False",
                      "ties=cost>votes>id", "first share 200", "ended"):  # fmt: skip
            self.assertIn(words, out)

    def test_options_that_change_nothing_are_named(self):
        for rule in ("declared", "greedy", "phragmen"):
            out = self.run_main("--rule", rule, "--completion", "add1", "--exhaustive-stop")[1]
            self.assertIn("--completion is for --rule equal-shares", out)
            self.assertIn("--exhaustive-stop is for", out)
        self.assertNotIn("remark", self.run_main("--rule", "equal-shares", "--utility", "cost")[1])

    def test_ranks_are_worth_what_the_file_says_under_any_rule(self):
        text = VILLAGE.replace("approval", "ordinal").replace("currency;CNY", "scoring_fn;10,1")
        self.path.write_text(text, encoding="utf-8")
        for rule in ("declared", "greedy", "equal-shares"):
            record = json.loads(self.run_main("--rule", rule, "--json")[1])
            self.assertEqual(record["parameters"]["score_vector"], [10, 1])

    def test_names_print_as_one_line(self):
        text = VILLAGE.replace("Lamps", '"Lam\nps\x1b[31m"')
        self.path.write_text(text, encoding="utf-8")
        self.assertIn("Lam ps [31m", self.run_main()[1])

    def test_what_is_no_file_ends_with_2_and_one_line(self):
        folder = self.path.parent
        (folder / "empty.pb").touch()
        (folder / "binary.pb").write_bytes(bytes(range(256)))
        with (folder / "huge.pb").open("wb") as huge:
            huge.truncate(300 * 1024 * 1024)
        for name in ("absent.pb", "two\nlines.pb", "", "empty.pb", "binary.pb", "huge.pb", "\0"):
            with self.subTest(name):
                self.path = folder / name
                code, out, err = self.run_main()
                self.assertEqual((code, out, err.count("\n")), (2, "", 1), err)
        self.path = Path("/dev/zero")
        self.assertEqual(self.run_main()[0], 2)

    def test_bad_input_ends_with_2_and_one_line(self):
        for text, options in [
            (VILLAGE.replace("600", "six hundred"), ()),
            (VILLAGE.replace("rule;greedy", "rule;magic"), ()),
            (VILLAGE, ("--seed", "xyz")),
            (VILLAGE, ("--ties", "colour")),
            (VILLAGE, ("--rule", "equal-shares", "--completion", "add1", "--increment", "-1")),
            (VILLAGE.replace("approval", "ordinal"), ("--rule", "phragmen")),
        ]:
            with self.subTest(text=text[-20:], options=options):
                self.path.write_text(text, encoding="utf-8")
                code, _out, err = self.run_main(*options)
                self.assertEqual((code, err.count("\n")), (2, 1))
