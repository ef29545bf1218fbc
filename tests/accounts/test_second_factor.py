"""S11: who holds a role gets nowhere without a second factor, whichever way they come in."""

from __future__ import annotations

from datetime import date, timedelta
from unittest import mock

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.signing import Signer
from django.test import RequestFactory, override_settings
from django.urls import reverse
from django.utils import timezone

from mws.accounts import rules, services
from mws.accounts.models import Membership, User
from mws.accounts.permissions import Role
from mws.accounts.second_factor import factor_used_at
from mws.audit.models import AuditEvent
from tests.accounts.sign_in import PASSWORD, PHONE, SECRET, SignInTestCase, app_code, make_staff
from tests.cast import NOW, Cast

# Pages of every kind: a desk, one's own, the editor, a public one, an export, an account page.
INSIDE = (
    "pages:desk", "accounts:me", "wagtailadmin_home", "settings_desk:index", "pages:home",
    "proposals:new", "account_change_password", "account_email", "account_change_phone",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "usersessions_list",
)  # fmt: skip


def commits_at_once():
    """A test's transaction never commits; the session must be changed within the request."""
    return mock.patch("django.db.transaction.on_commit", lambda callback, **_: callback())


class FactorTestCase(SignInTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.person = make_staff()

    def give_role(self, role: str = Role.EDITOR, **fields: object) -> Membership:
        values = {"starts_on": date(2020, 1, 1), "reason": "测试", "granted_at": NOW}
        return Membership.objects.create(
            user=self.person, role=role, place=self.cast.district, **(values | fields)
        )

    def set_up_factor(self) -> None:
        TOTP.activate(self.person, SECRET)

    def inside(self) -> list[str]:
        """The pages that open to this session as to a person who is signed in."""
        opened = []
        for name in INSIDE:
            response = self.client.get(reverse(name))
            if response.status_code == 200 and response.context["user"].is_authenticated:
                opened.append(name)
        return opened


class WaysInTests(FactorTestCase):
    """Each way is tried by a person with a role, without the factor set up and with it."""

    def reset_password(self) -> None:
        self.post("account_reset_password", email="zhoumin@example.org")
        link = mail.outbox[-1].body.split("http://testserver")[1].split()[0]
        form = self.client.get(link, follow=True)
        address = form.redirect_chain[-1][0]
        new = {"password1": "another-secret-2", "password2": "another-secret-2"}
        self.client.post(address, new)
        self.by_password(password="another-secret-2")

    def trusted_browser(self) -> None:
        self.client.cookies["mfa_trusted"] = Signer().sign_object([("x" * 64, 2_000_000_000)])
        self.by_password()

    def role_after_sign_in(self) -> None:
        Membership.objects.filter(user=self.person).delete()
        self.client.force_login(self.person, factor=False)
        self.client.get(reverse("accounts:me"))
        self.give_role()

    def other_persons_factor(self) -> None:
        """Somebody used a factor of their own in this browser before."""
        self.client.force_login(self.cast.clerk)
        self.by_password()
        self.client.force_login(self.person, factor=False)

    def recovery_codes_seen_first(self) -> None:
        self.by_phone_code()
        self.client.get(reverse("mfa_view_recovery_codes"))
        self.client.post(reverse("mfa_generate_recovery_codes"))

    def a_second_factor_of_ones_own_choice(self) -> None:
        """With a factor set up, another may not be added before the first was used."""
        self.client.force_login(self.person, factor=False)
        if Authenticator.objects.filter(user=self.person).exists():
            self.client.get(reverse("mfa_activate_totp"))
            self.client.post(reverse("mfa_add_webauthn"), {"credential": "{}"})

    def remembered(self) -> None:
        self.post("account_login", login="zhoumin", password=PASSWORD, remember="on")

    def wagtail(self) -> None:
        address = self.client.get("/cms/login/", follow=True).redirect_chain[-1][0]
        self.client.post(address, {"login": "zhoumin", "password": PASSWORD})

    def wagtail_direct(self) -> None:
        self.client.post("/cms/login/", {"username": "zhoumin", "password": PASSWORD})

    def wagtail_pages(self) -> None:
        self.client.post("/_util/login/", {"username": "zhoumin", "password": PASSWORD})

    def django_login(self) -> None:
        self.client.login(username="zhoumin", password=PASSWORD)

    def invited(self) -> None:
        """A role given through the settings desk to somebody who is signed in."""
        Membership.objects.filter(user=self.person).delete()
        self.client.force_login(self.person, factor=False)
        services.grant_membership(
            user_id=self.person.pk, role=Role.EDITOR, place_id=self.cast.district.pk,
            reason="测试", by=self.cast.district_officer,
        )  # fmt: skip

    def wrong_code(self) -> None:
        self.by_password()
        self.post("mfa_authenticate", code="000000" if app_code() != "000000" else "111111")

    WAYS = {
        "password": lambda self: self.by_password(),
        "password, by e-mail": lambda self: self.by_password("zhoumin@example.org"),
        "password, by number": lambda self: self.by_password(PHONE),
        "phone code": lambda self: self.by_phone_code(),
        "e-mail code": lambda self: self.by_email_code("zhoumin@example.org"),
        "password reset": reset_password,
        "remembered": remembered,
        "trusted browser": trusted_browser,
        "Wagtail's sign-in": wagtail,
        "Wagtail's sign-in, posted to": wagtail_direct,
        "Wagtail's sign-in for pages": wagtail_pages,
        "Django's login": django_login,
        "session from before the role": role_after_sign_in,
        "role given by invitation": invited,
        "another person's factor": other_persons_factor,
        "recovery codes looked up first": recovery_codes_seen_first,
        "another factor added": a_second_factor_of_ones_own_choice,
        "wrong code": wrong_code,
    }

    def test_no_way_in_leads_past_the_factor(self) -> None:
        attempts = 0
        for has_factor in (False, True):
            for way, come_in in self.WAYS.items():
                with self.subTest(way=way, has_factor=has_factor):
                    self.begin_anew(has_factor)
                    come_in(self)
                    self.assertEqual([], self.inside())
                    attempts += 1
        self.assertGreaterEqual(attempts, 25)

    def begin_anew(self, has_factor: bool) -> None:
        self.setUp()
        self.client.cookies.clear()
        self.person.set_password(PASSWORD)
        self.person.save()
        self.person.authenticator_set.all().delete()
        self.person.memberships.all().delete()
        self.give_role()
        if has_factor:
            self.set_up_factor()

    def test_no_other_form_takes_a_password(self) -> None:
        """They would count no guesses."""
        for path in ("/cms/login/", "/_util/login/", "/en/_util/login/"):
            with (
                self.subTest(path),
                mock.patch.object(User, "check_password", return_value=True) as check,
            ):
                answer = self.client.post(path, {"username": "zhoumin", "password": "guess"})
                self.assertIn("/accounts/login/", answer.url)
                check.assert_not_called()
        self.assertEqual(404, self.client.get("/cms/password_reset/").status_code)

    def test_with_the_factor_every_page_opens(self) -> None:
        """The control: what the others are refused is there."""
        self.give_role()
        self.set_up_factor()
        response = self.by_password()
        self.assertRedirects(response, reverse("mfa_authenticate"))
        self.post("mfa_authenticate", code=app_code())
        self.assertIn("wagtailadmin_home", self.inside())
        self.assertIn("pages:desk", self.inside())

    def test_every_role_asks_for_it(self) -> None:
        for role in Role.values:
            with self.subTest(role=role):
                self.person.memberships.all().delete()
                self.give_role(role)
                self.client.force_login(self.person, factor=False)
                self.assertEqual([], self.inside())

    def test_a_flag_of_django_asks_for_it_too(self) -> None:
        for flag in ("is_staff", "is_superuser"):
            with self.subTest(flag=flag):
                self.person.is_staff = self.person.is_superuser = False
                setattr(self.person, flag, True)
                self.person.save()
                self.client.force_login(self.person, factor=False)
                self.assertEqual([], self.inside())

    def test_a_resident_needs_none(self) -> None:
        self.by_phone_code()
        self.assertIn("accounts:me", self.inside())

    def test_a_role_that_is_over_or_to_come_asks_for_nothing(self) -> None:
        today = timezone.localdate()
        for fields in (
            {"ends_on": today - timedelta(days=9)},
            {"starts_on": today + timedelta(days=9)},
        ):
            with self.subTest(fields=fields):
                self.person.memberships.all().delete()
                self.give_role(**fields)
                self.client.force_login(self.person, factor=False)
                self.assertIn("accounts:me", self.inside())


class SetUpTests(FactorTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.give_role()

    def activate(self):
        self.client.get(reverse("mfa_activate_totp"))
        secret = self.client.session["mfa.totp.secret"]
        with commits_at_once():
            return self.post("mfa_activate_totp", code=app_code(secret))

    def test_who_has_none_is_led_to_set_one_up_and_is_in_after_it(self) -> None:
        self.by_password()
        response = self.client.get(reverse("pages:desk"))
        self.assertRedirects(response, reverse("mfa_activate_totp"), target_status_code=200)
        self.assertRedirects(self.activate(), reverse("mfa_view_recovery_codes"))
        self.assertIn("pages:desk", self.inside())
        self.assertTrue(AuditEvent.objects.filter(action="account.factor_added").exists())

    def test_meanwhile_one_can_sign_out_and_change_the_language_and_writes_nothing(
        self,
    ) -> None:
        self.by_password()
        answer = self.post("set_language", language="en", next="/")
        self.assertEqual("/en/", answer.url)
        self.post("pages:display", elder="1", next="/")
        self.person.refresh_from_db()
        self.assertTrue(self.person.prefers_elder)
        name = self.person.display_name
        self.client.post(reverse("accounts:rename"), {"name": "别名"})
        self.person.refresh_from_db()
        self.assertEqual(name, self.person.display_name)
        self.post("account_logout")
        self.assertIsNone(self.signed_in())

    def test_a_fetched_part_of_a_page_sends_the_whole_page_there(self) -> None:
        self.by_password()
        answer = self.client.get(reverse("pages:desk"), headers={"HX-Request": "true"})
        self.assertEqual(reverse("mfa_activate_totp"), answer["HX-Redirect"])

    def test_a_session_from_before_the_factor_uses_it_and_goes_on_where_it_was(self) -> None:
        self.client.force_login(self.person, factor=False)
        self.set_up_factor()
        asked = self.client.get(reverse("pages:desk"))
        self.assertEqual(f"{reverse('mfa_reauthenticate')}?next=%2Fdesk%2F", asked.url)
        self.assertRedirects(self.client.post(asked.url, {"code": app_code()}), "/desk/")

    def test_all_other_sessions_end(self) -> None:
        other = self.client_class()
        other.force_login(self.person, factor=False)
        self.by_password()
        self.activate()
        self.assertEqual(302, other.get(reverse("accounts:me")).status_code)
        self.assertIn("_auth_user_id", self.client.session)
        self.assertNotIn("_auth_user_id", other.session)

    def test_the_secret_and_the_recovery_codes_are_encrypted(self) -> None:
        self.by_password()
        self.activate()
        stored = Authenticator.objects.filter(user=self.person)
        self.assertEqual({"totp", "recovery_codes"}, {each.type for each in stored})
        for each in stored:
            hidden = each.data.get("secret") or each.data.get("seed")
            self.assertTrue(hidden.startswith("gAAAA"), each.type)


class RemoveTests(FactorTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.set_up_factor()
        self.factor = Authenticator.objects.get(user=self.person)

    def remove(self):
        with commits_at_once():
            return self.post("mfa_deactivate_totp")

    def test_the_last_one_stays_while_a_role_is_held(self) -> None:
        self.give_role()
        self.client.force_login(self.person)
        self.post("mfa_reauthenticate", code=app_code())
        self.assertContains(self.remove(), str(rules.factors.LAST_FACTOR))
        self.assertTrue(Authenticator.objects.filter(pk=self.factor.pk).exists())

    def test_recovery_codes_are_no_other_factor_and_a_security_key_is_one(self) -> None:
        self.give_role()
        self.person.authenticator_set.create(type="recovery_codes", data={})
        self.assertEqual("last_factor", rules.why_not_remove_factor(self.factor).code)
        self.person.authenticator_set.create(type="webauthn", data={})
        self.assertIsNone(rules.why_not_remove_factor(self.factor))

    def test_without_a_role_it_can_go_and_the_other_sessions_with_it(self) -> None:
        other = self.client_class()
        other.force_login(self.person)
        self.by_password()
        self.post("mfa_authenticate", code=app_code())
        self.assertEqual(302, self.remove().status_code)
        self.assertFalse(Authenticator.objects.filter(user=self.person).exists())
        self.assertEqual(302, other.get(reverse("accounts:me")).status_code)
        self.assertIsNotNone(self.signed_in())


@override_settings(MWS_STEP_UP_SECONDS=600)
class StepUpTests(FactorTestCase):
    """Approving a payment asks for the factor once more."""

    def setUp(self) -> None:
        super().setUp()
        self.give_role(Role.DISTRICT_OFFICER)
        self.set_up_factor()
        self.client.force_login(self.person)
        self.address = reverse("proposals:claim_approve", args=[404])

    def make_older(self, seconds: int) -> None:
        session = self.client.session
        for each in session["account_authentication_methods"]:
            each["at"] -= seconds
        session.save()

    def test_soon_after_it_is_enough(self) -> None:
        self.make_older(500)
        self.assertEqual(404, self.client.post(self.address).status_code)

    def test_later_it_is_asked_for_and_what_was_posted_is_then_carried_out(self) -> None:
        self.make_older(700)
        before = self.client.session.session_key
        asked = self.client.post(self.address)
        self.assertTrue(asked.url.startswith(reverse("mfa_reauthenticate")))
        self.assertEqual(404, self.client.post(asked.url, {"code": app_code()}).status_code)
        self.assertNotEqual(before, self.client.session.session_key)

    def test_the_password_alone_is_no_step_up(self) -> None:
        self.make_older(700)
        self.client.post(self.address)
        self.client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        self.assertEqual(302, self.client.post(self.address).status_code)

    def test_nobody_signed_in_has_used_no_factor(self) -> None:
        request = RequestFactory().get("/")
        request.user, request.session = AnonymousUser(), {}
        self.assertIsNone(factor_used_at(request))
