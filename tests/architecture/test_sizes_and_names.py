from django.test import SimpleTestCase

from tests.architecture.source import (
    ROOT,
    front_end_files,
    functions_of,
    place,
    python_files,
    templates,
)

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
EMPTY_WORDS = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}


class SizeTests(SimpleTestCase):
    """What is longer is what one cannot review."""

    def test_no_file_is_longer_than_one_can_review(self):
        files = [
            *python_files(),
            *python_files("tests"),
            *templates(),
            *front_end_files(".css", ".js"),
            *(ROOT / "docs").rglob("*.md"),
        ]
        lengths = {place(file): len(file.read_text().splitlines()) for file in files}
        self.assertEqual({}, {f: n for f, n in lengths.items() if n > LONGEST_FILE})

    def test_no_function_is_longer_than_one_screen(self):
        lengths = {
            f"{place(file, node.lineno)} {node.name}": node.end_lineno - node.lineno + 1
            for package in ("", "tests")
            for file in python_files(*filter(None, [package]))
            for node in functions_of(file)
        }
        self.assertEqual({}, {f: n for f, n in lengths.items() if n > LONGEST_FUNCTION})


class NameTests(SimpleTestCase):
    def test_no_module_has_a_name_that_says_nothing(self):
        found = [
            place(file)
            for file in [*python_files(), *python_files("tests")]
            if EMPTY_WORDS & set(file.relative_to(ROOT).with_suffix("").parts)
        ]
        self.assertEqual([], found)

    def test_no_module_hides_behind_a_package_of_the_same_name(self):
        """Python imports the package then, and the module not at all."""
        found = [
            place(file)
            for file in [*python_files(), *python_files("tests")]
            if (file.with_suffix("") / "__init__.py").exists()
        ]
        self.assertEqual([], found)
