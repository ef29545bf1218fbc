"""The tallies are what a count of the rows says, at every level, and stay so."""

from __future__ import annotations

from uuid import uuid4

from django.core.management import CommandError, call_command
from django.test import TestCase

from mws.accounts.models import Residency
from mws.audit.services import record, seal_trail
from mws.ledger.services import open_account
from mws.oversight.agreement import faults_in_tallies
from mws.oversight.models import Subject, Tally, TallyMark
from mws.oversight.services import recount_all, recount_changed
from tests.cast import NOW, YEAR, Cast, make_resident
from tests.cms.outcomes import Outcomes
from tests.oversight.people import proposals_by
from tests.proposals.delivery import later


class TallyTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.outcomes = Outcomes(cls.cast)
        cls.project = cls.outcomes.closed()
        cls.rejected = cls.outcomes.rejected()

    def count(self, place, subject: str, key: str) -> tuple[int, int] | None:
        rows = Tally.objects.filter(place=place, year=YEAR, subject=subject, key=key)
        return rows.values_list("count", "total").first()

    def test_every_level_has_the_sum_of_what_lies_below(self) -> None:
        recount_all(now=NOW)
        for place in (self.cast.community, self.cast.subdistrict, self.cast.district,
                      self.cast.city):  # fmt: skip
            self.assertEqual(
                (1, self.project.approved_fen), self.count(place, Subject.PROJECTS, "closed")
            )
            self.assertEqual((1, 0), self.count(place, Subject.PROPOSALS, "rejected"))
        self.assertIsNone(self.count(self.cast.other_community, Subject.PROJECTS, "closed"))
        self.assertEqual([], list(faults_in_tallies()))

    def test_money_by_month_is_what_the_ledger_moved(self) -> None:
        recount_all(now=NOW)
        paid = Tally.objects.filter(
            place=self.cast.city, subject=Subject.MONTH, key__endswith=":paid"
        )  # fmt: skip
        self.project.account.refresh_from_db()
        self.assertEqual(self.project.account.paid_fen, sum(row.total for row in paid))

    def test_what_was_paid_before_the_books_came_is_counted_before_the_months(self) -> None:
        open_account(
            case_id=uuid4(), community=self.cast.other_community, year=YEAR, committed_fen=300,
            paid_fen=700, decision="期初", reference="opening", made_by=self.cast.finance,
            by=self.cast.leader, now=NOW,
        )  # fmt: skip
        recount_all(now=NOW)
        for key, total in (("opening:paid", 700), ("opening:committed", 300)):
            self.assertEqual((1, total), self.count(self.cast.city, Subject.MONTH, key))

    def test_only_where_the_trail_moved_is_counted_again(self) -> None:
        seal_trail()
        self.assertLess(0, recount_changed(NOW))
        self.assertEqual(0, recount_changed(NOW))
        self.outcomes.approved("儿童滑梯")
        seal_trail()
        self.assertEqual(1, recount_changed(NOW))
        self.assertEqual([], list(faults_in_tallies()))
        self.assertEqual(NOW, TallyMark.objects.get().counted_at)

    def test_what_the_clock_has_not_counted_yet_is_no_fault_but_a_wrong_sum_is(self) -> None:
        recount_all(now=NOW)
        self.outcomes.approved("儿童滑梯")  # not even sealed
        self.assertEqual([], list(faults_in_tallies()))
        seal_trail()
        self.assertEqual([], list(faults_in_tallies()))
        Tally.objects.filter(place=self.cast.city, subject=Subject.PROJECTS).update(count=9)
        self.assertNotEqual([], list(faults_in_tallies()))

    def test_the_hour_of_the_last_count_is_kept_fresh_without_writing_all_the_time(self) -> None:
        recount_all(now=NOW)
        soon, much_later = NOW.replace(second=30), later(1)
        recount_changed(soon)
        self.assertEqual(NOW, TallyMark.objects.get().counted_at)
        recount_changed(much_later)
        self.assertEqual(much_later, TallyMark.objects.get().counted_at)

    def test_a_tally_that_is_out_of_step_is_found_and_mended(self) -> None:
        recount_all(now=NOW)
        call_command("check_books", verbosity=0)
        Tally.objects.filter(place=self.cast.district, key="closed").update(count=7)
        with self.assertRaisesMessage(CommandError, "sums wrong at tally projects closed"):
            call_command("check_books", verbosity=0)

    def test_what_is_no_more_leaves_no_tally(self) -> None:
        recount_all(now=NOW)
        self.rejected.status = "withdrawn"
        self.rejected.save()
        record("proposal.withdrawn", target=self.rejected, by=None, effective_at=NOW)
        seal_trail()
        recount_changed(NOW)
        self.assertIsNone(self.count(self.cast.city, Subject.PROPOSALS, "rejected"))
        self.assertEqual((1, 0), self.count(self.cast.city, Subject.PROPOSALS, "withdrawn"))


class PeopleTests(TestCase):
    """Two communities: fifteen proposers in one, four in the other."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        for number in range(15):
            basis = "hukou" if number < 5 else "residence"
            person = make_resident(f"many{number}", f"居民{number}", cls.cast.community)
            Residency.objects.filter(user=person).update(basis=basis)
            proposals_by(person, cls.cast, cls.cast.community)
        for number in range(4):
            person = make_resident(f"few{number}", f"邻居{number}", cls.cast.other_community)
            proposals_by(person, cls.cast, cls.cast.other_community)
        recount_all(now=NOW)

    def hidden(self, place) -> set[str]:
        rows = Tally.objects.filter(place=place, year=YEAR, subject=Subject.HIDDEN)
        return set(rows.values_list("key", flat=True))

    def test_the_few_are_withheld_and_the_many_with_them(self) -> None:
        for place in (self.cast.community, self.cast.other_community):
            self.assertLessEqual({"proposers", "proposers_elsewhere"}, self.hidden(place))
        self.assertEqual(set(), self.hidden(self.cast.city))

    def test_what_is_withheld_in_the_row_is_withheld_on_its_own_page(self) -> None:
        for code in (self.cast.subdistrict.code, self.cast.community.code):
            self.cast.fund()
            text = self.client.get(f"/sunshine/{YEAR}/{code}/proposers/").content.decode()
            self.assertNotIn(f'data-figure="proposers:{self.cast.community.code}:', text)
        self.assertIn("不足 10，不公布", text)

    def test_the_sum_is_shown(self) -> None:
        self.cast.fund()
        text = self.client.get(f"/sunshine/{YEAR}/440305/proposers/").content.decode()
        self.assertIn(f'<data value="19" data-figure="proposers:440305:{YEAR}">', text)
