"""Routes, quotations, packages, the gate and the splitting warning: each rule with its refusal."""

from datetime import date, timedelta
from unittest import mock

from django.db import IntegrityError, transaction
from django.test import SimpleTestCase, TestCase
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from mws.core.money import split_largest_remainder
from mws.core.refusals import Refused
from mws.providers.services import record_breach, record_training, register_supplier
from mws.rounds.parameters import RoundRules
from proposals.models import Contract, Procurement, Project, Quotation
from proposals.rules.delivery_procurement import Bid, route_for
from proposals.selectors.providers import mates_of
from proposals.services import projects as projects_services
from proposals.services.contracts import sign_contract
from tests.cast import NOW, Cast
from tests.proposals.delivery import APPROVED, TODAY, Delivery

RULES = RoundRules.from_frozen({})
WAN = 1_000_000  # fen


class RouteTests(SimpleTestCase):
    def test_the_route_follows_from_form_and_sum(self):
        for category, fen, route in [
            ("works", 3 * WAN, "direct"), ("works", 3 * WAN + 1, "quotes"),
            ("services", 10 * WAN, "quotes"), ("services", 10 * WAN + 1, "panel"),
            ("works", 50 * WAN, "panel"), ("works", 50 * WAN + 1, "open"),
            ("goods", 100 * WAN - 1, "open"), ("goods", 100 * WAN, "purchase"),
            ("goods", 200 * WAN, "tender"), ("services", 100 * WAN, "tender"),
            ("works", 100 * WAN, "open"), ("works", 400 * WAN, "tender"),
        ]:  # fmt: skip
            with self.subTest(category=category, fen=fen):
                self.assertEqual(route, route_for(category, fen, RULES))

    @given(st.integers(1, 10**9), st.integers(0, 10**9))
    def test_more_money_never_means_a_lighter_route(self, fen: int, more: int):
        order = ["direct", "quotes", "panel", "open", "purchase", "tender"]
        for category in ("works", "goods", "services"):
            lighter = order.index(route_for(category, fen, RULES))
            self.assertLessEqual(lighter, order.index(route_for(category, fen + more, RULES)))

    @given(st.lists(st.integers(1, 10**8), min_size=1, max_size=30), st.data())
    def test_shares_add_up_to_the_fen_and_none_is_above_what_was_approved(self, approved, data):
        total = data.draw(st.integers(0, sum(approved)))
        shares = split_largest_remainder(total, approved)
        self.assertEqual(total, sum(shares))
        self.assertTrue(all(share <= most for share, most in zip(shares, approved, strict=True)))


class ProcurementTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.delivery = Delivery(cls.cast)
        cls.project = cls.delivery.project()

    def refused(self, code: str, *projects: Project, **terms):
        with self.subTest(code=code), self.assertRaises(Refused) as caught:
            self.delivery.procure(*(projects or (self.project,)), **terms)
        self.assertEqual(code, caught.exception.code)

    def test_what_the_route_asks_for_is_there(self):
        choice, supplier = self.delivery.choice, self.delivery.supplier
        offers = list(choice(APPROVED).bids)
        late = Bid(supplier, APPROVED, TODAY + timedelta(days=1))
        low, none = Bid(supplier, APPROVED - 1, TODAY), Bid(supplier, -5, TODAY)
        for code, made in [
            ("no_amount", choice(0)),
            ("no_amount", choice(-1)),
            ("above_approved", choice(APPROVED + 1)),
            ("no_note", choice(APPROVED, note=" ")),
            ("too_few_quotations", choice(APPROVED, bids=offers[:2])),
            ("too_few_quotations", choice(APPROVED, bids=[])),
            ("bidder_twice", choice(APPROVED, bids=[*offers[:2], offers[0]])),
            ("chosen_did_not_bid", choice(APPROVED, bids=offers[1:])),
            ("above_own_bid", choice(APPROVED, bids=[low, *offers[1:]])),
            ("no_amount", choice(APPROVED, bids=[none, *offers[1:]])),
            ("in_future", choice(APPROVED, bids=[late, *offers[1:]])),
            ("no_document", choice(APPROVED, document_no="")),
            ("panel_too_small", choice(APPROVED, panel=["甲", "乙", "甲", " "])),
        ]:
            self.refused(code, choice=made)
        self.assertFalse(Procurement.objects.exists())
        self.assertFalse(Quotation.objects.exists())

    def test_who_may_and_only_once(self):
        for who in (self.cast.lin, self.cast.leader, self.cast.finance, self.delivery.builder):
            self.refused("not_your_office", by=who)
        self.delivery.procure(self.project)
        self.refused("procured_already")
        self.assertEqual("panel", Procurement.objects.get().route)

    def test_a_small_sum_is_awarded_directly_with_a_note(self):
        small = self.delivery.project(approved_fen=3 * WAN)
        choice = self.delivery.choice(3 * WAN, bids=[], panel=[], document_no="")
        self.delivery.procure(small, choice=choice)
        self.assertEqual("direct", self.delivery.again(small).procurement.route)

    def test_no_contract_without_a_choice_and_none_with_another_or_for_more(self):
        terms = {"supplier": self.delivery.supplier}
        with self.assertRaises(Refused) as caught:
            self.sign_only(self.project, **terms)
        self.assertEqual("not_procured", caught.exception.code)
        self.delivery.procure(self.project, choice=self.delivery.choice(APPROVED - 100))
        for more, code in [
            ({"supplier": self.delivery.rivals[0]}, "not_the_chosen"),
            ({"amount_fen": APPROVED}, "above_offer"),
            ({"amount_fen": -1}, "no_amount"),
        ]:
            with self.subTest(code=code), self.assertRaises(Refused) as caught:
                self.delivery.sign(self.project, **(terms | more))
            self.assertEqual(code, caught.exception.code)

    def sign_only(self, project: Project, **terms):
        return sign_contract(
            project_id=project.pk, number="X-1", amount_fen=100, signed_on=TODAY, starts_on=TODAY,
            ends_on=TODAY, by=self.cast.officer, now=NOW, **terms,
        )  # fmt: skip

    def test_the_gate(self):
        young = self.register("91440300MAABCD0069", date(2026, 1, 1))
        self.refused("supplier_too_young", choice=self.delivery.choice(APPROVED, young))
        bad = self.delivery.supplier
        record_breach(
            supplier_id=bad.pk, text="弄虚作假", happened_on=date(2025, 1, 1), document_no="罚1",
            by=self.cast.officer, now=NOW,
        )  # fmt: skip
        self.refused("supplier_in_breach")
        bad.breaches.update(happened_on=date(2024, 6, 17))
        self.delivery.procure(self.project)  # 24 months and a day later

    def test_a_social_organisation_is_trained_where_the_rules_ask_for_it(self):
        club = self.register("91440300MAABCD0069", date(2015, 1, 1), kind="social_org")
        frozen = self.project.proposal.round
        frozen.rules["supplier_training"] = {"value": "true", "basis": "测试"}
        frozen.save()
        self.refused("supplier_not_trained", choice=self.delivery.choice(APPROVED, club))
        record_training(
            supplier_id=club.pk, title="项目策划与实施", passed_on=TODAY, certificate_no="证1",
            by=self.cast.officer, now=NOW,
        )  # fmt: skip
        self.delivery.procure(self.project, choice=self.delivery.choice(APPROVED, club))

    def register(self, code: str, on: date, kind: str = "company"):
        return register_supplier(
            credit_code=code, name=f"机构{code[-4:]}", kind=kind, registered_on=on, by=None, now=NOW
        )

    def test_the_database_refuses_what_the_rules_refuse(self):
        self.delivery.procure(self.project)
        for table, change in [
            (Procurement, {"chosen_fen": APPROVED + 1}),
            (Procurement, {"chosen_fen": 0}),
            (Procurement, {"note": ""}),
            (Procurement, {"document_no": ""}),
            (Procurement, {"panel": ""}),
            (Procurement, {"route": "friend"}),
            (Quotation, {"amount_fen": 0}),
            (Quotation, {"supplier": self.delivery.supplier}),
        ]:
            with (
                self.subTest(change=change),
                self.assertRaises(IntegrityError),
                transaction.atomic(),
            ):
                table.objects.update(**change)


class SplittingTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.delivery = Delivery(cls.cast)

    def sign(self, fen: int, **terms):
        terms = {"amount_fen": fen, "splitting_reason": ""} | terms
        return self.delivery.sign(self.delivery.project(approved_fen=fen), **terms)

    def test_the_same_place_form_and_provider_above_the_cap_needs_a_reason(self):
        self.sign(30 * WAN)
        self.sign(20 * WAN)  # exactly the cap
        with self.assertRaises(Refused) as caught:
            self.sign(100)
        self.assertEqual("looks_split", caught.exception.code)
        project = self.sign(100, splitting_reason="另一处积水点")
        self.assertEqual("另一处积水点", project.contract.splitting_reason)

    def test_another_provider_form_or_year_is_no_splitting(self):
        self.sign(30 * WAN)
        self.sign(30 * WAN, supplier=self.delivery.rivals[0])
        Contract.objects.update(signed_on=date(2025, 6, 17))
        self.sign(30 * WAN)
        Contract.objects.update(signed_on=date(2025, 6, 18))
        with self.assertRaises(Refused):
            self.sign(30 * WAN)

    def test_back_dating_the_contract_does_not_help(self):
        self.sign(30 * WAN)
        with self.assertRaises(Refused) as caught:
            self.sign(30 * WAN, signed_on=date(2025, 1, 1))
        self.assertEqual("signed_before_approval", caught.exception.code)


class PackageTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.delivery = Delivery(cls.cast)

    def test_a_package_is_one_contract_shared_out_to_the_fen(self):
        sums = [1_000_001, 2_000_003, 333_333]
        projects = [self.delivery.project(approved_fen=fen) for fen in sums]
        total = sum(sums) - 7
        self.delivery.procure(*projects, choice=self.delivery.choice(total))
        self.delivery.sign(projects[1], amount_fen=total, number="包-1")
        rows = list(Contract.objects.order_by("pk").values_list("number", "amount_fen"))
        self.assertEqual(["包-1/1", "包-1/2", "包-1/3"], [number for number, _fen in rows])
        self.assertEqual(total, sum(fen for _number, fen in rows))
        for project, (_number, fen) in zip(projects, rows, strict=True):
            found = self.delivery.again(project)
            self.assertEqual(("contracted", fen), (found.status, found.contract_fen))
            self.assertLessEqual(fen, found.approved_fen)

    def test_the_route_of_a_package_is_that_of_its_sum(self):
        projects = [self.delivery.project(approved_fen=2 * WAN) for _ in range(3)]
        with self.assertRaises(Refused) as caught:
            self.delivery.procure(
                *projects, choice=self.delivery.choice(6 * WAN, bids=[], panel=[], document_no="")
            )
        self.assertEqual("too_few_quotations", caught.exception.code)
        self.delivery.procure(*projects)
        self.assertEqual("quotes", Procurement.objects.get().route)

    def test_unlike_projects_share_no_contract(self):
        works, goods = self.delivery.project(), self.delivery.project(category="goods")
        for projects, code in [([works, goods], "unlike_projects")]:
            with self.assertRaises(Refused) as caught:
                self.delivery.procure(*projects)
            self.assertEqual(code, caught.exception.code)

    def test_a_share_of_nothing_is_refused(self):
        projects = [self.delivery.project(approved_fen=fen) for fen in (3 * WAN, 1)]
        self.delivery.procure(*projects)
        with self.assertRaises(Refused) as caught:
            self.delivery.sign(projects[0], amount_fen=2)
        self.assertEqual("share_of_nothing", caught.exception.code)

    def test_a_terminated_mate_holds_the_contract_back(self):
        """The package was chosen for all: without one of them it is chosen for anew."""
        projects = [self.delivery.project(approved_fen=3 * WAN) for _ in range(2)]
        self.delivery.procure(*projects)
        Project.objects.filter(pk=projects[1].pk).update(status="terminated", end_reason="不做了")
        with self.assertRaises(Refused) as caught:
            self.delivery.sign(projects[0], amount_fen=WAN)
        self.assertEqual("package_changed", caught.exception.code)
        self.delivery.procure(projects[0])
        self.assertEqual("contracted", self.delivery.sign(projects[0], amount_fen=WAN).status)

    def test_what_is_left_of_a_package_is_chosen_for_anew_together(self):
        """From the page: the others are offered, and marked, though they were chosen for before."""
        first, second, ended = (self.delivery.project(approved_fen=3 * WAN) for _ in range(3))
        elsewhere = self.delivery.project(approved_fen=WAN)
        self.delivery.procure(first, second, ended)
        self.delivery.procure(elsewhere)
        Project.objects.filter(pk=ended.pk).update(status="terminated", end_reason="不做了")
        again = self.delivery.again(first)
        self.assertEqual([second], mates_of(again, by=self.cast.officer))
        self.client.force_login(self.cast.officer)
        page = self.client.get(reverse("proposals:project_procurement", args=[first.pk]))
        self.assertEqual([second.pk], page.context["form"].initial["together"])
        self.delivery.procure(first, second)
        self.delivery.sign(first, amount_fen=2 * WAN, number="包-2")
        self.assertEqual(2, Contract.objects.count())

    def test_many_projects_of_other_hands_do_not_hide_a_mate(self):
        project = self.delivery.project(approved_fen=WAN)
        mate = self.delivery.project(approved_fen=WAN)
        for each in range(3):
            other = self.delivery.project(approved_fen=WAN, title=f"外社区{each}")
            Project.objects.filter(pk=other.pk).update(community=self.cast.other_community)
        with mock.patch("proposals.selectors.providers.MOST_MATES", 1):
            self.assertEqual([mate], mates_of(project, by=self.cast.secretary))

    def test_a_mate_that_was_chosen_for_anew_is_not_signed_along(self):
        """While the signer waits for the lock another may choose anew for one of the package."""
        first, second = (self.delivery.project(approved_fen=3 * WAN) for _ in range(2))
        self.delivery.procure(first, second)
        package = Procurement.objects.get()
        seen = Project.objects.filter(procurement=package)
        with mock.patch.object(
            projects_services, "lock_projects", side_effect=self._choosing_anew_for(second)
        ):
            locked = projects_services.lock_package(first.pk)
        self.assertEqual([first], locked)
        self.assertEqual([first], list(seen))
        with self.assertRaises(Refused) as caught:
            self.delivery.sign(first, amount_fen=WAN)
        self.assertEqual("package_changed", caught.exception.code)

    def _choosing_anew_for(self, mate):
        lock = projects_services.lock_projects

        def locked(keys):
            keys = list(keys)
            self.delivery.procure(mate, choice=self.delivery.choice(2 * WAN))
            return lock(keys)

        return locked

    def test_a_provider_who_steps_back_is_replaced_and_stays_on_record(self):
        project = self.delivery.project()
        self.delivery.procure(project)
        self.delivery.procure(
            project, choice=self.delivery.choice(APPROVED, self.delivery.rivals[0])
        )
        self.assertEqual(2, Procurement.objects.count())
        self.assertEqual(self.delivery.rivals[0], self.delivery.again(project).procurement.chosen)
