"""What the tests of rolls share: lists as communities save them, and a roll in force."""

from __future__ import annotations

import io
from datetime import date

from openpyxl import Workbook

from mws.accounts import services
from mws.accounts.models import ResidentRoll
from tests.accounts.test_documents import number_of
from tests.cast import NOW

HEADINGS = ["姓名", "证件类型", "证件号码", "手机号", "地址", "居住类型", "居住起始日"]
LIN = number_of("440305", date(1980, 1, 2))
WANG = number_of("440305", date(1955, 3, 4), "002")
CHILD = number_of("440305", date(2015, 6, 1), "003")
YOUTH = number_of("440305", date(2010, 6, 1), "004")
HONGKONG = number_of("810000", date(1990, 5, 6), "005")
ROWS = [
    ["林晓", "居民身份证", LIN, "138 0013 8000", "龙珠花园1栋", "户籍", "2001-05-01"],
    ["王建国", "", WANG, "0755-26001234", "龙珠花园2栋", "非户籍", "2019年3月"],
    ["林小小", "身份证", CHILD, "13900139003", "", "户籍", ""],
    ["陈 子轩", "身份证", YOUTH, "13900139004", "", "", ""],
    ["何 嘉欣", "港澳台居民居住证", HONGKONG, "13900139005", "", "非户籍", "2020/1/31"],
    ["Smith·Ann", "护照", "E12345678", "13900139006", "", "非户籍", ""],
]


def csv_text(rows=ROWS, headings=HEADINGS) -> str:
    return "".join(",".join(row) + "\r\n" for row in [headings, *rows])


def xlsx(rows=ROWS, headings=HEADINGS, above=()) -> bytes:
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    for row in [*above, headings, *rows]:
        sheet.append(list(row))
    book.save(out)
    return out.getvalue()


def brought(place, content: bytes | str, *, by, now=NOW) -> ResidentRoll:
    """A list that was brought and read."""
    content = content.encode() if isinstance(content, str) else content
    roll = services.import_roll(
        place_id=place.pk, file=io.BytesIO(content), by=by, in_background=False, now=now
    )
    services.read_roll(roll.pk)
    roll.refresh_from_db()
    return roll


def in_force(place, content: bytes | str | None = None, *, by, now=NOW) -> ResidentRoll:
    roll = brought(place, csv_text() if content is None else content, by=by, now=now)
    return services.put_roll_in_force(roll_id=roll.pk, by=by, now=now)
