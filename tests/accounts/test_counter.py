"""People who come to the counter without an account, and two of a household with one number."""

from unittest import mock

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.totp.internal.auth import TOTP
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse

from mws.accounts import rules, services
from mws.accounts.adapter import AccountAdapter
from mws.accounts.models import IdentityDocument, User
from mws.accounts.selectors import addresses_of, people_with_phone, person_with_phone
from mws.audit.selectors import history_of
from mws.core.refusals import Refused
from tests.accounts.proofs import ask_second, begin_proofs, by_proof
from tests.accounts.sign_in import PHONE, SECRET, SignInTestCase, app_code
from tests.cast import NOW, Cast, make_place, make_user, seen_document
from tests.database import FreshDatabaseTestCase
from tests.rivals import race


def enter(cast, name="陈阿婆", number="E20000001", phone="", **more):
    facts = {"seen": seen_document(number), "by": cast.clerk} | more
    return services.enter_resident(
        place_id=cast.community.pk, name=name, phone=phone, now=NOW, **facts
    )


class CounterTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.kinds = begin_proofs(cls.cast)
        cls.estate = make_place("440305007001E1", "龙珠花园", "estate", cls.cast.community)

    def refused(self, **facts):
        people = User.objects.count()
        with self.assertRaises(Refused) as caught:
            enter(self.cast, **facts)
        self.assertEqual(people, User.objects.count())
        return caught.exception.code

    def test_in_one_go_somebody_is_entered_and_verified(self):
        home = enter(self.cast, " 陈阿婆 ", estate=self.estate)
        person = home.user
        self.assertEqual(("陈阿婆", self.cast.community), (person.display_name, person.home))
        self.assertEqual(("verified", "counter", self.cast.clerk),
                         (home.status, home.way, home.decided_by))  # fmt: skip
        self.assertFalse(person.has_usable_password())
        self.assertEqual(self.estate, person.profile.estate)
        self.assertEqual(1, person.consents.count())
        self.assertEqual(1, IdentityDocument.objects.filter(user=person).count())
        [entered] = history_of(person)
        self.assertEqual(
            ("account.entered", False), (entered.action, entered.facts["shares_number"])
        )
        self.assertNotIn("陈", str(entered.facts))

    def test_another_proof_needs_no_number(self):
        home = enter(self.cast, seen=by_proof(self.kinds["租赁合同"]))
        self.assertEqual(self.kinds["租赁合同"], home.proof)
        self.assertFalse(IdentityDocument.objects.exists())

    def test_where_the_rules_ask_a_second_person_confirms_it(self):
        ask_second(self.cast)
        home = enter(self.cast)
        self.assertEqual(("checked", None), (home.status, home.user.home))
        services.confirm_residency(residency_id=home.pk, by=self.cast.secretary, now=NOW)
        self.assertEqual(self.cast.community, User.objects.get(pk=home.user_id).home)

    def test_who_is_refused_leaves_nothing(self):
        cast = self.cast
        enter(cast, number="E20000009")
        elsewhere = make_place("440305007002E1", "塘朗村", "estate", cast.other_community)
        for facts, code in [
            ({"by": cast.foreign_clerk}, "not_clerk"), ({"by": cast.lin}, "not_clerk"),
            ({"name": "  "}, "no_name"), ({"estate": elsewhere}, "estate_elsewhere"),
            ({"estate": cast.community}, "estate_elsewhere"),
            ({"number": "E20000009"}, "document_taken"),
            ({"seen": by_proof(self.kinds["单位证明"])}, "needs_document"),
        ]:  # fmt: skip
            with self.subTest(code=code, facts=facts):
                self.assertEqual(code, self.refused(**facts))

    def test_a_number_serves_two_of_a_household_and_no_third(self):
        first, second = (
            enter(self.cast, phone=PHONE),
            enter(self.cast, "陈阿公", "E20000002", phone=PHONE),
        )
        self.assertEqual((1, 2), (first.user.phone_seat, second.user.phone_seat))
        self.assertTrue(history_of(second.user)[0].facts["shares_number"])
        self.assertEqual("phone_full", self.refused(number="E20000003", phone=PHONE))

    def test_a_number_of_somebody_not_verified_here_is_not_shared(self):
        cast = self.cast
        for person, code in [
            (cast.stranger, "phone_of_another"), (cast.chen, "phone_of_another"), (cast.lin, None),
        ]:  # fmt: skip
            with self.subTest(person=person), transaction.atomic():
                services.verify_phone(user=person, phone=PHONE)
                refusal = rules.why_not_give_phone(PHONE, cast.community)
                self.assertEqual(code, refusal and refusal.code)
                transaction.set_rollback(True)

    def test_a_number_given_is_not_yet_written_to(self):
        """A slip of the clerk's pen would tell a stranger."""
        person = enter(self.cast, phone=PHONE).user
        self.assertEqual(("", person), (addresses_of(person.pk).sms, person_with_phone(PHONE)))

    def test_the_second_person_sees_with_whom_the_number_is_shared(self):
        enter(self.cast, phone=PHONE)
        ask_second(self.cast)
        second = enter(self.cast, "陈阿公", "E20000002", phone=PHONE)
        self.client.force_login(self.cast.secretary)
        page = self.client.get(reverse("accounts:claim", args=[second.pk]))
        self.assertContains(page, "陈阿婆")

    def test_a_couple_is_entered_at_once_and_whoever_is_refused_frees_the_seat(self):
        ask_second(self.cast)
        first, second = (
            enter(self.cast, name, number, phone=PHONE)
            for name, number in (("陈阿婆", "E20000001"), ("陈阿公", "E20000002"))
        )
        services.confirm_residency(residency_id=second.pk, by=self.cast.secretary, now=NOW)
        services.refuse_residency(
            residency_id=first.pk, reason="不符", by=self.cast.secretary, now=NOW
        )
        self.assertEqual([second.user], list(people_with_phone(PHONE)))
        third = enter(self.cast, "陈小妹", "E20000003", phone=PHONE)
        self.assertEqual(1, third.user.phone_seat)

    def test_a_number_is_put_right_added_or_taken_back_until_they_come_in(self):
        home = enter(self.cast, phone=PHONE)
        give = {"residency_id": home.pk, "now": NOW}
        for phone in ("+8613800138055", "", PHONE):
            services.give_phone(phone=phone, by=self.cast.clerk, **give)
            person = User.objects.get(pk=home.user_id)
            self.assertEqual(phone, person.phone or "")
            self.assertEqual([person] if phone else [], list(people_with_phone(phone or PHONE)))
        self.assertEqual("account.number_given", list(history_of(home.user))[-1].action)
        for by, is_in, code in [
            (self.cast.foreign_clerk, False, "not_clerk"),
            (self.cast.clerk, True, "comes_in_alone"),
        ]:  # fmt: skip
            User.objects.filter(pk=home.user_id).update(last_login=NOW if is_in else None)
            with self.subTest(code), self.assertRaises(Refused) as caught:
                services.give_phone(phone="", by=by, **give)
            self.assertEqual(code, caught.exception.code)

    def test_a_refused_number_leaves_the_old_one(self):
        enter(self.cast, phone=PHONE)
        enter(self.cast, "陈阿公", "E20000002", phone=PHONE)
        home = enter(self.cast, "陈小妹", "E20000003", phone="+8613800138055")
        self.client.force_login(self.cast.clerk)
        url = reverse("accounts:counter_number", args=[home.pk])
        self.assertContains(self.client.get(reverse("accounts:claims")), url)
        self.assertContains(self.client.post(url, {"phone": "13800138000"}), "has-error")
        self.assertEqual("+8613800138055", User.objects.get(pk=home.user_id).phone)
        self.assertRedirects(self.client.post(url, {"phone": ""}), reverse("accounts:claims"))
        self.assertIsNone(User.objects.get(pk=home.user_id).phone)
        self.client.force_login(self.cast.foreign_clerk)
        self.assertEqual(404, self.client.get(url).status_code)

    def test_whoever_is_refused_and_was_never_in_is_not_kept(self):
        ask_second(self.cast)
        home = enter(self.cast, phone=PHONE)
        services.refuse_residency(
            residency_id=home.pk, reason="不符", by=self.cast.secretary, now=NOW
        )
        person = User.objects.get(pk=home.user_id)
        self.assertEqual(("", None, NOW), (person.display_name, person.phone, person.erased_at))
        self.assertFalse(person.residencies.exclude(reason="").exists())

    def test_a_code_after_the_seat_was_taken_leads_to_sign_in(self):
        """Somebody signs up; before the code comes, the counter enters them with the number."""
        late = make_user("late", "慢")
        services.note_phone(user=late, phone=PHONE)
        enter(self.cast, phone=PHONE)
        with self.assertRaises(ImmediateHttpResponse) as caught:
            AccountAdapter().set_phone_verified(late, PHONE)
        self.assertEqual(reverse("account_login"), caught.exception.response["Location"])

    def test_the_page_is_for_the_clerks_of_that_community(self):
        url = reverse("accounts:counter", args=[self.cast.community.code])
        for person, status in [
            (self.cast.clerk, 200), (self.cast.secretary, 200), (self.cast.foreign_clerk, 404),
            (self.cast.district_officer, 404), (self.cast.lin, 404),
        ]:  # fmt: skip
            with self.subTest(person=person):
                self.client.force_login(person)
                self.assertEqual(status, self.client.get(url).status_code)

    def test_the_page_keeps_what_was_typed_but_never_the_number_of_a_document(self):
        url = reverse("accounts:counter", args=[self.cast.community.code])
        self.client.force_login(self.cast.clerk)
        data = {"name": "陈阿婆", "phone": "138 0013 8000", "estate": self.estate.code,
                "basis": "hukou", "type": "passport", "number": "E20000001",
                "born_on": "1950-01-02"}  # fmt: skip
        answer = self.client.post(url, data)
        self.assertIn("agrees", answer.context["form"].errors)
        self.assertContains(answer, "138 0013 8000")
        self.assertNotContains(answer, "E20000001")
        answer = self.client.post(url, data | {"agrees": "on"}, follow=True)
        self.assertContains(answer, "陈阿婆")
        self.assertEqual(PHONE, User.objects.get(display_name="陈阿婆").phone)

    def test_the_database_refuses_a_seat_twice_and_a_third_seat(self):
        first = enter(self.cast, phone=PHONE).user
        second = enter(self.cast, "陈阿公", "E20000002", phone=PHONE).user
        for change in (
            {"phone_seat": first.phone_seat}, {"phone_seat": 3}, {"phone_lookup": None},
        ):  # fmt: skip
            with (
                self.subTest(change), self.assertRaises(IntegrityError), transaction.atomic()
            ):  # fmt: skip
                User.objects.filter(pk=second.pk).update(**change)


class HouseholdSignInTests(SignInTestCase):
    """One number, two people: after the code they say who they are."""

    def setUp(self):
        super().setUp()
        self.cast = Cast()
        self.wife = enter(self.cast, "陈阿婆", "E20000001", phone=PHONE).user

    def husband(self):
        return enter(self.cast, "陈阿公", "E20000002", phone=PHONE).user

    def code_is_right(self):
        answer = self.by_phone_code()
        self.assertRedirects(answer, reverse("accounts:who"))
        self.assertIsNone(self.signed_in())
        return self.client.get(reverse("accounts:who"))

    def choose(self, person):
        return self.post("accounts:who", person=str(person.pk))

    def test_whoever_was_entered_alone_is_asked_once(self):
        self.assertContains(self.code_is_right(), "陈阿婆")
        self.choose(self.wife)
        self.assertEqual(self.wife, self.signed_in())
        self.wife.refresh_from_db()
        self.assertTrue(self.wife.phone_verified)
        self.client = self.client_class()
        self.by_phone_code()
        self.assertEqual(self.wife, self.signed_in())

    def test_each_of_two_comes_in_as_who_they_are_time_after_time(self):
        husband = self.husband()
        for person in (husband, self.wife, husband):
            self.client = self.client_class()
            page = self.code_is_right()
            self.assertContains(page, "陈阿婆")
            self.assertContains(page, "陈阿公")
            self.choose(person)
            self.assertEqual(person, self.signed_in())
        self.assertEqual(
            [True, True], [p.phone_verified for p in people_with_phone(PHONE)]
        )  # fmt: skip

    def test_before_the_code_is_right_no_name_is_told(self):
        self.post("account_request_login_code", phone=PHONE)
        for answer in (
            self.post("account_confirm_login_code", code="000000"),
            self.client.get(reverse("accounts:who"), follow=True),
            self.client.post(reverse("accounts:who"), {"person": self.wife.pk}, follow=True),
        ):
            self.assertNotContains(answer, "陈阿婆")
        self.assertIsNone(self.signed_in())
        self.wife.refresh_from_db()
        self.assertFalse(self.wife.phone_verified)

    def test_nobody_else_can_be_chosen(self):
        self.husband()
        self.code_is_right()
        for person in (str(self.cast.lin.pk), "", "x", "9" * 30):
            with self.subTest(person):
                answer = self.post("accounts:who", person=person)
                self.assertEqual(200, answer.status_code)
                self.assertIsNone(self.signed_in())

    def test_that_is_not_me_ends_the_sign_in(self):
        self.code_is_right()
        self.client.post(reverse("account_logout"), {"next": reverse("account_login")})
        self.assertRedirects(self.choose(self.wife), reverse("account_login"))
        self.assertIsNone(self.signed_in())

    def test_the_second_factor_of_whoever_is_chosen_is_asked_for(self):
        husband = self.husband()
        TOTP.activate(husband, SECRET)
        self.code_is_right()
        self.assertRedirects(self.choose(husband), reverse("mfa_authenticate"))
        self.assertIsNone(self.signed_in())
        self.post("mfa_authenticate", code=app_code())
        self.assertEqual(husband, self.signed_in())

    def test_another_way_in_does_not_ask(self):
        """An address is one person's, whoever shares their number."""
        self.husband()
        services.claim_number(person=self.wife, phone=PHONE)
        self.wife.refresh_from_db()
        self.wife.email = "wife@example.org"
        self.wife.save()
        self.wife.emailaddress_set.create(email=self.wife.email, verified=True, primary=True)
        self.by_email_code("wife@example.org")
        self.assertEqual(self.wife, self.signed_in())

    def test_signing_up_anew_with_the_number_opens_nothing(self):
        self.post("account_signup", phone="13800138000", display_name="别人")
        self.assertIsNone(self.signed_in())
        self.assertEqual(1, people_with_phone(PHONE).count())
        self.assertFalse(User.objects.filter(display_name="别人").exists())

    def test_who_verifies_the_number_elsewhere_does_not_take_it_from_the_household(self):
        crook = make_user("crook", "骗子")
        services.note_phone(user=crook, phone=PHONE)
        with self.assertRaises(IntegrityError), transaction.atomic():
            services.verify_phone(user=crook, phone=PHONE)
        self.wife.refresh_from_db()
        self.assertEqual(PHONE, self.wife.phone)

    def test_whoever_changes_the_number_leaves_the_seat_to_the_next(self):
        husband = self.husband()
        services.verify_phone(user=husband, phone="+8613900139000")
        husband.refresh_from_db()
        self.assertEqual((1, None), (husband.phone_seat, husband.phone_given_at))
        self.assertEqual(2, enter(self.cast, "陈小妹", "E20000003", phone=PHONE).user.phone_seat)


def enter_one(number: str) -> str:
    cast = mock.Mock(
        clerk=User.objects.get(username="clerk"),
        community=User.objects.get(username="lin").home,
    )
    try:
        enter(cast, number=number, phone=PHONE)
    except Refused as refused:
        return refused.code
    return "entered"


class FourAtOneNumberTests(FreshDatabaseTestCase):
    def test_two_of_four_get_a_seat_and_the_others_read_why_not(self):
        Cast()
        answers = race(enter_one, [(f"E3000000{n}",) for n in range(4)])
        self.assertEqual({"entered": 2, "phone_full": 2}, answers)
        self.assertEqual([1, 2], [person.phone_seat for person in people_with_phone(PHONE)])

    def test_where_the_rule_is_blind_the_database_refuses(self):
        """The control."""
        cast = Cast()
        for number in ("E30000001", "E30000002"):
            enter(cast, number=number, phone=PHONE)
        with (
            mock.patch("mws.accounts.rules.why_not_give_phone", return_value=None),
            mock.patch(
                "mws.accounts.services.counter.people_with_phone", return_value=User.objects.none()
            ),
            self.assertRaisesMessage(IntegrityError, "phone"),
        ):
            enter(cast, number="E30000003", phone=PHONE)
