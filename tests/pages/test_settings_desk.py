"""Who finds which part of the desk, and that a stranger finds nothing."""

from django.test import TestCase
from django.urls import reverse

from mws.accounts.models import Membership
from mws.ledger.models import AllocationOrder
from tests.cast import Cast

PARTS = ["rule_sets", "clauses", "calendar", "places", "people", "desks", "rounds", "allocations"]


class DeskTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        assert cls.cast.rule_set

    def url(self, name, *args):
        return reverse(f"settings_desk:{name}", args=args)

    def get(self, person, name, /, *args, **query):
        self.client.force_login(person)
        return self.client.get(self.url(name, *args), query)

    def post(self, person, name, /, *args, query="", **data):
        self.client.force_login(person)
        return self.client.post(self.url(name, *args) + query, data)

    def assert_refused_on_page(self, response):
        """The form stands again, with what is to be mended and what was typed."""
        self.assertEqual(response.status_code, 200)
        self.assertTrue(response.context["form"].errors)


class WhoFindsWhatTests(DeskTestCase):
    def test_each_part_exists_for_those_who_use_it(self):
        cast = self.cast
        district = {"rule_sets", "clauses", "calendar", "places", "people", "desks",
                    "allocations"}  # fmt: skip
        for person, parts in [
            (cast.district_officer, district),
            (cast.officer, {"rounds"}),
            (cast.leader, {"rounds", "allocations"}),
            (cast.finance, {"allocations"}),
            (cast.secretary, set()),
            (cast.clerk, set()),
            (cast.auditor, set()),
            (cast.lin, set()),
        ]:
            self.client.force_login(person)
            for part in PARTS:
                with self.subTest(person=person, part=part):
                    response = self.client.get(self.url(part), follow=True)
                    self.assertEqual(response.status_code, 200 if part in parts else 404)
            with self.subTest(person=person, part="index"):
                status = self.client.get(self.url("index")).status_code
                self.assertEqual(status, 200 if parts else 404)

    def test_who_is_not_signed_in_is_asked_to(self):
        for part in ["index", *PARTS]:
            with self.subTest(part):
                response = self.client.get(self.url(part))
                self.assertIn(reverse("account_login"), response["Location"])

    def test_flags_of_django_open_nothing(self):
        self.cast.lin.is_staff = self.cast.lin.is_superuser = True
        self.cast.lin.save()
        self.assertEqual(self.get(self.cast.lin, "index").status_code, 404)

    def test_an_officer_of_another_district_finds_none_of_ours(self):
        """The same office, elsewhere: every object of this district is a 404."""
        cast = self.cast
        stranger = cast.stranger
        for role in ("district_officer", "subdistrict_leader", "finance_officer"):
            Membership.objects.create(
                user=stranger, role=role, place=cast.other_community, reason="测试",
                starts_on="2020-01-01", granted_at="2020-01-01T00:00Z",
            )  # fmt: skip
        order = AllocationOrder.objects.create(
            community=cast.community, year=2026, amount_fen=100, document_no="x",
            entered_by=cast.finance, entered_at="2026-01-01T00:00Z",
        )  # fmt: skip
        held = cast.clerk.memberships.get()
        running = cast.round()
        for name, *args in [
            ("rule_set", cast.rule_set.pk), ("rule", cast.rule_set.pk, "notice_days"),
            ("place", cast.community.code), ("place_new", cast.community.code),
            ("place_rename", cast.community.code), ("place_profile", cast.community.code),
            ("membership_end", held.pk), ("round", running.pk),
            ("round_stage", running.pk, "call"),
        ]:  # fmt: skip
            with self.subTest(name):
                self.assertEqual(self.get(stranger, name, *args).status_code, 404)
        for name, pk in [("round_open", running.pk), ("allocation_confirm", order.pk)]:
            with self.subTest(name):
                self.assertEqual(self.post(stranger, name, pk).status_code, 404)

    def test_pages_stay_below_the_budget_of_queries(self):
        cast = self.cast
        cast.round()
        for person, name, *args in [
            (cast.district_officer, "rule_set", cast.rule_set.pk),
            (cast.district_officer, "place", cast.district.code),
            (cast.district_officer, "place", cast.community.code),
            (cast.district_officer, "person", cast.clerk.pk),
            (cast.leader, "rounds"),
            (cast.leader, "allocations"),
        ]:
            with self.subTest(name=name, args=args):
                self.client.force_login(person)
                with self.assertNumQueries(UpTo(15)):
                    self.client.get(self.url(name, *args))


class UpTo(int):
    """Equal to any number of queries up to itself."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, int) and other <= int(self)

    __hash__ = int.__hash__
