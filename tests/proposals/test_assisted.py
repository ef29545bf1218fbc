"""What the office enters for residents: one at the counter, and its receipt."""

from __future__ import annotations

from functools import partial
from typing import Any
from unittest import mock

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mws.accounts.documents import read_document
from mws.accounts.models import User
from mws.accounts.permissions import Role
from mws.accounts.services import verify_phone
from mws.audit.models import AuditEvent
from mws.notifications.models import Message
from mws.rounds.models import Stage
from proposals.models import CaseDuty, Channel, Proposal
from proposals.services import cases, screening
from proposals.services.assisted import enter_proposal
from tests.cast import NOW, Cast, make_officer, make_resident
from tests.proposals.cases import LAMPS, code_of, words

PHONE = "+8613800138042"
LINE = {"name": "庭院灯", "unit": "盏", "quantity": "24", "unit_price_fen": "1680"}


class AssistedTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.round = cls.cast.round()
        verify_phone(user=cls.cast.lin, phone=PHONE, now=NOW)
        verify_phone(user=cls.cast.chen, phone="+8613800138077", now=NOW)
        cls.staff = make_officer("staff", "居委会", Role.COMMITTEE_STAFF, cls.cast.community)

    def setUp(self) -> None:
        for module in ("views.assisted", "services.assisted", "services.batch"):
            clock = mock.patch(f"proposals.{module}.database_now", return_value=NOW)
            clock.start()
            self.addCleanup(clock.stop)

    def enter(self, **changes: Any) -> Proposal:
        facts = {
            "round_id": self.round.pk, "name": "林晓", "phone": PHONE, "channel": "counter",
            "fields": words(), "items": LAMPS, "by": self.cast.clerk, "now": NOW,
        }  # fmt: skip
        return enter_proposal(**facts | changes)


class WithoutTelephoneTests(AssistedTestCase):
    """Who has none is known by the document that was shown when they registered."""

    def setUp(self) -> None:
        super().setUp()
        digest = read_document("passport", "E12345678").digest
        self.cast.wang.documents.create(type="passport", digest=digest, checked_at=NOW)

    def test_name_and_document_must_agree(self) -> None:
        for name, document, code in [
            ("王建国", "E12345678", None), ("王建国", "e1234 5678", "entered_already"),
            ("林晓", "E12345678", "no_such_resident"), ("王建国", "E12345679", "no_such_resident"),
            ("王建国", "", "no_such_resident"), ("王建国", "nonsense", "no_such_resident"),
        ]:  # fmt: skip
            with self.subTest(name=name, document=document):
                act = partial(self.enter, name=name, phone="", document=document)
                self.assertEqual(code, code_of(act))
        (case,) = Proposal.objects.all()
        self.assertEqual((self.cast.wang, self.cast.clerk), (case.author, case.entered_by))

    def test_the_page_takes_either_and_the_receipt_sends_nobody_to_a_telephone(self) -> None:
        self.client.force_login(self.cast.clerk)
        lines = {"lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0"}
        lines |= {f"lines-0-{key}": text for key, text in LINE.items()}
        typed = words() | lines | {"channel": "counter", "name": "王建国", "phone": "",
                                   "beneficiary_group": "everyone"}  # fmt: skip
        page = self.client.post(reverse("proposals:enter"), typed)
        self.assertIn("phone", page.context["words"].errors)
        page = self.client.post(
            reverse("proposals:enter"), typed | {"document": "E12345678"}, follow=True
        )
        self.assertContains(page, Proposal.objects.get().receipt_no)
        self.assertNotContains(page, "http://testserver" + reverse("proposals:track"))

    def test_who_may_register_people_is_led_there(self) -> None:
        counter = reverse("accounts:counter", args=[self.cast.community.code])
        for user, led in [(self.cast.clerk, True), (self.staff, False)]:
            self.client.force_login(user)
            page = self.client.get(reverse("proposals:enter")).content.decode()
            self.assertEqual(led, counter in page)


class EnterTests(AssistedTestCase):
    def test_it_is_handed_in_at_once_and_both_are_on_record(self) -> None:
        for by in (self.cast.clerk, self.staff):
            with self.subTest(by.username):
                case = self.enter(by=by, fields=words(title=f"由{by}录入"), channel="paper")
                self.assertEqual(
                    ("submitted", self.cast.lin, by, "paper"),
                    (case.status, case.author, case.entered_by, case.channel),
                )
                self.assertIsNotNone(case.receipt_no)
                duties = CaseDuty.objects.filter(case_id=case.case_id)
                self.assertEqual(
                    {(self.cast.lin.pk, "proposed"), (by.pk, "entered")},
                    set(duties.values_list("person", "duty")),
                )
                told = Message.objects.filter(case_id=case.case_id, code="proposal_submitted")
                self.assertIn(self.cast.lin.pk, told.values_list("recipient_id", flat=True))

    def test_either_of_a_household_is_found_by_name(self) -> None:
        housemate = make_resident("housemate", "陈·阿婆", self.cast.community)
        User.objects.filter(pk=housemate.pk).update(
            phone=PHONE, phone_lookup=User.lookup_of(PHONE), phone_seat=2, phone_given_at=NOW
        )
        self.assertEqual(housemate, self.enter(name="陈•阿婆").author)
        self.assertEqual(self.cast.lin, self.enter(fields=words(title="另一件")).author)

    def test_who_entered_it_takes_it_in_never(self) -> None:
        case = self.enter()
        take_in = partial(
            screening.admit_proposal, proposal_id=case.pk, by=self.cast.clerk, now=NOW
        )
        self.assertEqual("own_case", code_of(take_in))

    def test_the_resident_can_take_it_back(self) -> None:
        case = self.enter()
        cases.withdraw_proposal(proposal_id=case.pk, by=self.cast.lin, now=NOW)
        self.assertEqual("withdrawn", Proposal.objects.get(pk=case.pk).status)

    def test_refusals_store_nothing(self) -> None:
        clerk_at_home = make_resident("clerk_at_home", "住本社区", self.cast.community)
        verify_phone(user=clerk_at_home, phone="+8613800138099", now=NOW)
        clerk_at_home.memberships.create(
            role=Role.INTAKE_CLERK, place=self.cast.community, starts_on="2020-01-01",
            reason="测试", granted_at=NOW,
        )  # fmt: skip
        own = {"by": clerk_at_home, "name": "住本社区", "phone": "+8613800138099"}
        for changes, code in [
            ({"by": self.cast.foreign_clerk}, "not_office"),
            ({"by": self.cast.secretary}, "not_office"),
            ({"by": self.cast.wang}, "not_office"),
            ({"name": "林小"}, "no_such_resident"),
            ({"phone": "+8613800138000"}, "no_such_resident"),
            ({"name": "陈芳", "phone": "+8613800138077"}, "no_such_resident"),
            (own, "own_proposal"),
            ({"channel": "web"}, "no_channel"),
            ({"channel": ""}, "no_channel"),
            ({"fields": words(upkeep="")}, "incomplete"),
            ({"items": []}, "no_costs"),
            ({"fields": words(title="长" * 41)}, "title_too_long"),
            ({"fields": words(category="elephant")}, "no_category"),
        ]:
            with self.subTest(code=code, changes=sorted(changes)):
                before = (Proposal.objects.count(), AuditEvent.objects.count())
                self.assertEqual(code, code_of(lambda c=changes: self.enter(**c)))
                after = (Proposal.objects.count(), AuditEvent.objects.count())
                self.assertEqual(before, after)

    def test_the_same_form_is_taken_once(self) -> None:
        case = self.enter()
        self.assertEqual("entered_already", code_of(self.enter))
        cases.withdraw_proposal(proposal_id=case.pk, by=self.cast.lin, now=NOW)
        self.assertIsNone(code_of(self.enter))

    def test_a_name_is_compared_as_people_write_it(self) -> None:
        self.assertIsNone(code_of(lambda: self.enter(name=" 林 晓 ")))

    def test_only_a_verified_number_finds_its_person(self) -> None:
        User.objects.filter(pk=self.cast.lin.pk).update(phone_verified=False)
        self.assertEqual("no_such_resident", code_of(self.enter))


class EnterPageTests(AssistedTestCase):
    url = "/desk/enter/"

    def data(self, **changes: Any) -> dict[str, Any]:
        rows = {"lines-TOTAL_FORMS": "3", "lines-INITIAL_FORMS": "0"}
        rows |= {f"lines-0-{name}": value for name, value in LINE.items()}
        person = {"channel": "phone", "name": "林晓", "phone": "138 0013 8042",
                  "beneficiary_group": "elderly", "round": self.round.pk}  # fmt: skip
        return words() | rows | person | changes

    def test_a_clerk_hands_in_and_prints_the_receipt(self) -> None:
        self.client.force_login(self.cast.clerk)
        response = self.client.post(self.url, self.data())
        case = Proposal.objects.get()
        receipt = reverse("proposals:enter_receipt", args=[case.pk])
        self.assertRedirects(response, receipt)
        page = self.client.get(receipt)
        for shown in (case.receipt_no, case.title, reverse("proposals:track"), "<svg"):
            self.assertContains(page, shown)
        for hidden in ("林晓", "13800138042", "8042"):
            self.assertNotContains(page, hidden)
        self.assertEqual(4_032_000, case.requested_fen)

    def test_what_is_wrong_comes_back_with_all_that_was_typed(self) -> None:
        self.client.force_login(self.cast.clerk)
        for changes, said in [
            ({"name": "别人"}, "龙珠社区"),
            ({"phone": "12"}, "11"),
            ({"title": ""}, ""),
            ({"lines-0-quantity": "-3"}, ""),
            ({"channel": "web"}, ""),
            ({"problem": "\0坏"}, ""),
            ({"solution": "𠮷" * 5_000}, ""),
        ]:
            with self.subTest(changes):
                page = self.client.post(self.url, self.data(**changes))
                self.assertEqual(200, page.status_code)
                self.assertContains(page, said)
                self.assertContains(page, "社区工作站")
                self.assertFalse(Proposal.objects.exists())

    def test_there_are_as_many_cost_lines_as_are_needed(self) -> None:
        self.client.force_login(self.cast.clerk)
        half = self.data(go="lines", phone="12", title="", beneficiary_count="许多",
                         **{"lines-0-quantity": "很多"})  # fmt: skip
        page = self.client.post(self.url, half)
        self.assertFalse(Proposal.objects.exists())
        self.assertNotContains(page, "has-error")
        for shown in ('name="lines-3-name"', 'value="很多"', 'value="12"', 'value="许多"',
                      half["problem"], half["upkeep"]):  # fmt: skip
            self.assertContains(page, shown)
        for name in ("channel", "category", "theme", "beneficiary_group"):
            self.assertEqual(half[name], page.context["words"][name].value())
        four = {f"lines-{n}-{key}": value for n in range(4) for key, value in LINE.items()}
        self.client.post(self.url, self.data(**four, **{"lines-TOTAL_FORMS": "4"}))
        self.assertEqual(4, Proposal.objects.get().cost_items.count())

    def test_who_may_enter_nowhere_finds_no_page(self) -> None:
        for user in (self.cast.lin, self.cast.secretary, self.cast.leader, self.cast.auditor):
            with self.subTest(user.username):
                self.client.force_login(user)
                self.assertEqual(404, self.client.get(self.url).status_code)
                self.assertEqual(404, self.client.post(self.url, self.data()).status_code)
        self.client.logout()
        self.assertIn("login", self.client.get(self.url).url)

    def test_the_clerk_of_the_next_community_enters_nothing_here(self) -> None:
        self.client.force_login(self.cast.foreign_clerk)
        self.assertEqual(404, self.client.post(self.url, self.data()).status_code)
        self.cast.round(community=self.cast.other_community)
        page = self.client.post(self.url, self.data(round=""))
        self.assertEqual(200, page.status_code)
        self.assertFalse(Proposal.objects.exists())

    def test_the_receipt_is_for_the_office_alone(self) -> None:
        case = self.enter()
        url = reverse("proposals:enter_receipt", args=[case.pk])
        for user, status in [
            (self.cast.clerk, 200),
            (self.staff, 200),
            (self.cast.lin, 404),
            (self.cast.secretary, 404),
            (self.cast.foreign_clerk, 404),
        ]:
            with self.subTest(user.username):
                self.client.force_login(user)
                self.assertEqual(status, self.client.get(url).status_code)

    def test_without_a_call_the_page_says_so(self) -> None:
        other = make_officer("third", "第三人", Role.INTAKE_CLERK, self.cast.other_community)
        self.cast.round(stage=Stage.COUNCIL, community=self.cast.other_community)
        self.client.force_login(other)
        page = self.client.get(self.url)
        self.assertTemplateUsed(page, "proposals/enter_closed.html")

    def test_the_page_takes_as_many_queries_with_one_as_with_twenty_entries(self) -> None:
        self.client.force_login(self.cast.clerk)
        self.enter()
        self.client.get(self.url)  # what is read once per process or session is read
        counts: list[int] = []
        for _time in range(2):
            with CaptureQueriesContext(connection) as captured:
                self.client.get(self.url)
            counts.append(len(captured))
            for number in range(19):
                self.enter(fields=words(title=f"第 {len(counts)}{number:02d} 件"))
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[0], 15)

    def test_every_way_of_assistance_is_offered(self) -> None:
        self.client.force_login(self.cast.clerk)
        page = self.client.get(self.url)
        for way in Channel.assisted():
            self.assertContains(page, f'value="{way}"')
        self.assertNotContains(page, 'value="import"')
