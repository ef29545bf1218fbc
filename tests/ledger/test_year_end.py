"""The end of a year: commitments go on, what is free lapses, and the report adds up."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from functools import partial

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import TestCase

from mws.accounts.models import User
from mws.audit.selectors import history_of
from mws.core.money import Balances
from mws.core.refusals import Refused
from mws.ledger import services
from mws.ledger.books import faults_in_books
from mws.ledger.models import Account, AllocationOrder, ClosingLine, Fund, YearClose
from mws.ledger.selectors import closing_lines, fund_of
from tests.cast import YEAR, Cast
from tests.proposals.cases import code_of

AFTER = datetime(YEAR + 1, 1, 4, 2, tzinfo=UTC)


class YearEndTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.cast.fund(100_000)
        cls.two = {"made_by": cls.cast.finance, "by": cls.cast.leader}

    def case(self, reserved: int, committed: int = 0, paid: int = 0) -> uuid.UUID:
        case_id = uuid.uuid4()
        services.reserve(
            case_id=case_id, community=self.cast.community, year=YEAR, amount_fen=reserved,
            decision="m", reference=f"r{case_id}", by=None,
        )  # fmt: skip
        for verb, amount in ((services.commit, committed), (services.pay, paid)):
            if amount:
                verb(case_id=case_id, amount_fen=amount, decision="d",
                     reference=f"{verb.__name__}{case_id}", **self.two)  # fmt: skip
        return case_id

    def prepare(self, **changes: object) -> YearClose:
        terms = {"place": self.cast.subdistrict, "year": YEAR, "document_no": "桃街财〔2026〕99号",
                 "by": self.cast.finance, "now": AFTER} | changes  # fmt: skip
        return services.prepare_year_close(**terms)

    def close(self) -> YearClose:
        return services.close_year(close_id=self.prepare().pk, by=self.cast.leader, now=AFTER)

    def balances(self, year: int = YEAR) -> Balances:
        return fund_of(self.cast.community, year).balances

    def test_commitments_go_on_reservations_fall_and_the_rest_lapses(self) -> None:
        running, waiting = self.case(40_000, 40_000, 15_000), self.case(10_000)
        line = closing_lines(self.close()).get()
        self.assertEqual(
            (line.allocated_fen, line.carried_fen, line.spent_fen, line.released_fen,
             line.returned_fen),
            (100_000, 25_000, 15_000, 10_000, 50_000),
        )  # fmt: skip
        self.assertEqual(self.balances(), Balances(75_000, 0, 0, 0, 15_000, 60_000))
        self.assertEqual(self.balances(YEAR + 1), Balances(25_000, 0, 0, 25_000, 0, 0))
        self.assertEqual(list(faults_in_books()), [])
        services.pay(case_id=running, amount_fen=25_000, decision="d", reference="last", **self.two)
        self.assertEqual(Account.objects.get(case_id=running).paid_fen, 40_000)
        self.cast.fund(10_000, year=YEAR + 1)
        services.reserve(
            case_id=waiting, community=self.cast.community, year=YEAR + 1, amount_fen=10_000,
            decision="m2", reference="again", by=None,
        )  # fmt: skip
        self.assertEqual(self.balances(YEAR + 1).reserved, 10_000)
        self.assertEqual(list(faults_in_books()), [])

    def test_what_each_entry_is_called(self) -> None:
        self.case(40_000, 30_000)
        self.close()
        kinds = [row.kind for row in fund_of(self.cast.community, YEAR).transfers.order_by("seq")]
        self.assertEqual(kinds, ["allocate", "reserve", "commit", "release", "carry_out", "lapse"])
        self.assertEqual(fund_of(self.cast.community, YEAR + 1).transfers.get().kind, "carry_in")

    def order(self, year: int = YEAR, **changes: object) -> AllocationOrder:
        terms = {"community": self.cast.community, "amount_fen": 500, "document_no": "补〔1〕号",
                 "by": self.cast.finance, "now": AFTER} | changes  # fmt: skip
        return services.enter_allocation(year=year, **terms)

    def test_an_order_that_waits_holds_the_year_until_it_is_taken_back(self) -> None:
        order = self.order()
        self.assertEqual("order_waits", code_of(self.prepare))
        withdraw = partial(services.withdraw_allocation, order_id=order.pk, now=AFTER)
        self.assertEqual("not_finance", code_of(lambda: withdraw(by=self.cast.clerk)))
        withdraw(by=self.cast.finance)
        self.assertEqual("withdrawn", code_of(lambda: withdraw(by=self.cast.leader)))
        confirm = partial(services.confirm_allocation, order_id=order.pk, by=self.cast.leader)
        self.assertEqual("withdrawn", code_of(confirm))
        self.assertEqual("nothing_waits", code_of(
            lambda: services.confirm_document(
                document_no="补〔1〕号", year=YEAR, by=self.cast.leader
            )
        ))  # fmt: skip
        self.order()  # the same line of the document may be entered anew
        AllocationOrder.objects.waiting().get()
        services.withdraw_allocation(
            order_id=AllocationOrder.objects.waiting().get().pk, by=self.cast.leader, now=AFTER
        )
        self.close()

    def test_what_is_booked_is_not_taken_back(self) -> None:
        order = self.order()
        services.confirm_allocation(order_id=order.pk, by=self.cast.leader)
        withdraw = partial(services.withdraw_allocation, order_id=order.pk, by=self.cast.finance)
        self.assertEqual("confirmed_already", code_of(withdraw))
        for wrong in (
            {"withdrawn_at": AFTER, "withdrawn_by": self.cast.finance}, {"withdrawn_at": AFTER},
        ):  # fmt: skip
            with self.subTest(wrong), self.assertRaises(IntegrityError), transaction.atomic():
                AllocationOrder.objects.filter(pk=order.pk).update(**wrong)

    def test_no_fund_begins_in_a_closed_year_or_before_it(self) -> None:
        """It could not be closed any more, and the next year would wait for it for ever."""
        self.close()
        late = {"community": self.cast.other_community}
        for year in (YEAR, YEAR - 1):
            with self.subTest(year):
                self.assertEqual("year_closed", code_of(lambda y=year: self.order(y, **late)))
                self.assertEqual("year_closed", code_of(
                    lambda y=year: self.cast.fund(5, year=y, community=self.cast.other_community)
                ))  # fmt: skip
                for purse in ("fiscal", "social"):
                    with self.assertRaises(DatabaseError), transaction.atomic():
                        Fund.objects.create(year=year, purse=purse, **late)
        pool = {"community": self.cast.subdistrict, "year": YEAR}
        with self.assertRaises(DatabaseError), transaction.atomic():
            Fund.objects.create(**pool)
        self.cast.fund(5, year=YEAR + 1, community=self.cast.other_community)
        self.assertEqual(list(faults_in_books()), [])

    def test_books_of_an_earlier_year_that_were_never_used_are_closed_along(self) -> None:
        empty = Fund.objects.create(community=self.cast.other_community, year=YEAR - 1)
        self.close()
        empty.refresh_from_db()
        self.assertEqual(AFTER, empty.closed_at)
        self.assertEqual("fund_closed", code_of(
            lambda: self.cast.fund(5, year=YEAR - 1, community=self.cast.other_community)
        ))  # fmt: skip

    def test_co_funding_goes_on_whole(self) -> None:
        services.allocate(
            community=self.cast.community, year=YEAR, amount_fen=500, document_no="捐1号",
            reference="gift", purse="social", **self.two,
        )  # fmt: skip
        self.close()
        social = fund_of(self.cast.community, YEAR + 1, purse="social")
        self.assertEqual(social.available_fen, 500)

    def test_after_the_closing_nothing_moves(self) -> None:
        case_id = self.case(10)
        self.close()
        fund = fund_of(self.cast.community, YEAR)
        with self.assertRaises(Refused) as caught:
            self.case(1)
        self.assertEqual(caught.exception.code, "fund_closed")
        with self.assertRaises(Refused) as caught:
            services.commit(
                case_id=case_id, amount_fen=1, decision="d", reference="late", **self.two
            )
        self.assertEqual(caught.exception.code, "fund_closed")
        for sql in (
            f"UPDATE ledger_fund SET closed_at = NULL WHERE id = {fund.pk}",
            f"UPDATE ledger_fund SET year = {YEAR + 5} WHERE id = {fund.pk}",
            "UPDATE ledger_closingline SET spent_fen = spent_fen + 1",
            "DELETE FROM ledger_closingline",
        ):
            with (
                self.subTest(sql),
                self.assertRaises(DatabaseError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(sql)

    def test_a_fund_that_holds_money_is_not_closed_by_hand(self) -> None:
        with self.assertRaises(IntegrityError), transaction.atomic():
            Fund.objects.update(closed_at=AFTER)

    def test_a_report_that_does_not_add_up_is_refused_by_the_database(self) -> None:
        close, fund = self.prepare(), fund_of(self.cast.community, YEAR)
        sums = {"allocated_fen": 10, "carried_fen": 1, "spent_fen": 2, "released_fen": 3,
                "returned_fen": 4}  # fmt: skip
        for wrong in ({"spent_fen": 3}, {"carried_fen": -1, "spent_fen": 4}):
            with self.subTest(wrong), self.assertRaises(IntegrityError), transaction.atomic():
                ClosingLine.objects.create(close=close, fund=fund, **(sums | wrong))

    def test_refusals(self) -> None:
        cast = self.cast
        for changes, code in [
            ({"now": datetime(YEAR, 12, 31, 2, tzinfo=UTC)}, "year_runs"),
            ({"place": cast.community}, "not_subdistrict"),
            ({"by": cast.leader}, "not_finance"),
            ({"document_no": " "}, "no_document"),
            ({"year": YEAR - 1}, "no_books"),
        ]:
            with self.subTest(code), self.assertRaises(Refused) as caught:
                self.prepare(**changes)
            self.assertEqual(caught.exception.code, code)
        order = services.enter_allocation(
            community=cast.community, year=YEAR, amount_fen=5, document_no="迟1号", by=cast.finance
        )
        with self.assertRaises(Refused) as caught:
            self.prepare()
        self.assertEqual(caught.exception.code, "order_waits")
        services.confirm_allocation(order_id=order.pk, by=cast.leader)
        close = self.prepare()
        for by, code in [(cast.finance, "not_leader"), (cast.lin, "not_leader")]:
            with self.subTest(code), self.assertRaises(Refused) as caught:
                services.close_year(close_id=close.pk, by=by, now=AFTER)
            self.assertEqual(caught.exception.code, code)
        services.close_year(close_id=close.pk, by=cast.leader, now=AFTER)
        with self.assertRaises(Refused) as caught:
            services.close_year(close_id=close.pk, by=cast.leader, now=AFTER)
        self.assertEqual(caught.exception.code, "closed_already")

    def take_back(self, close: YearClose, by: User) -> YearClose:
        return services.take_back_year_close(close_id=close.pk, by=by, now=AFTER)

    def test_a_closing_is_taken_back_by_either_person_until_the_year_is_closed(self) -> None:
        cast = self.cast
        for by in (cast.finance, cast.leader):
            with self.subTest(by):
                close = self.prepare()
                self.assertEqual("prepared_already", code_of(self.prepare))
                for other in (cast.officer, cast.clerk, cast.lin):
                    self.assertEqual(
                        "not_finance", code_of(lambda c=close, o=other: self.take_back(c, o))
                    )
                self.take_back(close, by)
                close.refresh_from_db()
                self.assertEqual((by, AFTER), (close.withdrawn_by, close.withdrawn_at))
                self.assertEqual("year.taken_back", history_of(close).last().action)
                again = partial(self.take_back, close, by)
                self.assertEqual("withdrawn", code_of(again))
                late = partial(services.close_year, close_id=close.pk, by=cast.leader, now=AFTER)
                self.assertEqual("withdrawn", code_of(late))
        self.assertFalse(ClosingLine.objects.exists())
        self.case(10)  # nothing was booked, the year is as it was
        close = self.close()  # prepared anew
        self.assertEqual(3, YearClose.objects.count())
        self.assertEqual("closed_already", code_of(lambda: self.take_back(close, cast.finance)))
        self.assertIsNotNone(fund_of(cast.community, YEAR).closed_at)

    def test_the_database_takes_no_closed_year_back(self) -> None:
        close, by = self.close(), self.cast.finance
        for wrong in (
            {"withdrawn_by": by, "withdrawn_at": AFTER}, {"withdrawn_at": AFTER},
            {"withdrawn_by": by},
        ):  # fmt: skip
            with self.subTest(wrong), self.assertRaises(IntegrityError), transaction.atomic():
                YearClose.objects.filter(pk=close.pk).update(**wrong)

    def test_the_database_closes_nothing_that_was_taken_back_and_keeps_one_that_waits(self) -> None:
        close = self.take_back(self.prepare(), self.cast.finance)
        waits = self.prepare()
        for which, wrong in (
            (close, {"closed_by": self.cast.leader, "closed_at": AFTER}),
            (close, {"withdrawn_by": None, "withdrawn_at": None}),
            (waits, {"withdrawn_at": AFTER}),
        ):
            with self.subTest(wrong), self.assertRaises(IntegrityError), transaction.atomic():
                YearClose.objects.filter(pk=which.pk).update(**wrong)

    def test_an_earlier_year_is_closed_first(self) -> None:
        self.cast.fund(7, year=YEAR - 1)
        with self.assertRaises(Refused) as caught:
            self.prepare()
        self.assertEqual(caught.exception.code, "earlier_open")

    def test_the_database_wants_two_persons(self) -> None:
        close = self.close()
        for wrong in ({"closed_by": self.cast.finance}, {"closed_by": None}):
            with self.subTest(wrong), self.assertRaises(IntegrityError), transaction.atomic():
                YearClose.objects.filter(pk=close.pk).update(**wrong)
