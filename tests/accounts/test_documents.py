from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.test import SimpleTestCase
from django.utils.timezone import localdate
from stdnum.cn import ric

from mws.accounts.documents import DocumentType, age_on, read_document
from mws.core.secrets import keyed_hash


def number_of(prefix: str, born: date, sequence: str = "001") -> str:
    """An invented number with its right check digit."""
    body = f"{prefix}{born:%Y%m%d}{sequence}"
    return body + ric.calc_check_digit(body + "0")


class DocumentTests(SimpleTestCase):
    def refused(self, kind, text):
        with self.assertRaises(ValidationError) as caught:
            read_document(kind, text)
        return caught.exception.code

    def test_resident_numbers_of_all_years_are_read_wherever_the_district_was_then(self):
        """440305 exists since 1990, 440309 since 2016, 440306 was a county before."""
        for year in range(1930, 2011):
            for prefix in ("440305", "440309", "440306", "441900", "110105"):
                born = date(year, 2, 28)
                number = number_of(prefix, born)
                with self.subTest(number=number):
                    self.assertEqual(read_document("resident_id", number).born_on, born)

    def test_however_it_is_written_it_is_the_same_document(self):
        plain = "11010519491231002X"
        known = read_document("resident_id", plain)
        self.assertEqual(known.digest, keyed_hash("document", f"resident_id|{plain}"))
        for text in [
            "11010519491231002x", " 110105 19491231 002X ", "110105-19491231-002X",
            "１１０１０５１９４９１２３１００２Ｘ", "110105　19491231　002ｘ",
        ]:  # fmt: skip
            with self.subTest(text):
                self.assertEqual(read_document("resident_id", text), known)

    def test_the_number_is_not_in_what_is_kept(self):
        document = read_document("resident_id", "11010519491231002X")
        self.assertNotIn("1101", f"{document!r}")
        self.assertEqual(len(document.digest), 64)

    def test_one_figure_wrong_is_found(self):
        number = number_of("440305", date(1988, 7, 9))
        for place in range(18):
            for figure in "0123456789":
                if figure != number[place]:
                    wrong = number[:place] + figure + number[place + 1 :]
                    self.assertIn(
                        self.refused("resident_id", wrong), ("wrong_birth", "wrong_check")
                    )

    def test_each_kind_of_document_has_its_own_form(self):
        born = date(1990, 5, 6)
        tomorrow = localdate() + timedelta(days=1)
        for kind, number, expected in [
            ("hmt_permit", number_of("810000", born), born),
            ("hmt_permit", number_of("820000", born), born),
            ("hmt_permit", number_of("830000", born), born),
            ("hmt_permit", number_of("440305", born), "wrong_place"),
            ("resident_id", number_of("810000", born), "wrong_place"),
            ("permanent", number_of("944840", born), born),
            ("permanent", "USA440390050612", None),
            ("permanent", "US440390050612", "wrong_number"),
            ("permanent", number_of("440305", born), "wrong_place"),
            ("passport", "E12345678", None),
            ("passport", "ABCDEF", "wrong_number"),
            ("passport", "E1", "wrong_number"),
            ("passport", "1" * 16, "wrong_number"),
            ("library_card", "1", "wrong_number"),
            ("resident_id", number_of("440305", date(1850, 1, 1)), "wrong_birth"),
            ("resident_id", number_of("440305", tomorrow), "wrong_birth"),
            ("resident_id", "440305199002300018", "wrong_birth"),
            ("resident_id", "440305900506001", "wrong_length"),
            ("resident_id", "", "wrong_length"),
        ]:
            with self.subTest(kind=kind, number=number):
                if isinstance(expected, str):
                    self.assertEqual(self.refused(kind, number), expected)
                else:
                    self.assertEqual(read_document(kind, number).born_on, expected)

    def test_one_number_under_two_types_is_two_documents(self):
        self.assertNotEqual(
            read_document("passport", "910000001").digest,
            keyed_hash("document", "permanent|910000001"),
        )
        self.assertEqual(len(DocumentType.values), 4)


class AgeTests(SimpleTestCase):
    def test_a_year_is_full_on_the_birthday(self):
        for born, day, age in [
            ("2008-06-17", "2026-06-16", 17), ("2008-06-17", "2026-06-17", 18),
            ("2008-06-17", "2026-06-18", 18), ("2008-12-31", "2026-12-30", 17),
            ("2008-02-29", "2026-02-27", 17), ("2008-02-29", "2026-02-28", 18),
            ("2008-02-29", "2028-02-28", 19), ("2008-02-29", "2028-02-29", 20),
            ("2008-02-28", "2026-02-28", 18), ("2008-03-01", "2026-02-28", 17),
            ("2012-06-18", "2026-06-17", 13), ("2000-02-29", "2100-02-28", 100),
        ]:  # fmt: skip
            with self.subTest(born=born, day=day):
                self.assertEqual(age_on(date.fromisoformat(born), date.fromisoformat(day)), age)
