"""S16: neither people who sign in nor a seeded year leave anything readable in the database."""

from __future__ import annotations

from datetime import date

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import SimpleTestCase, override_settings
from django.urls import reverse

from mws.accounts.models import IdentityDocument, User
from mws.accounts.selectors import addresses_of, people_named, people_with_phone
from tests.accounts.proofs import begin_proofs, uploaded
from tests.accounts.sign_in import PHONE, SECRET, SignInTestCase, app_code, make_staff
from tests.accounts.test_documents import number_of
from tests.cast import Cast, make_user
from tests.dump import faults, faults_of_file, is_identity
from tests.seeded import seeded_folder

DATABASE_CACHE = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "core_cache",
    "KEY_FUNCTION": "mws.core.secrets.hidden_cache_key",
}
PLAIN_KEYS = {key: value for key, value in DATABASE_CACHE.items() if key != "KEY_FUNCTION"}


class DumpTestCase(SignInTestCase):
    def setUp(self) -> None:
        call_command("createcachetable", verbosity=0)
        super().setUp()
        self.known: list[str] = []

    def found(self) -> list[str]:
        with connection.cursor() as cursor:
            return faults(cursor, connection.introspection.table_names(), self.known)

    def note_session(self) -> None:
        self.known.append(self.client.session.session_key)

    def a_day_of_signing_in(self) -> None:
        """A resident signs up, adds an e-mail and comes back by it; staff sign in with an app;
        somebody stops before the code, somebody enters a wrong one."""
        self.post("account_signup", phone="13900139000", display_name="林晓")
        self.known.append(self.last_code("+8613900139000"))
        self.post("account_verify_phone", code=self.known[-1])
        self.client.post(
            reverse("account_email"), {"email": "lin.xiao@example.org", "action_add": ""}
        )
        link = mail.outbox[-1].body.split("http://testserver")[1].split()[0]
        self.client.post(link)
        self.note_session()
        self.client = self.client_class()
        self.by_email_code("lin.xiao@example.org")
        self.known.append(self.mailed_code())
        self.note_session()
        self.staff_signs_in()
        self.client = self.client_class()
        self.post("account_request_login_code", phone="13900139000")
        self.known.append(self.last_code("+8613900139000"))
        self.post("account_confirm_login_code", code="000000")
        self.note_session()

    def staff_signs_in(self) -> None:
        TOTP.activate(make_staff(), SECRET)
        self.client = self.client_class()
        self.by_password("zhoumin@example.org")
        self.known.append(app_code())
        self.post("mfa_authenticate", code=self.known[-1])
        self.note_session()


@override_settings(CACHES={"default": DATABASE_CACHE})
class SignInDumpTests(DumpTestCase):
    def test_nothing_readable_is_left(self) -> None:
        self.a_day_of_signing_in()
        self.assertEqual(3, UserSession.objects.count())
        self.assertEqual(8, len(self.known))
        self.assertEqual([], self.found())

    def test_a_number_an_address_or_a_code_that_stood_somewhere_would_be_found(self) -> None:
        """The control of what is looked for."""
        person = make_user("lin", "林晓")
        self.known.append("483920")
        for text, kind in [
            ("13800138000", "phone"), ("打 +8613800138000 找我", "phone"),
            ("11010519491231002X", "identity number"), ("a@b.cn", "e-mail"),
            ("code 483920.", "secret 483920"),
        ]:  # fmt: skip
            with self.subTest(text=text):
                User.objects.filter(pk=person.pk).update(display_name=text)
                self.assertEqual([f"accounts_user.display_name: {kind}"], self.found())

    @override_settings(CACHES={"default": PLAIN_KEYS})
    def test_without_hidden_names_the_cache_would_tell_the_code_of_the_app(self) -> None:
        """The control of the cache."""
        self.staff_signs_in()
        code = next(each for each in self.known if each.isdigit())
        self.assertEqual([f"core_cache.cache_key: secret {code}"], self.found())

    @override_settings(SESSION_ENGINE="django.contrib.sessions.backends.db")
    def test_in_djangos_own_table_the_session_would_be_found(self) -> None:
        """The control of the sessions."""
        self.staff_signs_in()
        key = self.known[-1]
        self.assertEqual([f"django_session.session_key: secret {key}"], self.found())


@override_settings(CACHES={"default": DATABASE_CACHE})
class CounterDumpTests(DumpTestCase):
    def test_a_day_at_the_counter_leaves_nothing_readable(self) -> None:
        """A proof under a telling name, an identity number, two people with one number, and one
        of them comes in and says who they are."""
        cast = Cast()
        claim = uploaded(cast, begin_proofs(cast)["租赁合同"])
        self.client.force_login(cast.clerk)
        number = number_of("440305", date(1950, 1, 2))
        seen = {"type": "resident_id", "number": number}
        self.client.post(reverse("accounts:claim", args=[claim.pk]), seen)
        url = reverse("accounts:counter", args=[cast.community.code])
        person = {"phone": "13800138000", "basis": "residence", "agrees": "on"}
        for name, sequence in (("陈阿婆", "002"), ("陈阿公", "003")):
            number = number_of("440305", date(1950, 1, 2), sequence)
            self.client.post(url, person | seen | {"name": name, "number": number})
        self.assertEqual(3, IdentityDocument.objects.count())
        self.client = self.client_class()
        self.by_phone_code()
        self.known.append(self.last_code())
        self.post("accounts:who", person=str(people_with_phone(PHONE)[1].pk))
        self.assertEqual("陈阿公", str(self.signed_in()))
        self.note_session()
        self.assertEqual([], self.found())


class SealedAddressTests(SignInTestCase):
    """Sealed columns are found and kept unique as plain ones would be."""

    def setUp(self) -> None:
        super().setUp()
        self.person = make_staff()

    def test_an_address_is_found_in_whatever_letters_and_read_again(self) -> None:
        self.assertEqual([self.person], people_named("ZHOUMIN@example.org"))
        stored = EmailAddress.objects.get(email="Zhoumin@Example.org")
        self.assertEqual("zhoumin@example.org", stored.email)
        self.assertEqual("zhoumin@example.org", addresses_of(self.person.pk).email)

    def test_a_verified_address_belongs_to_one_account(self) -> None:
        other = make_user("other", "别人")
        address = EmailAddress(user=other, email="ZHOUMIN@example.org")
        self.assertFalse(address.can_set_verified())

    def test_an_address_with_an_account_signs_in_and_resets_by_mail(self) -> None:
        self.by_email_code("zhoumin@example.org")
        self.assertEqual(self.person, self.signed_in())
        self.assertEqual(["zhoumin@example.org"], mail.outbox[-1].to)

    def test_the_raw_columns_hold_cipher_text(self) -> None:
        with connection.cursor() as cursor:
            for table in ("accounts_user", "account_emailaddress"):
                cursor.execute(f"SELECT email FROM {table}")
                for (stored,) in cursor.fetchall():
                    self.assertNotIn("example", stored)


class SeededDumpTests(SimpleTestCase):
    def test_a_seeded_year_holds_nothing_readable(self) -> None:
        self.assertEqual([], faults_of_file(str(seeded_folder() / "db.sqlite3")))

    def test_what_an_identity_number_is(self) -> None:
        for number, expected in [
            ("11010519491231002X", True), ("110105194912310021", False),
            ("11010519491331002X", False), ("44030519800101001X", False),
        ]:  # fmt: skip
            with self.subTest(number):
                self.assertEqual(expected, is_identity(number))
