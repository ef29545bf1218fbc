"""The roles of the domain: what the documents say of them, and what each one opens."""

from functools import partial

from django.conf import settings
from django.test import TestCase
from django.utils.translation import override

from mws.accounts import rules, services
from mws.accounts.permissions import FOUR_POWERS, ROLE_LEVELS, ROLE_PERMISSIONS, Permission, Role
from mws.audit.models import AuditEvent
from mws.core.clock import local_day
from mws.places.models import Level
from proposals.rules.cases import why_not_write_for
from proposals.rules.screening import why_not_admit
from tests.cast import NOW, Cast, make_officer, make_user
from tests.proposals.cases import case_in, code_of
from voting.council.services import appoint_seat

TODAY = local_day(NOW)
P = Permission


def documented_table() -> list[str]:
    """The table of roles as docs/roles.md must have it."""
    rows = ["| role | 中文 | where | may |", "|---|---|---|---|"]
    for role in Role:
        with override("zh-hans"):
            chinese = str(role.label)
        with override("en"):
            where = ", ".join(str(Level(level).label) for level in ROLE_LEVELS[role])
            may = "; ".join(str(each.label) for each in P if each in ROLE_PERMISSIONS[role])
            rows.append(f"| {role.label} | {chinese} | {where} | {may or '–'} |")
    return rows


class DocumentedTests(TestCase):
    def test_the_table_of_the_documents_is_the_table_of_the_code(self):
        lines = (settings.BASE_DIR / "docs" / "roles.md").read_text().splitlines()
        first = lines.index("| role | 中文 | where | may |")
        table = lines[first : lines.index("", first)]
        self.assertEqual(table, documented_table())

    def test_the_four_powers_are_the_secretarys_alone(self):
        for power in FOUR_POWERS:
            holders = [role for role in Role if power in ROLE_PERMISSIONS[role]]
            self.assertEqual(holders, [Role.COMMUNITY_SECRETARY])
        self.assertEqual(len(FOUR_POWERS), 4)


class NewRoleTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = cast = Cast()
        cls.round = cast.round()
        cls.people = {
            role: make_officer(str(role), f"某{role}", role, place)
            for role, place in [
                (Role.COMMITTEE_STAFF, cast.community), (Role.INSPECTOR, cast.subdistrict),
                (Role.OBSERVER, cast.community), (Role.CITY_OFFICER, cast.city),
                (Role.SYSTEM_ADMINISTRATOR, cast.district),
            ]
        }  # fmt: skip

    def test_each_may_what_its_row_says_and_nothing_else(self):
        for role, person in self.people.items():
            for permission in P:
                with self.subTest(role=role, permission=permission):
                    self.assertEqual(
                        person.may(permission, self.cast.community),
                        permission in ROLE_PERMISSIONS[role],
                    )

    def test_committee_staff_enter_for_a_resident_but_take_nothing_in(self):
        staff = self.people[Role.COMMITTEE_STAFF]
        self.assertIsNone(why_not_write_for(self.round, author=self.cast.lin, by=staff, now=NOW))
        submitted = case_in("submitted", self.cast, self.round)
        self.assertEqual(why_not_admit(submitted, by=staff).code, "not_clerk")
        for role in (Role.OBSERVER, Role.INSPECTOR):
            refusal = why_not_write_for(
                self.round, author=self.cast.lin, by=self.people[role], now=NOW
            )
            self.assertEqual(refusal.code, "not_author")

    def test_who_reads_a_file_before_it_is_public(self):
        submitted = case_in("submitted", self.cast, self.round)
        files = type(submitted).objects.filter(pk=submitted.pk)
        readers = {r for r, person in self.people.items() if files.visible_to(person).exists()}
        self.assertEqual(readers, {Role.COMMITTEE_STAFF, Role.OBSERVER})

    def test_the_administrator_gives_roles_and_every_gift_is_recorded(self):
        administrator = self.people[Role.SYSTEM_ADMINISTRATOR]
        services.grant_membership(
            user_id=self.cast.wang.pk, role=Role.INTAKE_CLERK, place_id=self.cast.community.pk,
            reason="函", by=administrator, now=NOW,
        )  # fmt: skip
        recorded = AuditEvent.objects.filter(actor_id=administrator.pk).values_list(
            "action", flat=True
        )
        self.assertEqual(list(recorded), ["membership.granted"])

    def test_roles_that_do_not_go_together(self):
        cast, officer = self.cast, self.cast.district_officer
        builder = make_officer("builder", "施工员", Role.SUPPLIER, cast.community)
        far = make_officer("far", "外社区施工员", Role.SUPPLIER, cast.other_community)
        inspector = self.people[Role.INSPECTOR]
        administrator = self.people[Role.SYSTEM_ADMINISTRATOR]
        for person, role, place, expected in [
            (builder, Role.INSPECTOR, cast.community, "roles_apart"),
            (builder, Role.INSPECTOR, cast.subdistrict, "roles_apart"),
            (far, Role.INSPECTOR, cast.community, None),
            (inspector, Role.SUPPLIER, cast.community, "roles_apart"),
            (administrator, Role.SUBDISTRICT_LEADER, cast.subdistrict, "roles_apart"),
            (cast.clerk, Role.SYSTEM_ADMINISTRATOR, cast.district, "roles_apart"),
            (make_user("new", "新人"), Role.SYSTEM_ADMINISTRATOR, cast.district, None),
        ]:
            with self.subTest(person=person, role=role):
                refusal = rules.why_not_grant(
                    person, role, place, reason="函", starts_on=TODAY, ends_on=None, by=officer
                )
                self.assertEqual(refusal and refusal.code, expected)

    def test_the_administrator_neither_sits_in_a_council_nor_fills_its_seats(self):
        administrator = self.people[Role.SYSTEM_ADMINISTRATOR]
        seat = {"place_id": self.cast.community.pk, "number": 1, "kind": "resident", "now": NOW}
        for member, by, expected in [
            (administrator, self.cast.secretary, "roles_apart"),
            (self.cast.wang, administrator, "not_permitted"),
        ]:
            with self.subTest(expected):
                deed = partial(appoint_seat, **seat, member=member, by=by)
                self.assertEqual(code_of(deed), expected)
