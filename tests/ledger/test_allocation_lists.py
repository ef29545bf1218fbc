"""Lists of allocations from a spreadsheet: all lines or none, each fault with its line."""

from __future__ import annotations

from django.test import TestCase

from mws.ledger import services
from mws.ledger.allocation_lists import read_allocations, sentence
from mws.ledger.models import AllocationOrder
from mws.ledger.selectors import fund_of
from mws.places.models import Place
from tests.cast import NOW, YEAR, Cast
from tests.proposals.tables import csv, opener_of, xlsx

HEADINGS = ("社区", "年度", "类别", "来源", "金额", "文号", "用途")
DOCUMENT = "深财社〔2026〕1号"
CITY = ("龙珠社区", "2026", "基本额度", "市级", "52.7万", DOCUMENT, "")
DISTRICT = ("440305007001", "2026年", "基本额度", "区级", "527000", DOCUMENT, "1:1 配套")
POOL = ("桃源街道", "2026", "街道统筹", "区级", "100000.50", DOCUMENT, "")


class ListTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()

    def read(self, *rows: tuple) -> tuple:
        return read_allocations(opener_of(xlsx(HEADINGS, rows)), Place.objects.all())

    def enter(self, *rows: tuple) -> list:
        found, faults = self.read(*rows)
        self.assertEqual(faults, [])
        return services.enter_allocations(rows=found, by=self.cast.finance, now=NOW)

    def test_both_shares_and_the_pool_are_lines_of_their_own(self) -> None:
        self.assertEqual(self.enter(CITY, DISTRICT, POOL), [])
        done = services.confirm_document(
            document_no=DOCUMENT, year=YEAR, by=self.cast.leader, now=NOW
        )
        self.assertEqual(done, 3)
        self.assertEqual(fund_of(self.cast.community, YEAR).allocated_fen, 105_400_000)
        self.assertEqual(fund_of(self.cast.subdistrict, YEAR).allocated_fen, 10_000_050)
        sources = AllocationOrder.objects.filter(community=self.cast.community)
        self.assertEqual({order.source for order in sources}, {"city", "district"})

    def test_csv_is_read_too(self) -> None:
        rows, faults = read_allocations(opener_of(csv(HEADINGS, [CITY])), Place.objects.all())
        self.assertEqual((len(rows), faults), (1, []))

    def test_every_fault_names_its_line(self) -> None:
        _rows, faults = self.read(
            CITY, CITY, ("没有社区", "26", "别的", "天上", "0", "", ""),
            ("龙珠社区", "2026", "激励", "区级", "1.005", DOCUMENT, ""),
        )  # fmt: skip
        self.assertEqual(
            [(fault.line, fault.code) for fault in faults],
            [(3, "twice"), (4, "unknown_place"), (4, "bad_year"), (4, "unknown_line"),
             (4, "unknown_line"), (4, "bad_amount"), (4, "no_document"), (5, "bad_amount")],
        )  # fmt: skip
        self.assertTrue(all(str(fault.line) in sentence(fault) for fault in faults))

    def test_what_a_rule_refuses_undoes_the_whole_list(self) -> None:
        services.enter_allocation(
            community=self.cast.community, year=YEAR, amount_fen=5, document_no=DOCUMENT,
            line="base", source="city", by=self.cast.finance,
        )  # fmt: skip
        faults = self.enter(DISTRICT, CITY)
        self.assertEqual([(fault.line, fault.code) for fault in faults], [(3, "refused")])
        self.assertEqual(AllocationOrder.objects.count(), 1)

    def test_a_trial_keeps_nothing(self) -> None:
        rows, _faults = self.read(CITY)
        services.enter_allocations(rows=rows, by=self.cast.finance, is_trial=True, now=NOW)
        self.assertFalse(AllocationOrder.objects.exists())
