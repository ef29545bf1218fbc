import io
import zipfile

from django.test import SimpleTestCase
from openpyxl import Workbook

from mws.core.table_faults import WORDS, Fault, packed, say, unpacked
from mws.core.tables import MOST_CELL, BadTable, Column, read_table

COLUMNS = [Column("name", ("姓名", "name")), Column("number", ("证件号码",)),
           Column("note", ("备注",), is_required=False)]  # fmt: skip
TEXT = "姓名,证件号码,备注\n林晓,12,龙珠\n王建国,34,\n"


def read(content, most_lines=100):
    return list(read_table(lambda: io.BytesIO(content), COLUMNS, most_lines=most_lines))


def workbook(*rows):
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


class ReadTableTests(SimpleTestCase):
    def test_the_same_list_is_read_from_every_way_of_saving_it(self):
        for way, content in {
            "utf-8": TEXT.encode(),
            "utf-8 with its mark": TEXT.encode("utf-8-sig"),
            "gbk": TEXT.encode("gbk"),
            "utf-16": TEXT.encode("utf-16"),
            "tabs": TEXT.replace(",", "\t").encode(),
            "semicolons": TEXT.replace(",", ";").encode(),
            "carriage returns": TEXT.replace("\n", "\r\n").encode(),
            "stars and spaces": TEXT.replace("姓名", " ＊姓 名：").encode(),
            "xlsx": workbook(["姓名", "证件号码", "备注"], ["林晓", "12", "龙珠"], ["王建国", 34]),
        }.items():
            with self.subTest(way):
                lines = read(content)
                self.assertEqual(
                    [(line.number, line.cells["name"], line.cells["number"]) for line in lines],
                    [(2, "林晓", "12"), (3, "王建国", "34")],
                )

    def test_what_is_wrong_with_the_whole_file(self):
        broken = io.BytesIO()
        with zipfile.ZipFile(broken, "w") as archive:
            archive.writestr("hello.txt", "no workbook")
        for content, code in [
            (b"\xff\xff\xfe\x00\x81", "not_readable"),
            (b"\xe5\xa7\xff\xff,1\n", "encoding"),
            (b"", "no_lines"),
            (TEXT.splitlines()[0].encode(), "no_lines"),
            ("姓名,电话\n林晓,1\n".encode(), "columns_missing"),
            (broken.getvalue(), "not_readable"),
            (b"PK\x03\x04 torn", "not_readable"),
            (("姓名,证件号码\n" + "甲,1\n" * 101).encode(), "too_many_lines"),
            (("姓名,证件号码\n甲," + "9" * 140_000 + "\n").encode(), "not_readable"),
        ]:
            with self.subTest(code=code, content=content[:20]):
                with self.assertRaises(BadTable) as caught:
                    read(content)
                self.assertEqual(caught.exception.fault.code, code)

    def test_missing_columns_are_named_beside_those_that_were_found(self):
        with self.assertRaises(BadTable) as caught:
            read("姓名,电话\n林晓,1\n".encode())
        self.assertIn("证件号码", say(caught.exception.fault, {}, {}))
        self.assertIn("姓名、电话", say(caught.exception.fault, {}, {}))

    def test_what_is_wrong_in_a_cell_comes_with_its_line_and_never_with_its_content(self):
        for cell, code in [
            ("=1+1", "formula"), ("@SUM(A1)", "formula"), ("+cmd|x", "formula"),
            ("-2+3", "formula"), ("x" * (MOST_CELL + 1), "cell_too_long"),
            (440305199001011234, "figures_lost"), (4.4e17, "figures_lost"),
            ("-5", None), ("+86", None), ("'44030", None), (34.0, None),
        ]:  # fmt: skip
            with self.subTest(cell=str(cell)[:20]):
                [line] = read(workbook(["姓名", "证件号码"], ["林晓", cell]))
                self.assertEqual([fault.code for fault in line.faults], [code] if code else [])
                if code:
                    self.assertEqual(line.cells["number"], "")

    def test_a_formula_of_a_workbook_is_not_worked_out(self):
        [line] = read(workbook(["姓名", "证件号码"], ["林晓", "=HYPERLINK(1)"]))
        self.assertEqual(line.faults, [Fault(2, "formula", "number")])

    def test_every_fault_has_words_and_survives_being_kept(self):
        for code in WORDS:
            fault = Fault(7, code, "number", "x")
            self.assertEqual(unpacked(packed([fault])), [fault])
            self.assertTrue(say(fault, {}, {"number": "证件号码"}))
