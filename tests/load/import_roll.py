"""How long a roll of residents takes, and how much memory: ``python -m tests.load.import_roll
[LINES] [csv|xlsx]``.

Writes a list of invented residents (valid numbers, birth years 1930–2010), imports it into a
throw-away database on ``DATABASE_URL`` and puts it in force. The figures are those of a process
that does nothing else.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import django
from django.test.utils import setup_test_environment

LINES = 1_000_000
HEADINGS = ("姓名", "证件类型", "证件号码", "手机号", "地址", "居住类型", "居住起始日")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
GIVEN = "晓建国秀英志强丽华明芳海燕伟静磊洋勇艳杰娟涛"


def number_of(index: int) -> str:
    """The resident identity number of nobody: day of birth and sequence count upward."""
    day = index // 1_000
    year, month, date = 1930 + day // 336 % 81, 1 + day // 28 % 12, 1 + day % 28
    body = f"440305{year}{month:02d}{date:02d}{index % 1_000:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def rows(lines: int) -> Iterator[tuple[str, ...]]:
    step = 27_216_000 // lines  # spread over all years of birth
    for index in range(lines):
        name = FAMILY[index % 20] + GIVEN[index // 20 % 22] + GIVEN[index // 440 % 22]
        yield (
            name, "居民身份证", number_of(index * step), f"13{index:09d}",
            f"龙珠花园{index % 90}栋", "户籍" if index % 3 else "非户籍",
            f"20{index % 20:02d}-{1 + index % 12:02d}-01",
        )  # fmt: skip


def write(path: Path, lines: int) -> None:
    if path.suffix == ".csv":
        with path.open("w", encoding="gb18030", newline="") as file:
            file.write(",".join(HEADINGS) + "\r\n")
            file.writelines(",".join(row) + "\r\n" for row in rows(lines))
        return
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADINGS)
    for row in rows(lines):
        sheet.append(row)
    book.save(path)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mws.settings.test")
    django.setup()
    setup_test_environment()
    from tests.database import fresh_database

    lines = int(sys.argv[1]) if sys.argv[1:] else LINES
    suffix = sys.argv[2] if sys.argv[2:] else "csv"
    with tempfile.TemporaryDirectory() as folder, fresh_database():
        path = Path(folder) / f"roll.{suffix}"
        write(path, lines)
        _measure(path, lines)


def _measure(path: Path, lines: int) -> None:
    from django.db import connection

    from mws.accounts import services
    from tests.cast import Cast

    cast = Cast()
    size, load = path.stat().st_size / 1e6, os.getloadavg()[0]
    print(f"{connection.vendor}: {lines:,} lines, {size:.0f} MB {path.suffix}, load {load:.1f}")
    before, start = _memory(), time.perf_counter()
    with path.open("rb") as file:
        roll = services.import_roll(
            place_id=cast.community.pk, file=file, by=cast.clerk, in_background=False
        )
    taken_in = time.perf_counter()
    services.read_roll(roll.pk)
    read = time.perf_counter()
    services.put_roll_in_force(roll_id=roll.pk, by=cast.clerk)
    end = time.perf_counter()
    roll.refresh_from_db()
    assert (roll.state, roll.line_count) == ("in_force", lines), roll.faults[:3]
    print(f"taken in {taken_in - start:.1f} s, read {read - taken_in:.1f} s, "
          f"put in force {end - read:.2f} s, altogether {end - start:.1f} s; "
          f"memory {before:.0f} MB before, {_memory():.0f} MB at most")  # fmt: skip


def _memory() -> float:
    """The most this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
