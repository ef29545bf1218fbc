import re

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import SimpleTestCase, TestCase
from django.urls import reverse

from mws.accounts import services
from mws.accounts.models import User
from mws.accounts.phones import masked_phone, normalise_phone
from mws.audit.models import AuditEvent
from tests.accounts.sign_in import PHONE, SignInTestCase
from tests.cast import make_user


class PhoneTests(SimpleTestCase):
    def test_every_usual_spelling_becomes_one(self):
        for text in [
            "13800138000", "138 0013 8000", "138-0013-8000", "+86 138 0013 8000", "008613800138000",
            "8613800138000", "１３８００１３８０００", "(+86)13800138000", " 13800138000 ",
        ]:  # fmt: skip
            with self.subTest(text):
                self.assertEqual(normalise_phone(text), PHONE)

    def test_what_is_no_mobile_number_is_refused(self):
        for text in [
            "", "12800138000", "1380013800", "138001380000", "0755-88888888", "+1 555 0100",
            "٠١٢٣٤٥٦٧٨٩٠", "1380013800a",
        ]:  # fmt: skip
            with self.subTest(text), self.assertRaisesMessage(ValidationError, "11"):
                normalise_phone(text)

    def test_a_masked_number_shows_its_ends(self):
        self.assertEqual(masked_phone(PHONE), "138****8000")
        self.assertEqual(masked_phone(None), "")


def sign_up(test, phone="138 0013 8000", name="林晓", **more):
    return test.post("account_signup", phone=phone, display_name=name, **more)


class SignUpTests(SignInTestCase):
    def test_a_resident_signs_up_with_a_number_a_name_and_the_code(self):
        self.assertRedirects(sign_up(self), reverse("account_verify_phone"))
        self.assertIsNone(self.signed_in())
        self.post("account_verify_phone", code=self.last_code())
        person = self.signed_in()
        self.assertEqual((person.phone, person.phone_verified), (PHONE, True))
        self.assertEqual(person.display_name, "林晓")
        self.assertFalse(person.has_usable_password())
        self.assertTrue(AuditEvent.objects.filter(action="account.phone_verified").exists())

    def test_a_wrong_code_opens_nothing(self):
        sign_up(self)
        wrong = "000000" if self.last_code() != "000000" else "111111"
        response = self.post("account_verify_phone", code=wrong)
        self.assertEqual(response.status_code, 200)
        self.assertIsNone(self.signed_in())
        self.assertFalse(User.objects.get().phone_verified)

    def test_a_name_and_a_mainland_number_are_needed(self):
        for phone, name in [("138 0013 8000", ""), ("12345", "林晓"), ("", "林晓")]:
            with self.subTest(phone=phone, name=name):
                response = sign_up(self, phone=phone, name=name)
                self.assertEqual(response.status_code, 200)
                self.assertTrue(response.context["form"].errors)
        self.assertFalse(User.objects.exists())

    def test_the_number_is_not_readable_in_the_database(self):
        sign_up(self)
        with connection.cursor() as cursor:
            cursor.execute("SELECT phone, phone_lookup, username FROM accounts_user")
            self.assertNotIn("13800138000", "".join(cursor.fetchone()))

    def test_who_lies_in_wait_on_a_number_gets_nothing(self):
        """Somebody signs up with another's number and a password and never enters the code."""
        sign_up(self, name="骗子", password1="long-and-secret-1", email="crook@example.org")
        crook = User.objects.get()
        self.client.session.flush()
        cache.clear()
        sign_up(self)
        self.post("account_verify_phone", code=self.last_code())
        self.assertEqual(self.signed_in().display_name, "林晓")
        crook.refresh_from_db()
        self.assertEqual((crook.phone, crook.phone_lookup), (None, None))
        self.client.logout()
        self.post("account_login", login=PHONE, password="long-and-secret-1")
        self.assertIsNone(self.signed_in())

    def test_a_second_try_within_moments_is_asked_to_wait_and_leaves_nobody(self):
        sign_up(self)
        self.client.session.flush()
        response = sign_up(self, name="再来")
        self.assertEqual(response.status_code, 429)
        self.assertTemplateUsed(response, "429.html")
        self.assertEqual(User.objects.get().display_name, "林晓")

    def test_a_number_that_has_an_account_is_told_so_by_sms_and_the_page_says_nothing(self):
        services.verify_phone(user=make_user("lin", "林晓"), phone=PHONE)
        response = sign_up(self, name="别人")
        self.assertRedirects(response, reverse("account_verify_phone"))
        self.assertEqual(User.objects.count(), 1)
        [(to, _subject, body)] = self.gateway.sent.values()
        self.assertEqual(to, PHONE)
        self.assertIsNone(re.search(r"\b\d{6}\b", body))


class CodeTests(SignInTestCase):
    def setUp(self):
        super().setUp()
        self.lin = services.verify_phone(user=make_user("lin", "林晓"), phone=PHONE)

    def test_a_resident_signs_in_by_code(self):
        response = self.post("account_request_login_code", phone="138-0013-8000")
        self.assertRedirects(response, reverse("account_confirm_login_code"))
        self.post("account_confirm_login_code", code=self.last_code())
        self.assertEqual(self.signed_in(), self.lin)

    def test_an_unknown_number_looks_the_same_and_gets_no_sms(self):
        response = self.post("account_request_login_code", phone="13900139000")
        self.assertRedirects(response, reverse("account_confirm_login_code"))
        self.assertEqual(self.gateway.sent, {})

    def test_an_empty_form_is_asked_again(self):
        response = self.post("account_request_login_code", phone="")
        self.assertContains(response, "这一项要填")
        self.assertEqual(self.gateway.sent, {})

    def test_an_unverified_number_finds_nobody(self):
        services.note_phone(user=make_user("crook", "骗子"), phone="+8613900139000")
        self.post("account_request_login_code", phone="13900139000")
        self.assertEqual(self.gateway.sent, {})

    def test_a_gateway_that_is_down_looks_the_same_and_is_logged(self):
        with (
            self.assertLogs("mws.core.couriers", "ERROR"),
            self.settings(MWS_SMS_GATEWAY=f"{__name__}.DeadGateway"),
        ):
            response = self.post("account_request_login_code", phone="13800138000")
        self.assertRedirects(response, reverse("account_confirm_login_code"))


class DeadGateway:
    def send(self, **message):
        raise OSError("no route")


class StaffTests(SignInTestCase):
    def setUp(self):
        super().setUp()
        self.clerk = make_user("zhoumin", "周敏", email="zhou@example.org")
        self.clerk.set_password("long-and-secret-1")
        self.clerk.save()
        services.verify_phone(user=self.clerk, phone=PHONE)

    def test_staff_sign_in_by_user_name_e_mail_or_number(self):
        for login in ["zhoumin", "zhou@example.org", "138 0013 8000"]:
            with self.subTest(login):
                self.post("account_login", login=login, password="long-and-secret-1")
                self.assertEqual(self.signed_in(), self.clerk)
                self.client.logout()

    def test_a_wrong_password_opens_nothing(self):
        self.post("account_login", login="zhoumin", password="guess")
        self.assertIsNone(self.signed_in())


class NumberConstraintTests(TestCase):
    def test_a_verified_number_belongs_to_one_account(self):
        services.verify_phone(user=make_user("a", "甲"), phone=PHONE)
        with self.assertRaises(IntegrityError), transaction.atomic():
            services.verify_phone(user=make_user("b", "乙"), phone=PHONE)

    def test_a_verified_number_is_there(self):
        person = make_user("a", "甲")
        with (
            self.assertRaisesMessage(IntegrityError, "accounts_user_verified_phone_present"),
            transaction.atomic(),
        ):
            User.objects.filter(pk=person.pk).update(phone_verified=True)
