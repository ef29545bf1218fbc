"""Being looked up on the roll: found and verified at once, or answered in one and the same way."""

from __future__ import annotations

from datetime import date
from unittest import mock

from django.db import connection, transaction
from django.test import TestCase

from mws.accounts import services
from mws.accounts.documents import read_document
from mws.accounts.models import IdentityDocument, User
from mws.accounts.rules import why_not_match
from mws.accounts.services import roll_matching
from mws.accounts.services.roll_matching import Evidence
from mws.audit.models import AuditEvent
from mws.core.refusals import Refused
from mws.notifications.selectors import inbox_messages
from tests import dump
from tests.accounts.rolls import CHILD, HONGKONG, LIN, ROWS, WANG, YOUTH, csv_text, in_force
from tests.accounts.test_documents import number_of
from tests.cast import NOW, Cast, make_user
from tests.database import FreshDatabaseTestCase
from tests.rivals import race


def evidence(name="林晓", number=LIN, kind="resident_id"):
    return Evidence(name, read_document(kind, number) if number else None)


class MatchTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.place = cls.cast.community
        cls.roll = in_force(cls.place, by=cls.cast.clerk)
        cls.person = make_user("newcomer", "林晓")

    def claim(self, person=None, place=None, **more):
        return services.claim_residency(
            place_id=(place or self.place).pk, by=person or self.person, now=NOW, **more
        )

    def match(self, what, person=None, claim=None):
        person = person or self.person
        claim = claim or self.claim(person)
        found = services.match_claim(residency_id=claim.pk, evidence=what, by=person, now=NOW)
        claim.refresh_from_db()
        self.assertEqual("verified" if found else "claimed", claim.status)
        return claim

    def test_name_and_number_verify_at_once(self):
        claim = self.match(evidence())
        self.assertEqual(
            ("hukou", date(2001, 5, 1), None), (claim.basis, claim.since, claim.decided_by)
        )
        self.assertEqual(self.place, User.objects.get(pk=self.person.pk).home)
        self.assertEqual("residency_verified", inbox_messages(self.person).get().code)
        event = AuditEvent.objects.get(action="residency.verified")
        self.assertEqual(
            ("roll", 1, None), (event.facts["way"], event.facts["roll"], event.actor_id)
        )
        self.assertEqual("resident_id", IdentityDocument.objects.get(user=self.person).type)

    def test_who_is_found_and_who_is_not(self):
        for name, number, kind, found in [
            ("林晓", LIN, "resident_id", True),
            (" 王 建国 ", f"{WANG[:6]} {WANG[6:]}", "resident_id", True),
            ("林小", LIN, "resident_id", False), ("林晓", WANG, "resident_id", False),
            ("林晓", number_of("440305", date(1980, 1, 3)), "resident_id", False),
            ("何嘉欣", HONGKONG, "hmt_permit", True),
            ("陈子轩", YOUTH, "resident_id", True),  # sixteen: the number says it
            ("林小小", CHILD, "resident_id", False),  # eleven: a guardian is needed
            ("SMITH・ANN", "E12345678", "passport", False),  # the list says no age
        ]:  # fmt: skip
            with self.subTest(name=name, kind=kind):
                person = make_user(f"p{name}{number[-3:]}{found}", "某人")
                claim = self.match(evidence(name, number, kind), person)
                self.assertEqual("verified" if found else "claimed", claim.status)
                # Whoever is verified bears the name that was compared.
                self.assertEqual(name.strip() if found else "某人", claim.user.display_name)

    def test_the_age_of_who_is_under_eighteen_is_kept_and_no_others(self):
        self.assertEqual("2010-06-01", self.match(evidence("陈子轩", YOUTH)).born_on)
        self.assertEqual("", self.match(evidence(), make_user("adult", "林晓")).born_on)

    def test_the_name_with_the_number_one_signed_in_with(self):
        for phone, name, is_verified, found in [
            ("+8613800138000", "林晓", False, False), ("+8613800138000", "王建国", True, False),
            ("+8613800138001", "林晓", True, False), ("", "林晓", False, False),
            ("+8613900139004", "陈子轩", True, False),  # under age: the number of the document
            ("+8613800138000", "林晓", True, True),
        ]:  # fmt: skip
            with self.subTest(phone=phone, name=name, is_verified=is_verified):
                person = make_user(f"p{phone}{name}{is_verified}", "某人")
                if is_verified:
                    services.verify_phone(user=person, phone=phone)
                elif phone:
                    services.note_phone(user=person, phone=phone)
                person.refresh_from_db()
                claim = self.match(evidence(name, ""), person)
                self.assertEqual("verified" if found else "claimed", claim.status)
                User.objects.filter(pk=person.pk).update(phone_verified=False)
        self.assertEqual(
            read_document("resident_id", LIN).digest,
            IdentityDocument.objects.get(user=person).digest,
        )

    def test_a_telephone_of_more_people_than_a_household_is_nobodys(self):
        rows = [["林晓", "", LIN, "13800138000", "", "", ""]]
        rows += [[f"租客{born.day}", "", number_of("440305", born), "13800138000", "", "", ""]
                 for born in (date(1980, 5, 1), date(1980, 5, 2))]  # fmt: skip
        services.verify_phone(user=self.person, phone="+8613800138000")
        self.person.refresh_from_db()
        for lines, status in [(rows[:2], "verified"), (rows, "claimed")]:
            with self.subTest(lines=len(lines)), transaction.atomic():
                in_force(self.place, csv_text(lines), by=self.cast.clerk)
                self.assertEqual(status, self.match(evidence("林晓", "")).status)
                transaction.set_rollback(True)

    def test_two_lines_with_one_name_and_one_telephone_are_nobody(self):
        rows = [[name, "", number, "13800138000", "", "", ""]
                for name, number in [("林晓", LIN), ("林晓", WANG)]]  # fmt: skip
        in_force(self.place, csv_text(rows), by=self.cast.clerk)
        services.verify_phone(user=self.person, phone="+8613800138000")
        self.person.refresh_from_db()
        self.assertEqual("claimed", self.match(evidence(number="")).status)

    def test_one_document_serves_one_account_and_the_answer_does_not_tell(self):
        claim = self.match(evidence())
        second = make_user("second", "另一个")
        other = self.match(evidence(), second)
        self.assertEqual(("verified", "claimed"), (claim.status, other.status))
        nobody = self.match(evidence("没有人"), make_user("third", "第三个"))
        events = AuditEvent.objects.filter(action="residency.unmatched").order_by("pk")
        self.assertEqual(
            [(str(other.pk), {}), (str(nobody.pk), {})],
            [(event.target_id, event.facts) for event in events],
        )

    def test_only_the_version_in_force_counts_and_only_in_its_community(self):
        in_force(self.place, csv_text(ROWS[1:]), by=self.cast.clerk)
        self.assertEqual("claimed", self.match(evidence()).status)
        elsewhere = self.cast.other_community
        in_force(elsewhere, csv_text(ROWS[1:2]), by=self.cast.foreign_clerk)
        claim = self.claim(make_user("wang2", "王建国"), elsewhere)
        found = services.match_claim(
            residency_id=claim.pk, evidence=evidence(), by=claim.user, now=NOW
        )
        self.assertFalse(found)

    def test_who_moves_ends_the_old_home(self):
        elsewhere = self.cast.other_community
        in_force(elsewhere, csv_text([["林晓", "", LIN, "", "", "非户籍", "2026-03-01"]]),
                 by=self.cast.foreign_clerk)  # fmt: skip
        old = self.match(evidence())
        moved = self.claim(place=elsewhere, since=date(2026, 3, 2))
        new = self.match(evidence(), claim=moved)
        old.refresh_from_db()
        self.assertEqual(("ended", date(2026, 3, 1)), (old.status, old.until))
        self.assertEqual("residence", new.basis)

    def test_what_the_list_does_not_say_stays_as_claimed(self):
        in_force(self.place, csv_text([["林晓", "", LIN, "", "", "", ""]]), by=self.cast.clerk)
        claim = self.claim(basis="residence", since=date(2020, 1, 1))
        claim = self.match(evidence(), claim=claim)
        self.assertEqual(("residence", date(2020, 1, 1)), (claim.basis, claim.since))

    def test_who_may_be_looked_up(self):
        claim = self.claim()
        elsewhere = self.claim(self.cast.stranger, self.cast.other_community)
        for residency, by, code in [
            (claim, self.person, None), (claim, self.cast.clerk, "not_claimant"),
            (elsewhere, self.cast.stranger, "no_roll"),
            (self.cast.lin.residencies.get(), self.cast.lin, "not_waiting"),
        ]:  # fmt: skip
            with self.subTest(code=code):
                refusal = why_not_match(residency, by=by)
                self.assertEqual(code, refusal and refusal.code)
        with self.assertRaises(Refused):
            services.match_claim(
                residency_id=claim.pk, evidence=evidence(), by=self.cast.clerk, now=NOW
            )

    def test_the_number_stands_nowhere(self):
        self.match(evidence())
        self.match(evidence("别人", YOUTH), make_user("second", "别人"))
        with connection.cursor() as cursor:
            tables = connection.introspection.table_names()
            self.assertEqual([], dump.faults(cursor, tables, [LIN, YOUTH]))


def match_one(claim_id: int, person_id: int) -> str:
    found = services.match_claim(
        residency_id=claim_id, evidence=evidence(), by=User.objects.get(pk=person_id), now=NOW
    )
    return "verified" if found else "not found"


class TwoAccountsTests(FreshDatabaseTestCase):
    """One person's name and number, entered in several accounts at once."""

    def attempts(self):
        cast = Cast()
        in_force(cast.community, by=cast.clerk)
        rows = []
        for n in range(4):
            person = make_user(f"p{n}", "同一人")
            claim = services.claim_residency(place_id=cast.community.pk, by=person, now=NOW)
            rows.append((claim.pk, person.pk))
        return rows

    def test_one_of_them_is_verified(self):
        self.assertEqual({"verified": 1, "not found": 3}, race(match_one, self.attempts()))

    def test_where_the_rules_answer_is_already_old_the_database_refuses(self):
        """The rule agrees, as it does before the other transaction has committed."""
        first, second = self.attempts()[:2]
        with mock.patch.object(roll_matching, "is_taken", return_value=False):
            self.assertEqual("verified", match_one(*first))
            self.assertEqual("not found", match_one(*second))

    def test_without_its_constraint_both_would_be_verified(self):
        """The control: what the two tests above rely on is the database."""
        meta = IdentityDocument._meta
        [constraint] = [each for each in meta.constraints if each.name == "accounts_document_once"]
        others = [each for each in meta.constraints if each is not constraint]
        first, second = self.attempts()[:2]
        with mock.patch.object(meta, "constraints", others), connection.schema_editor() as editor:
            editor.remove_constraint(IdentityDocument, constraint)
        with mock.patch.object(roll_matching, "is_taken", return_value=False):
            self.assertEqual("verified", match_one(*first))
            self.assertEqual("verified", match_one(*second))
