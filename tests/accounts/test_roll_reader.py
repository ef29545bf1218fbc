"""What a line of a roll may say, and in which words a wrong one is answered."""

import io
from datetime import date

from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from mws.accounts.models import User
from mws.accounts.names import name_hash
from mws.accounts.roll_reader import COLUMNS, WORDS, masked, read_line, sentence
from mws.core.table_faults import Fault
from mws.core.tables import BadTable, Table
from tests.accounts.rolls import CHILD, HEADINGS, HONGKONG, LIN, ROWS, WANG, csv_text, xlsx
from tests.accounts.test_documents import number_of

TODAY = date(2026, 6, 17)


def table(content, most_lines=100):
    return Table(lambda: io.BytesIO(content), COLUMNS, most_lines=most_lines)


def read(content):
    """Residents and fault codes of a list."""
    found, codes = [], []
    for line in table(content):
        resident, faults = read_line(line, today=TODAY)
        found += [resident] if resident else []
        codes += [fault.code for fault in faults]
    return found, codes


def one(**cells):
    """A list of one line: the first of the good ones, changed."""
    names = dict(zip(["name", "type", "number", "phone", "address", "basis", "since"], HEADINGS,
                     strict=True))  # fmt: skip
    headings = HEADINGS + (["出生日期"] if "born" in cells else [])
    row = dict(zip(HEADINGS, ROWS[0], strict=True))
    row |= {names.get(key, "出生日期"): text for key, text in cells.items()}
    return read(csv_text([[row[heading] for heading in headings]], headings).encode())


class GoodListTests(SimpleTestCase):
    def test_the_same_list_is_read_from_every_way_of_saving_it(self):
        text = csv_text()
        ways = {
            "utf-8": text.encode(), "utf-8 with its mark": text.encode("utf-8-sig"),
            "gbk": text.encode("gbk"), "gb18030": text.encode("gb18030"),
            "utf-16": text.encode("utf-16"),
            "utf-16 big end first": b"\xfe\xff" + text.encode("utf-16-be"),
            "tabs": text.replace(",", "\t").encode("utf-16"), "xlsx": xlsx(),
            "with a title above": ("龙珠社区居民名册,,,,,,\n" + text).encode("gbk"),
            "xlsx with a title above": xlsx(above=[["居民名册"], [], ["2026年6月", None, "制表"]]),
        }  # fmt: skip
        expected, none = read(text.encode())
        self.assertEqual((len(ROWS), []), (len(expected), none))
        for way, content in ways.items():
            with self.subTest(way):
                found, codes = read(content)
                self.assertEqual([], codes)
                self.assertEqual(
                    [_without_line(each) for each in expected],
                    [_without_line(each) for each in found],
                )

    def test_rare_characters_are_read_from_gb18030(self):
        content = csv_text([["𬱖䶮", "", LIN, "", "", "", ""]]).encode("gb18030")
        [found], _codes = read(content)
        self.assertEqual(name_hash("𬱖䶮"), found.name_hash)

    def test_what_becomes_of_a_line(self):
        lin, wang, child, youth, ho, smith = read(csv_text().encode())[0]
        self.assertEqual(name_hash("林晓"), lin.name_hash)
        self.assertEqual(User.lookup_of("+8613800138000"), lin.phone_lookup)
        self.assertEqual(("hukou", date(2001, 5, 1), True), (lin.basis, lin.since, lin.of_age))
        self.assertEqual(("", date(2019, 3, 1)), (wang.phone_lookup, wang.since))
        self.assertEqual((False, False), (child.of_age, youth.of_age))
        self.assertEqual(name_hash("陈子轩"), youth.name_hash)
        self.assertEqual(("hmt_permit", date(2020, 1, 31)), (ho.type, ho.since))
        self.assertEqual(("passport", False), (smith.type, smith.of_age))
        self.assertNotIn(LIN, repr(lin))

    def test_a_passport_says_an_age_only_with_its_own_column(self):
        for born, of_age in [("1990-05-06", True), ("2010-05-06", False)]:
            [found], codes = one(type="护照", number="E12345678", born=born)
            self.assertEqual((of_age, []), (found.of_age, codes))

    def test_the_kind_of_document_shows_in_the_number_where_the_list_does_not_say_it(self):
        permanent = number_of("911440", date(1985, 4, 5))
        for number, kind in [(LIN, "resident_id"), (HONGKONG, "hmt_permit"),
                             (permanent, "permanent")]:  # fmt: skip
            [found], _codes = one(type="", number=number)
            self.assertEqual(kind, found.type)

    def test_birth_years_from_1930_to_2010(self):
        for year in range(1930, 2011):
            [found], codes = one(number=number_of("440305", date(year, 2, 28)))
            self.assertEqual((year <= 2008, []), (found.of_age, codes))

    def test_headings_are_shown_as_they_are_and_the_unused_ones_too(self):
        found = table(csv_text().encode())
        self.assertEqual("证件号码", found.used["number"])
        self.assertEqual((["地址"], len(ROWS)), (found.unused, found.total))

    def test_other_names_of_columns_and_notes_in_brackets(self):
        for name, number in [("居民姓名", "身份证号码"), ("姓 名（必填）", "＊公民身份号码"),
                             ("姓名\n(与证件一致)", "身份证号")]:  # fmt: skip
            content = xlsx([["林晓", LIN]], [name, number])
            self.assertEqual([], read(content)[1])

    def test_the_sample_is_masked(self):
        [first, *_rest] = table(csv_text().encode())
        shown = masked(first)
        self.assertEqual(
            ("2", "林*", f"****{LIN[-4:]}", "138****8000"),
            (shown["line"], shown["name"], shown["number"], shown["phone"]),
        )
        self.assertEqual("****", masked(_line(number="12345678"))["number"])


class BadLineTests(SimpleTestCase):
    def test_a_wrong_line_is_answered_in_words(self):
        wrong_check = LIN[:-1] + ("0" if LIN[-1] != "0" else "1")
        for cells, codes in [
            ({"name": ""}, ["no_name"]), ({"name": "林" * 41}, ["name_too_long"]),
            ({"number": ""}, ["no_number"]), ({"number": wrong_check}, ["wrong_check"]),
            ({"number": LIN[:17]}, ["wrong_length"]), ({"number": "440305800102001"},
                                                        ["wrong_length"]),
            ({"number": LIN[:10] + "1399" + LIN[14:]}, ["wrong_birth"]),
            ({"number": LIN[:6] + "18000102" + LIN[14:]}, ["wrong_birth"]),
            ({"number": LIN[:6] + "20990102" + LIN[14:]}, ["wrong_birth"]),
            ({"type": "身份证", "number": HONGKONG}, ["wrong_place"]),
            ({"type": "护照", "number": "护照一号"}, ["wrong_number"]),
            ({"type": "", "number": "E12345678"}, ["type_missing"]),
            ({"type": "军官证"}, ["unknown_type"]), ({"basis": "不详"}, ["unknown_basis"]),
            ({"since": "2019"}, ["wrong_day"]), ({"since": "2019-13-01"}, ["wrong_day"]),
            ({"since": "2027-01-01"}, ["day_to_come"]), ({"born": "1980-01"}, ["wrong_day"]),
            ({"born": "1980-01-03"}, ["other_birth"]), ({"born": "1980年1月2日"}, []),
            ({"number": "4.40305E+17"}, ["figures_lost"]), ({"name": "=A1"}, ["formula"]),
            ({"phone": "+86 138-0013-8000"}, []), ({"phone": "@SUM(1)"}, ["formula"]),
            ({"name": "-2+3", "number": wrong_check}, ["formula", "wrong_check"]),
        ]:  # fmt: skip
            with self.subTest(cells=cells):
                self.assertEqual(codes, one(**cells)[1])

    def test_words_say_the_line_and_the_column_and_never_the_number(self):
        for code in WORDS:
            text = sentence(Fault(7, code, "since", "3"))
            self.assertIn("7", text)
            self.assertNotIn("%(", text)
        self.assertNotIn("7", sentence(Fault(7, "no_name"), is_numbered=False))

    def test_numbers_and_formulas_of_a_workbook(self):
        for number, codes in [(int(LIN[:17] + "0"), ["figures_lost"]), ("=A1", ["formula"]),
                              ("#N/A", ["formula"]), (LIN, [])]:  # fmt: skip
            with self.subTest(number=str(number)[:6]):
                self.assertEqual(codes, read(xlsx([["林晓", number]], ["姓名", "证件号码"]))[1])

    def test_merged_cells_are_no_obstacle_and_a_merged_name_is_named(self):
        book, out = Workbook(), io.BytesIO()
        sheet = book.active
        for row in [["龙珠社区居民名册"], ["姓名", "证件号码"], ["林晓", LIN], [None, WANG]]:
            sheet.append(row)
        sheet.merge_cells("A1:B1")
        sheet.merge_cells("A3:A4")
        book.save(out)
        self.assertEqual(["no_name"], read(out.getvalue())[1])


class BadFileTests(SimpleTestCase):
    def fault(self, content, most_lines=100):
        with self.assertRaises(BadTable) as caught:
            list(table(content, most_lines))
        return caught.exception.fault

    def test_a_file_that_is_no_roll(self):
        people = csv_text(headings=ROWS[0], rows=ROWS[1:])
        for way, content, code in [
            ("nothing", b"", "no_lines"), ("blank", b"\n \n,,\n", "no_lines"),
            ("headings only", csv_text([]).encode(), "no_lines"),
            ("headings only, xlsx", xlsx([]), "no_lines"),
            ("another list", "小区,楼栋\n龙珠,1\n".encode(), "no_headings"),
            ("without headings", people.encode(), "no_headings"),
            ("a column short", "姓名,电话\n林晓,1\n".encode(), "columns_missing"),
            ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0", "not_readable"),
            ("big5", csv_text(headings=["姓名", "證件號碼"], rows=[]).encode("big5"),
             "no_headings"),
            ("half a character", b"\xff\xfe" + csv_text().encode("utf-16-le")[:-1], "encoding"),
            ("torn gbk", csv_text().encode("gbk") + b"\x81", "encoding"),
            ("one endless line", b"x" * 200_000, "not_readable"),
            ("old .xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "not_readable"),
        ]:  # fmt: skip
            with self.subTest(way):
                self.assertEqual(code, self.fault(content).code)

    def test_what_is_quoted_of_a_file_without_headings_is_nobodys_name_or_number(self):
        for content in (csv_text(headings=ROWS[0]), f"姓名,{LIN}\n林晓,1\n"):
            said = sentence(self.fault(content.encode()))
            self.assertNotIn("林", said)
            self.assertNotIn(LIN, said)

    def test_a_list_that_is_too_long_is_refused_before_its_first_line_is_worked_through(self):
        content = csv_text(ROWS * 20).encode()
        for limit in (119, 120):
            with self.subTest(limit=limit):
                if limit == 120:
                    self.assertEqual(120, table(content, limit).total)
                    continue
                with self.assertRaises(BadTable) as caught:
                    table(content, limit)  # not gone through at all
                self.assertEqual("too_many_lines", caught.exception.fault.code)
                self.assertIn("119", sentence(caught.exception.fault))

    def test_three_million_lines_are_refused_without_being_held(self):
        head, line = csv_text([]).encode(), csv_text(ROWS[:1], ["x"]).encode()[3:]
        size = len(head) + 3_000_000 * len(line)

        class Endless(io.RawIOBase):
            """Three million lines that exist only as they are read."""

            def __init__(self):
                self.at = 0

            def readable(self):
                return True

            def readinto(self, buffer):
                if self.at >= size:
                    return 0
                data = head[self.at :] if self.at < len(head) else b""
                offset = (self.at + len(data) - len(head)) % len(line)
                data = (data + line[offset:] + line * (len(buffer) // len(line)))[: len(buffer)]
                data = data[: size - self.at]
                buffer[: len(data)] = data
                self.at += len(data)
                return len(data)

        with self.assertRaises(BadTable) as caught:
            Table(lambda: io.BufferedReader(Endless()), COLUMNS, most_lines=2_000_000)
        self.assertEqual("too_many_lines", caught.exception.fault.code)

    @settings(max_examples=150, deadline=None)
    @given(st.binary(max_size=400), st.sampled_from(["utf-8", "gbk", "utf-16", "gb18030"]),
           st.integers(0, 60))  # fmt: skip
    def test_whatever_bytes_come_the_answer_is_a_fault_or_a_line(self, noise, encoding, at):
        good = csv_text().encode(encoding)
        for content in (noise, good[:at] + noise + good[at:], good + noise):
            try:
                for line in table(content, 1_000):
                    resident, faults = read_line(line, today=TODAY)
                    self.assertTrue((resident is None) == bool(faults))
            except BadTable as error:
                self.assertTrue(sentence(error.fault))

    @settings(max_examples=60, deadline=None)
    @given(st.binary(max_size=64), st.integers(0, 4_000))
    def test_a_damaged_workbook_is_answered_too(self, noise, at):
        good = xlsx()
        try:
            for line in table(good[:at] + noise + good[at + len(noise) :], 1_000):
                read_line(line, today=TODAY)
        except BadTable as error:
            self.assertTrue(sentence(error.fault))


def _line(**cells):
    return next(iter(table(csv_text([[cells.get("name", "林"), "", cells["number"], "", "", "",
                                      ""]]).encode())))  # fmt: skip


def _without_line(resident):
    return (resident.type, resident.digest, resident.name_hash, resident.phone_lookup,
            resident.basis, resident.since, resident.of_age)  # fmt: skip


class ChildTests(SimpleTestCase):
    def test_a_child_is_on_the_roll_without_an_age(self):
        [found], codes = one(number=CHILD)
        self.assertEqual((False, []), (found.of_age, codes))
