from datetime import timedelta

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import TestCase
from django.urls import reverse

from mws.accounts import services
from mws.accounts.models import Consent, SensitiveView, User, ViewedData
from mws.accounts.my_data import register, sheets_of
from mws.accounts.services.personal import EMPTIED
from mws.audit.models import AuditEvent
from mws.core.append_only import AppendOnlyError
from mws.core.personal import known_about
from mws.notifications.services import queue
from proposals.services import discussion, support
from tests.cast import NOW, Cast, make_user
from tests.proposals.cases import case_in, code_of

PHONE = "+8613800138000"


class MyDataTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.lin, cls.wang = cls.cast.lin, cls.cast.wang
        services.verify_phone(user=cls.lin, phone=PHONE)
        services.give_consent(by=cls.lin, now=NOW)
        cls.case = case_in("admitted", cls.cast, cls.cast.round())
        support.support_proposal(proposal_id=cls.case.pk, by=cls.wang, now=NOW)
        discussion.contribute(
            proposal_id=cls.case.pk, kind="for", text="晚上太黑了", by=cls.lin, now=NOW
        )
        queue("proposal_admitted", to=cls.lin, context={"title": "路灯"}, now=NOW)


class ExportTests(MyDataTestCase):
    def test_everything_about_a_person_and_nothing_about_others(self):
        data = known_about(self.lin)
        self.assertEqual(PHONE, data["accounts.User"][0]["phone"])
        self.assertEqual("晚上太黑了", data["proposals.Contribution"][0]["text"])
        self.assertEqual(self.case.title, data["proposals.Proposal"][0]["title"])
        self.assertNotIn("proposals.Support", data)
        self.assertNotIn("password", str(data))
        self.assertIn("proposals.Support", known_about(self.wang))

    def test_every_kind_of_the_register_can_be_asked(self):
        nobody = User(pk=0)
        for kind in register():
            with self.subTest(kind.model):
                self.assertEqual([], list(kind.rows_of(nobody)))
                self.assertTrue(str(kind.title) and str(kind.first.purpose))

    def test_a_few_queries_however_much_there_is(self):
        with self.assertNumQueries(len(register())):
            sheets_of(self.lin)

    def test_as_page_as_json_and_as_pdf(self):
        self.client.force_login(self.lin)
        self.assertContains(self.client.get(reverse("accounts:my_data")), "晚上太黑了")
        answer = self.client.get(reverse("accounts:my_data_json"))
        self.assertEqual(PHONE, answer.json()["accounts.User"][0]["phone"])
        document = self.client.get(reverse("accounts:my_data_pdf"))
        self.assertEqual(b"%PDF", document.content[:4])
        for response in (answer, document):
            self.assertEqual("private, no-store", response["Cache-Control"])


class EraseTests(MyDataTestCase):
    def erase(self, by=None):
        return services.erase_account(by=by or self.lin, now=NOW)

    def test_the_person_goes_and_the_public_record_stays(self):
        self.erase()
        person = User.objects.get(pk=self.lin.pk)
        self.assertEqual(
            (NOW, False, "", None, None),
            (person.erased_at, person.is_active, person.display_name, person.phone,
             person.phone_lookup),
        )  # fmt: skip
        for kind in register():
            if kind.first.keep.ends_with_account and kind.model not in EMPTIED:
                self.assertEqual([], list(kind.rows_of(person)), kind.model)
        page = self.client.get(reverse("proposals:detail", args=[self.case.pk]))
        self.assertContains(page, "已注销居民")
        self.assertContains(page, "晚上太黑了")
        self.assertNotContains(page, "林**")
        self.assertIsNone(person.home)
        self.assertTrue(AuditEvent.objects.filter(action="account.erased").exists())
        self.assertFalse(person.consents.filter(withdrawn_at=None).exists())

    def test_nothing_of_the_person_is_left_in_any_column(self):
        self.erase()
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM accounts_user WHERE id = %s", [self.lin.pk])
            row = " ".join(str(value) for value in cursor.fetchone())
        for trace in ("林晓", "13800138000", User.lookup_of(PHONE)):
            self.assertNotIn(trace, row)

    def test_the_number_can_be_registered_anew(self):
        self.erase()
        other = make_user("other", "林晓")
        services.verify_phone(user=other, phone=PHONE)
        self.assertEqual(PHONE, User.objects.get(pk=other.pk).verified_phone)

    def test_who_holds_a_role_ends_it_first(self):
        self.assertEqual("holds_role", code_of(lambda: self.erase(self.cast.clerk)))
        self.assertIsNone(code_of(lambda: self.erase(self.wang)))
        self.assertEqual("erased_already", code_of(lambda: self.erase(self.wang)))

    def test_the_page_asks_first_and_then_signs_out(self):
        self.client.force_login(self.lin)
        url = reverse("accounts:my_data_delete")
        self.client.get(url)
        self.assertIsNone(User.objects.get(pk=self.lin.pk).erased_at)
        self.assertRedirects(self.client.post(url), reverse("pages:home"))
        self.assertIsNotNone(User.objects.get(pk=self.lin.pk).erased_at)
        self.assertEqual(302, self.client.get(reverse("accounts:me")).status_code)

    def test_the_database_keeps_an_erased_person_empty(self):
        self.erase()
        for wrong in ({"display_name": "林晓"}, {"is_active": True}, {"phone_lookup": "x"}):
            with self.subTest(wrong), self.assertRaises(IntegrityError), transaction.atomic():
                User.objects.filter(pk=self.lin.pk).update(**wrong)


class ConsentTests(MyDataTestCase):
    def test_one_consent_to_each_version(self):
        services.give_consent(by=self.lin, now=NOW)
        self.assertEqual(1, self.lin.consents.count())
        with self.assertRaises(IntegrityError), transaction.atomic():
            Consent.objects.create(
                user=self.lin, version=services.personal.PRIVACY_VERSION, given_at=NOW
            )
        with self.assertRaises(IntegrityError), transaction.atomic():
            self.lin.consents.update(withdrawn_at=NOW - timedelta(days=1))


class ViewTests(MyDataTestCase):
    def look(self, by=None, now=NOW):
        services.note_view(
            person=self.lin,
            what=ViewedData.CLAIM,
            by=by or self.cast.clerk,
            role="intake_clerk",
            now=now,
        )

    def test_who_looked_is_noted_once_a_day_and_shown(self):
        self.look()
        self.look(now=NOW + timedelta(minutes=5))
        self.look(now=NOW + timedelta(days=1))
        self.look(by=self.lin)
        self.assertEqual(2, SensitiveView.objects.filter(person=self.lin).count())
        self.client.force_login(self.lin)
        self.assertContains(self.client.get(reverse("accounts:my_data")), "周敏")

    def test_what_was_noted_stays(self):
        self.look()
        with self.assertRaises(AppendOnlyError):
            SensitiveView.objects.all().delete()
        with self.assertRaises(DatabaseError), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM accounts_sensitiveview")
        self.assertTrue(SensitiveView.objects.exists())
        with self.assertRaises(IntegrityError), transaction.atomic():
            SensitiveView.objects.create(
                person=self.lin, viewer=self.lin, what="claim", role="intake_clerk", at=NOW
            )


class PrivacyPageTests(TestCase):
    def test_the_register_is_public(self):
        page = self.client.get(reverse("accounts:privacy"))
        for kind in register():
            self.assertContains(page, str(kind.title))
