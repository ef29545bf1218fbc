from datetime import UTC, date, datetime
from unittest import mock

from django.db import IntegrityError, connection, transaction
from django.forms import ValidationError
from django.test import TestCase
from django.urls import reverse

from mws.accounts import rules, services
from mws.accounts.documents import Seen, read_document
from mws.accounts.models import GuardianConsent, IdentityDocument, Residency, User
from mws.core.refusals import Refused
from proposals.rules.cases import why_not_write_for
from tests.accounts.test_documents import number_of
from tests.cast import NOW, Cast, make_officer, make_user
from tests.database import FreshDatabaseTestCase
from tests.rivals import race

TODAY = date(2026, 6, 17)  # NOW in Shenzhen
ADULT = date(1980, 1, 2)
NUMBER = number_of("440305", ADULT)


def seen(born=ADULT, sequence="001", **more):
    return Seen(read_document("resident_id", number_of("440305", born, sequence)), **more)


class SeenTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()

    def verify(self, person, what, by=None, place=None, since=None):
        claim = services.claim_residency(
            place_id=(place or self.cast.community).pk, by=person, since=since, now=NOW
        )
        return services.verify_residency(
            residency_id=claim.pk, seen=what, by=by or self.cast.clerk, now=NOW
        )

    def test_what_a_clerk_may_accept(self):
        passport = read_document("passport", "E12345678")
        IdentityDocument.objects.create(
            user=self.cast.wang, type="resident_id", digest=seen(sequence="007").document.digest,
            checked_at=NOW,
        )  # fmt: skip
        for what, code in [
            (seen(), None),
            (seen(sequence="007"), "document_taken"),
            (Seen(passport), "no_birth_date"),
            (Seen(passport, ADULT), None),
            (seen(born_on=ADULT), None),
            (seen(born_on=date(1980, 1, 3)), "other_birth_date"),
            (seen(date(2012, 6, 18)), "needs_guardian"),
            (seen(date(2012, 6, 17)), None),
            (seen(date(2012, 6, 18), guardian=" "), "needs_guardian"),
            (seen(date(2012, 6, 18), guardian="林父"), None),
        ]:
            with self.subTest(what=what, code=code):
                refusal = rules.why_not_seen(self.cast.stranger, what, today=TODAY)
                self.assertEqual(refusal and refusal.code, code)

    def test_one_document_serves_one_account_for_ever(self):
        self.verify(self.cast.stranger, seen())
        other = make_user("other", "另一个")
        with self.assertRaises(Refused) as caught:
            self.verify(other, seen(), by=self.cast.foreign_clerk, place=self.cast.other_community)
        self.assertEqual(caught.exception.code, "document_taken")
        self.assertEqual(other.residencies.get().status, "claimed")
        self.assertEqual(IdentityDocument.objects.count(), 1)

    def test_who_moves_brings_the_same_document_and_the_old_home_ends_on_that_day(self):
        old = self.verify(self.cast.stranger, seen())
        new = self.verify(
            self.cast.stranger, seen(), by=self.cast.foreign_clerk,
            place=self.cast.other_community, since=date(2026, 6, 1),
        )  # fmt: skip
        old.refresh_from_db()
        self.assertEqual((old.status, old.until), ("ended", date(2026, 5, 31)))
        self.assertEqual((new.status, new.until), ("verified", None))
        self.assertEqual(IdentityDocument.objects.count(), 1)

    def test_only_minors_leave_a_birth_date_and_it_goes_when_they_come_of_age(self):
        for sequence, born, kept in [
            ("001", date(2008, 6, 17), ""), ("002", date(2008, 6, 18), "2008-06-18"),
            ("003", date(2012, 6, 17), "2012-06-17"),
        ]:  # fmt: skip
            with self.subTest(born=born):
                home = self.verify(make_user(f"m{sequence}", "小"), seen(born, sequence))
                home.refresh_from_db()
                self.assertEqual(home.born_on, kept)
        with connection.cursor() as cursor:
            cursor.execute("SELECT born_on FROM accounts_residency WHERE born_on <> ''")
            self.assertTrue(all(row[0][:2] != "20" for row in cursor.fetchall()))
        self.assertEqual(services.forget_birth_dates(now=NOW), 0)
        self.assertEqual(services.forget_birth_dates(now=NOW.replace(day=18)), 1)
        self.assertEqual(Residency.objects.exclude(born_on="").count(), 1)

    def test_a_guardians_consent_is_recorded_with_the_clerk(self):
        home = self.verify(self.cast.stranger, seen(date(2015, 1, 1), guardian=" 林父 "))
        consent = GuardianConsent.objects.get(residency=home)
        self.assertEqual((consent.guardian_name, consent.recorded_by), ("林父", self.cast.clerk))

    def test_the_number_stands_nowhere_and_is_never_written_back(self):
        claim = services.claim_residency(
            place_id=self.cast.community.pk, by=self.cast.stranger, now=NOW
        )
        url = reverse("accounts:claim", args=[claim.pk])
        self.client.force_login(self.cast.clerk)
        wrong = NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")
        for number in (wrong, ""):
            answer = self.client.post(url, {"type": "resident_id", "number": number})
            self.assertEqual(answer.status_code, 200)
            self.assertNotContains(answer, NUMBER[:17])
        answer = self.client.post(url, {"type": "resident_id", "number": NUMBER}, follow=True)
        self.assertContains(answer, "路人")
        self.assertNotContains(answer, NUMBER)
        for table in connection.introspection.table_names():
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT * FROM "{table}"')
                self.assertNotIn(NUMBER, repr(cursor.fetchall()), table)

    def test_the_database_refuses(self):
        row = {"type": "passport", "digest": "x" * 64, "checked_at": NOW}
        IdentityDocument.objects.create(user=self.cast.lin, **row)
        lin = self.cast.lin.residencies.filter()
        for constraint, act in [
            ("document_once", lambda: IdentityDocument.objects.create(user=self.cast.wang, **row)),
            ("document_type", lambda: IdentityDocument.objects.update(type="card")),
            ("until_when_ended", lambda: lin.update(until=TODAY)),
        ]:
            with (
                self.subTest(constraint), self.assertRaises(IntegrityError), transaction.atomic()
            ):  # fmt: skip
                act()

    def test_a_wrong_number_raises_before_anything_is_asked(self):
        with self.assertRaises(ValidationError):
            read_document("resident_id", "440305198001020010")


class AgeRuleTests(TestCase):
    """The ages of the rule set on the day, one day before, and on 29 February."""

    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()

    def test_proposing_age(self):
        lin = self.cast.lin
        for today, born, code in [
            (TODAY, "", None), (TODAY, "2012-06-17", None), (TODAY, "2012-06-18", "under_age"),
            (date(2026, 2, 28), "2012-02-29", None), (date(2026, 2, 27), "2012-02-29", "under_age"),
        ]:  # fmt: skip
            with self.subTest(born=born, today=today):
                lin.residencies.update(born_on="")
                home = lin.residencies.get()
                home.born_on = born
                home.save()
                lin.__dict__.pop("residencies_now", None)
                moment = datetime(today.year, today.month, today.day, 4, tzinfo=UTC)
                refusal = why_not_write_for(self.round, author=lin, by=lin, now=moment)
                self.assertEqual(refusal and refusal.code, code)


def verify_one(claim_id: int, clerk_id: int) -> str:
    """One clerk's attempt with the one number of this race."""
    try:
        services.verify_residency(
            residency_id=claim_id, seen=seen(), by=User.objects.get(pk=clerk_id), now=NOW
        )
    except Refused as refused:
        return refused.code
    return "verified"


class TwoClerksTests(FreshDatabaseTestCase):
    """One number, shown at two counters at once for two accounts."""

    def attempts(self):
        cast = Cast()
        rows = []
        for n in range(4):
            place = (cast.community, cast.other_community)[n % 2]
            clerk = make_officer(f"c{n}", f"经办{n}", "intake_clerk", place)
            person = make_user(f"p{n}", "同一人")
            claim = services.claim_residency(place_id=place.pk, by=person, now=NOW)
            rows.append((claim.pk, clerk.pk))
        return rows

    def test_one_of_them_is_verified_and_the_others_read_why_not(self):
        answers = race(verify_one, self.attempts())
        self.assertEqual({"verified": 1, "document_taken": 3}, answers)

    def test_where_the_rules_answer_is_already_old_the_database_refuses(self):
        """The control: the rule agrees, as it does before the other clerk has committed."""
        first, second = self.attempts()[:2]
        with mock.patch("mws.accounts.rules.why_not_seen", return_value=None):
            self.assertEqual("verified", verify_one(*first))
            with self.assertRaises(IntegrityError):
                verify_one(*second)
