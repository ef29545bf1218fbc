from datetime import date
from itertools import pairwise

from mws.ledger.models import AllocationOrder, Fund
from mws.pages.settings_desk.round_dates import days_of, suggested_windows, window_of
from mws.rounds.models import Round, RoundStage, Stage
from tests.pages.test_settings_desk import DeskTestCase

DAY = date(2026, 11, 30)


class RoundDateTests(DeskTestCase):
    def test_a_window_holds_both_its_days(self):
        starts_at, ends_at = window_of(DAY, DAY)
        self.assertEqual((ends_at - starts_at).days, 1)
        self.assertEqual(days_of(RoundStage(starts_at=starts_at, ends_at=ends_at)), (DAY, DAY))

    def test_suggested_stages_follow_one_another_and_leave_out_a_vote_that_is_not(self):
        for poll_role, stages in [
            ("none", [stage for stage in Stage if stage != Stage.POLL]),
            ("advisory", list(Stage)),
        ]:
            with self.subTest(poll_role):
                windows = suggested_windows(DAY, poll_role)
                self.assertEqual(list(windows), stages)
                edges = list(windows.values())
                for (_start, end), (start, _end) in pairwise(edges):
                    self.assertEqual(end, start)


class RoundTests(DeskTestCase):
    def setUp(self):
        self.officer = self.cast.officer
        self.facts = {
            "community": self.cast.community.code, "rule_set": self.cast.rule_set.pk, "batch": 1,
            "poll_role": "advisory", "first_day": "2026-11-30",
        }  # fmt: skip

    def prepare(self, **changes):
        return self.post(self.officer, "round_new", **(self.facts | changes))

    def test_a_round_is_prepared_moved_and_opened(self):
        response = self.prepare()
        found = Round.objects.get()
        self.assertRedirects(response, self.url("round", found.pk))
        self.assertEqual((found.state, found.stages.count()), ("draft", 7))
        self.post(
            self.officer, "round_stage", found.pk, "poll", first_day="2027-02-01",
            last_day="2027-02-10",
        )  # fmt: skip
        poll = found.stages.get(stage="poll")
        self.assertEqual(days_of(poll), (date(2027, 2, 1), date(2027, 2, 10)))
        self.assertContains(self.get(self.officer, "round", found.pk), "round_open"[:5])
        self.post(self.officer, "round_open", found.pk)
        found.refresh_from_db()
        self.assertEqual((found.state, found.opened_by), ("open", self.officer))
        self.assertContains(self.get(self.officer, "rounds"), self.cast.community.name)

    def test_a_round_that_lacks_a_stage_says_which_instead_of_a_button(self):
        self.prepare()
        found = Round.objects.get()
        found.stages.filter(stage="council").delete()
        page = self.get(self.officer, "round", found.pk)
        self.assertEqual(page.context["why_not_open"].code, "stage_missing")
        self.post(self.officer, "round_open", found.pk)
        found.refresh_from_db()
        self.assertEqual(found.state, "draft")

    def test_what_cannot_be_is_refused_on_the_form(self):
        self.prepare()
        for changes in [
            {}, {"batch": 0}, {"community": "440305"}, {"rule_set": 0}, {"poll_role": "x"},
            {"batch": 2, "first_day": ""}, {"batch": 2, "first_day": "9999-12-31"},
        ]:  # fmt: skip
            with self.subTest(changes):
                self.assert_refused_on_page(self.prepare(**changes))
        self.assertEqual(Round.objects.count(), 1)

    def test_a_stage_does_not_end_before_it_begins(self):
        self.prepare()
        pk = Round.objects.get().pk
        days = {"first_day": "2027-02-10", "last_day": "2027-02-01"}
        self.assert_refused_on_page(self.post(self.officer, "round_stage", pk, "poll", **days))
        self.assertEqual(self.get(self.officer, "round_stage", pk, "party").status_code, 404)


class AllocationTests(DeskTestCase):
    def setUp(self):
        self.facts = {
            "community": self.cast.community.code, "year": 2026, "amount_fen": "50万",
            "document_no": "南财〔2026〕12号", "line": "base", "source": "district",
        }  # fmt: skip

    def enter(self, **changes):
        return self.post(self.cast.finance, "allocation_new", **(self.facts | changes))

    def test_money_is_there_when_another_person_has_confirmed_it(self):
        self.assertRedirects(self.enter(), self.url("allocations"))
        order = AllocationOrder.objects.get()
        self.assertFalse(Fund.objects.exists())
        page = self.get(self.cast.leader, "allocations")
        self.assertContains(page, self.url("allocation_confirm", order.pk))
        self.post(self.cast.leader, "allocation_confirm", order.pk)
        self.assertEqual(Fund.objects.get().available_fen, 50_000_000)
        self.assertContains(self.get(self.cast.finance, "allocations"), "500,000.00")

    def test_who_entered_it_cannot_confirm_it(self):
        self.cast.leader.memberships.create(
            role="finance_officer", place=self.cast.subdistrict, starts_on="2020-01-01",
            reason="兼任", granted_at="2020-01-01T00:00Z",
        )  # fmt: skip
        self.post(self.cast.leader, "allocation_new", **self.facts)
        order = AllocationOrder.objects.get()
        [(_order, why_not)] = self.get(self.cast.leader, "allocations").context["waiting"]
        self.assertEqual(why_not.code, "same_person")
        self.post(self.cast.leader, "allocation_confirm", order.pk)
        self.assertFalse(Fund.objects.exists())

    def test_a_line_that_waits_is_taken_back_by_either_and_entered_anew(self):
        for who in (self.cast.finance, self.cast.leader):
            self.enter()
            order = AllocationOrder.objects.waiting().get()
            self.assertContains(self.get(who, "allocations"),
                                self.url("allocation_withdraw", order.pk))  # fmt: skip
            self.post(who, "allocation_withdraw", order.pk)
            order.refresh_from_db()
            self.assertEqual(order.withdrawn_by, who)
            self.assertEqual([], self.get(who, "allocations").context["waiting"])
        self.post(self.cast.leader, "allocation_confirm", order.pk)
        self.assertFalse(Fund.objects.exists())

    def test_a_finance_officer_confirms_nothing(self):
        self.enter()
        pk = AllocationOrder.objects.get().pk
        self.assertEqual(self.post(self.cast.finance, "allocation_confirm", pk).status_code, 404)

    def test_what_cannot_be_is_refused_on_the_form(self):
        self.enter()
        for changes in [
            {}, {"amount_fen": "0"}, {"amount_fen": "-5"}, {"document_no": ""}, {"year": 1999},
            {"community": "440305"},
        ]:  # fmt: skip
            with self.subTest(changes):
                self.assert_refused_on_page(self.enter(**changes))
        self.assertEqual(AllocationOrder.objects.count(), 1)
