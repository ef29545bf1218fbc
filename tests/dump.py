"""What a dump of the database would give away: every value of every column of every table is read.

`python -m tests.dump FILE.sqlite3` scans a database by hand.
"""

import re
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

ALONE = r"(?<![0-9A-Za-z])(?:{})(?![0-9A-Za-z])"
PHONE = re.compile(ALONE.format(r"(?:\+?86)?1[3-9]\d{9}"))
IDENTITY = re.compile(ALONE.format(r"\d{17}[\dXx]"))
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def faults(cursor: Any, tables: Iterable[str], known: Iterable[str] = ()) -> list[str]:
    """Where something readable stands, as `table.column: kind`; ``known`` are secrets that were
    used (codes, ids of sessions) and must stand nowhere."""
    secrets = {text: re.compile(ALONE.format(re.escape(text))) for text in known}
    return sorted(
        {
            f"{table}.{column}: {kind}"
            for table in tables
            for column, text in _texts(cursor, table)
            for kind in _kinds(text, secrets)
        }
    )


def _texts(cursor: Any, table: str) -> Iterator[tuple[str, str]]:
    cursor.execute(f'SELECT * FROM "{table}"')
    columns = [each[0] for each in cursor.description]
    for row in cursor:
        for column, value in zip(columns, row, strict=True):
            if isinstance(value, bytes | memoryview):
                yield column, bytes(value).decode("latin-1")
            elif value is not None and not isinstance(value, int | float | bool):
                yield column, str(value)


def _kinds(text: str, secrets: dict[str, re.Pattern[str]]) -> Iterator[str]:
    if PHONE.search(text):
        yield "phone"
    if any(is_identity(number) for number in IDENTITY.findall(text)):
        yield "identity number"
    if EMAIL.search(text):
        yield "e-mail"
    for secret, pattern in secrets.items():
        if pattern.search(text):
            yield f"secret {secret}"


def is_identity(number: str) -> bool:
    """Whether the check digit and the day of birth are those of an identity number."""
    try:
        date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[17].upper()


def faults_of_file(path: str) -> list[str]:
    """The faults of a SQLite file."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    found = faults(connection.cursor(), [name for (name,) in names])
    connection.close()
    return found


if __name__ == "__main__":
    found = faults_of_file(sys.argv[1])
    print("\n".join(found) or "nothing readable")
    sys.exit(bool(found))
