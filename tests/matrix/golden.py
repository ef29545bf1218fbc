"""The golden files: one table per book, written for people; `make matrix` writes them anew.

A change in one of them is a change in who may do what, and is reviewed as such.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"
LEGEND = """\
Who may do what: see docs/testing.md. `make matrix` writes this file; read its diff.
ok the page opens · why it opens with the reason why there is no form · done a row was written
no nothing was written · away led elsewhere · login led to the sign-in · a number: the answer's code
here: the office is held at the object's place · next: next door · far: in another district
"""


def table_of(lines: Iterable[object]) -> str:
    """All lines of a book under their columns; at the end of each, the tables that were written."""
    from tests.matrix.columns import COLUMNS

    head = f"{'':58}" + " ".join(f"{column.short:5}" for column in COLUMNS)
    rows = []
    for line in lines:
        codes = [line.codes.get(column.name, "·") for column in COLUMNS]  # type: ignore[attr-defined]
        cells = " ".join(f"{code:5}" for code in codes)
        written = ", ".join(sorted(line.written))  # type: ignore[attr-defined]
        label = f"{line.row} {line.scope}"  # type: ignore[attr-defined]
        rows.append(f"{label:57} {cells} {written}".rstrip())
    return "\n".join([LEGEND, head.rstrip(), *rows]) + "\n"


def main() -> None:
    """Write all books, or those that are named. A line that contradicts its row is a failure."""
    from tests.matrix.matrix import BOOKS, lines_of
    from tests.matrix.world import world

    faults = 0
    with world() as made:
        for book in sys.argv[1:] or BOOKS:
            lines = list(lines_of(made, BOOKS[book]))
            (FOLDER / f"{book}.txt").write_text(table_of(lines))
            for line in lines:
                if line.faults:
                    faults += 1
                    print(f"{line}: {', '.join(line.faults)}")
            print(f"{book}: {sum(len(line.codes) for line in lines)} cells")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "mws.settings.test"
    os.environ["DATABASE_URL"] = "sqlite:///.cache/unused.sqlite3"
    import django
    from django.test.utils import setup_test_environment

    django.setup()
    setup_test_environment()
    main()
