"""Who may do what: every address, every kind of person, at the place, next door, far away.

The rows say what is right; the golden files say what it looks like. Both must hold.
"""

from collections import Counter

import pytest

from mws.accounts.models import User
from tests.matrix.columns import COLUMNS
from tests.matrix.golden import FOLDER, table_of
from tests.matrix.matrix import BOOKS, Line, lines_of
from tests.matrix.world import World


@pytest.mark.parametrize("book", BOOKS)
def test_nobody_gets_further_than_the_rules_say_and_the_golden_file_holds(site: World, book: str):
    lines = list(lines_of(site, BOOKS[book]))
    assert {str(line): line.faults for line in lines if line.faults} == {}
    assert no_get_has_written(lines)
    assert table_of(lines) == (FOLDER / f"{book}.txt").read_text(), "read the diff of `make matrix`"


def test_the_matrix_is_as_large_as_was_promised():
    asked = Counter(
        len(line.split())
        for path in FOLDER.glob("*.txt")
        for line in path.read_text().splitlines()
        if line.startswith(("GET", "POST"))
    )
    assert len(COLUMNS) >= 14
    assert asked.total() * 13 >= 2_000


def test_the_matrix_notices_a_rule_that_is_broken(site: World, monkeypatch: pytest.MonkeyPatch):
    """The control: everybody may everything, and rows fail that held before. Of a deed that
    nothing else guards: most ask the person's offices or provider once more."""
    deed = "POST proposals:claim_confirm claim_approved"
    rows = [row for row in BOOKS["projects"] if str(row) == deed]
    assert not any(line.faults for line in lines_of(site, rows))
    monkeypatch.setattr(User, "may", lambda *_anything: True)
    assert all(line.faults for line in lines_of(site, rows))


def no_get_has_written(lines: list[Line]) -> bool:
    return not any(line.written for line in lines if line.row.method == "GET")
