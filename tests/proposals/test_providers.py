"""The public register of providers, the library of services, a provider's own desk."""

from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mws.core.refusals import Refused
from mws.providers.models import Breach, Representative, ServiceItem, Training
from mws.providers.services import (
    name_representative,
    offer_item,
    record_breach,
    record_training,
    withdraw_item,
)
from mws.rounds.services import set_rule
from proposals.models import Proposal, Satisfaction
from proposals.selectors.alike import alike_to
from proposals.selectors.project_survey import ratings_of
from proposals.selectors.providers import provider_records
from proposals.services.library import start_from_library
from proposals.services.satisfaction import answer_survey
from tests.cast import NOW, Cast, make_resident
from tests.proposals.delivery import TODAY, Delivery, later

OFFER = {
    "title": "长者手机课堂", "need": "老人不会挂号", "content": "一对一教", "audience": "长者",
    "sessions": 8, "heads": 20, "session_price_fen": 240_000, "mode": "low", "fee_fen": 500,
}  # fmt: skip


MINIMUM = 7  # of the rules of the round, and not the usual number


class ProviderTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        set_rule(
            rule_set_id=cls.cast.rule_set.pk, key="survey_minimum", value=str(MINIMUM),
            legal_basis="测试", by=None, now=NOW,
        )  # fmt: skip
        cls.delivery = Delivery(cls.cast)
        cls.supplier = cls.delivery.supplier

    def refused(self, code: str, act, **terms):
        with self.subTest(code=code), self.assertRaises(Refused) as caught:
            act(**terms)
        self.assertEqual(code, caught.exception.code)

    def rated(self, count: int, overall: int, **fields):
        project = self.delivery.accepted(**fields)
        for number in range(count):
            person = make_resident(f"p{project.pk}-{number}", f"住户{number}", self.cast.community)
            scores = dict.fromkeys(Satisfaction.QUESTIONS, overall)
            answer_survey(project_id=project.pk, scores=scores, by=person, now=NOW)
        return project


class RecordTests(ProviderTestCase):
    def record(self):
        return provider_records([self.supplier])[0]

    def test_a_rating_counts_only_projects_with_enough_answers(self):
        self.assertEqual((0, "–"), (self.record().rated, self.record().mean))
        self.rated(MINIMUM - 1, 1)
        self.assertEqual(0, self.record().answers)
        self.rated(MINIMUM, 5)
        found = self.record()
        self.assertEqual((1, MINIMUM, "5.0", "100.0%"),
                         (found.rated, found.answers, found.mean, found.satisfied))  # fmt: skip

    def test_whoever_proposes_the_like_reads_how_it_was_rated(self):
        few, many = self.rated(MINIMUM - 1, 5), self.rated(MINIMUM, 4)
        keys = [few.proposal_id, many.proposal_id]
        self.assertEqual({many.proposal_id: ("4.0", MINIMUM)}, ratings_of(keys))
        rows = alike_to(
            many.proposal.title, community=self.cast.community, person=self.cast.wang, now=later(9)
        )
        self.assertIn(("4.0", MINIMUM), [row.rated for row in rows])

    def test_what_was_put_right_late_or_broken_stands_beside_it(self):
        project = self.delivery.completed()
        self.delivery.accept(project, result="rectify", rectify_by=TODAY + timedelta(days=5))
        late = self.delivery.report(self.delivery.sign(self.delivery.project()))
        self.delivery.complete(late, now=later(61))
        record_breach(
            supplier_id=self.supplier.pk, text="拖欠工资", happened_on=TODAY, document_no="罚1",
            by=self.cast.officer, now=NOW,
        )  # fmt: skip
        found = self.record()
        self.assertEqual((2, 0, 1, 1, 1), (found.projects, found.accepted, found.put_right,
                                           found.late, found.breaches))  # fmt: skip


class RegisterTests(ProviderTestCase):
    def test_entries_are_made_by_who_keeps_the_register_and_once_a_document(self):
        terms = {"supplier_id": self.supplier.pk, "title": "策划", "passed_on": TODAY,
                 "certificate_no": "证1", "by": self.cast.officer, "now": NOW}  # fmt: skip
        for code, more in [
            ("not_contract_officer", {"by": self.cast.lin}),
            ("not_contract_officer", {"by": self.delivery.builder}),
            ("no_document", {"certificate_no": " "}),
            ("no_text", {"title": ""}),
            ("in_future", {"passed_on": TODAY + timedelta(days=1)}),
        ]:
            self.refused(code, record_training, **(terms | more))
        for _twice in range(2):
            record_training(**terms)
        self.assertEqual(1, Training.objects.count())
        breach = {"supplier_id": self.supplier.pk, "text": "违约", "happened_on": TODAY,
                  "document_no": "罚1", "by": self.cast.officer, "now": NOW}  # fmt: skip
        for _twice in range(2):
            record_breach(**breach)
        self.assertEqual(1, Breach.objects.count())

    def test_the_database_refuses_what_the_rules_refuse(self):
        item = offer_item(supplier_id=self.supplier.pk, by=None, now=NOW, **OFFER)
        person = self.supplier.representatives.get()
        for table, change in [
            (ServiceItem, {"mode": "free"}), (ServiceItem, {"fee_fen": 0}),
            (ServiceItem, {"sessions": 0}), (ServiceItem, {"session_price_fen": -1}),
            (Representative, {"ends_on": TODAY - timedelta(days=1)}),
            (Representative, {"named_by": person.person}),
        ]:  # fmt: skip
            with (
                self.subTest(change=change),
                self.assertRaises(IntegrityError),
                transaction.atomic(),
            ):
                table.objects.update(**change)
        with self.assertRaises(IntegrityError), transaction.atomic():
            ServiceItem.objects.create(
                supplier=self.supplier, offered_at=NOW, **(OFFER | {"title": item.title})
            )

    def test_the_pages_show_the_register_to_everybody(self):
        self.rated(MINIMUM, 4)
        record_breach(
            supplier_id=self.supplier.pk, text="拖欠工资", happened_on=TODAY, document_no="罚1",
            by=self.cast.officer, now=NOW,
        )  # fmt: skip
        self.assertContains(self.client.get(reverse("proposals:providers")), self.supplier.name)
        url = reverse("proposals:provider", args=[self.supplier.credit_code])
        page = self.client.get(url)
        for words in (self.supplier.credit_code, "4.0", "拖欠工资"):
            self.assertContains(page, words)
        self.assertNotContains(page, self.delivery.builder.display_name)
        self.client.force_login(self.cast.officer)
        self.assertContains(self.client.get(url), self.delivery.builder.display_name)
        self.assertEqual(404, self.client.get(f"{url[:-2]}X/").status_code)

    def test_the_officer_enters_on_pages_and_others_read_why_not(self):
        for name, data in [
            ("provider_training", {"title": "策划", "passed_on": TODAY, "certificate_no": "证9"}),
            ("provider_breach", {"text": "违约", "happened_on": TODAY, "document_no": "罚9"}),
            ("provider_offer", OFFER | {"session_price_fen": "2400", "fee_fen": "5"}),
        ]:
            url = reverse(f"proposals:{name}", args=[self.supplier.credit_code])
            self.client.force_login(self.cast.lin)
            self.assertTrue(self.client.get(url).context["refusal"])
            self.assertEqual(200, self.client.post(url, data).status_code)
            self.client.force_login(self.cast.officer)
            self.assertEqual(302, self.client.post(url, data).status_code, name)
        self.assertEqual((1, 1, 1), (Training.objects.count(), Breach.objects.count(),
                                     ServiceItem.objects.count()))  # fmt: skip

    def test_the_officer_lets_somebody_act_no_longer(self):
        row = self.supplier.representatives.get()
        url = reverse("proposals:representative_end", args=[row.pk])
        for who, ended in [(self.cast.lin, False), (self.cast.officer, True)]:
            self.client.force_login(who)
            self.client.post(url)
            row.refresh_from_db()
            self.assertEqual(ended, row.ends_on is not None)

    def test_the_pages_take_as_many_queries_with_more_providers_and_projects(self):
        urls = [reverse("proposals:providers"), reverse("proposals:library"),
                reverse("proposals:provider", args=[self.supplier.credit_code])]  # fmt: skip
        project = self.rated(MINIMUM, 4)
        urls.append(reverse("proposals:project_record", args=[project.pk]))
        few = [self.queries(url) for url in urls]
        for number in range(3):
            self.rated(MINIMUM, 4)
            offer_item(
                supplier_id=self.delivery.rivals[number % 2].pk, by=None, now=NOW,
                **(OFFER | {"title": f"服务{number}"}),
            )  # fmt: skip
        self.assertEqual(few, [self.queries(url) for url in urls])
        self.assertLessEqual(max(few), 15)

    def queries(self, url: str) -> int:
        self.client.get(url)
        with CaptureQueriesContext(connection) as captured:
            self.assertEqual(200, self.client.get(url).status_code)
        return len(captured)


class LibraryTests(ProviderTestCase):
    def offer(self, **terms) -> ServiceItem:
        usual = {"supplier_id": self.supplier.pk, "by": self.delivery.builder, "now": NOW}
        return offer_item(**(usual | OFFER | terms))

    def test_who_offers_and_what_an_offer_needs(self):
        for code, terms in [
            ("not_contract_officer", {"by": self.cast.lin}),
            ("not_contract_officer", {"supplier_id": self.delivery.rivals[0].pk}),
            ("no_amount", {"sessions": 0}), ("no_amount", {"session_price_fen": -1}),
            ("fee_and_mode", {"mode": "free"}), ("fee_and_mode", {"fee_fen": 0}),
            ("fee_and_mode", {"fee_fen": -5}), ("fee_and_mode", {"mode": "gift"}),
        ]:  # fmt: skip
            self.refused(code, self.offer, **terms)
        item = self.offer()
        self.refused("offered_already", self.offer)
        self.refused("not_contract_officer", withdraw_item, item_id=item.pk, by=self.cast.lin)
        withdraw_item(item_id=item.pk, by=self.delivery.builder, now=NOW)
        self.refused("withdrawn_already", withdraw_item, item_id=item.pk, by=self.cast.officer)
        self.refused(
            "withdrawn_already", start_from_library, item_id=item.pk, by=self.cast.lin, now=NOW
        )
        self.offer()  # may be offered again

    def test_one_click_fills_in_a_services_proposal(self):
        item = self.offer()
        draft = start_from_library(item_id=item.pk, by=self.cast.lin, now=NOW)
        self.assertEqual(
            ("draft", "services", "长者手机课堂", 1_920_000, 160),
            (draft.status, draft.category, draft.title, draft.requested_fen,
             draft.beneficiary_count),
        )  # fmt: skip
        self.assertIn(self.supplier.name, draft.solution)

    def test_who_may_start_and_above_the_cap_nobody(self):
        dear = self.offer(session_price_fen=3_000_000)
        for code, who in [("not_resident", self.cast.stranger), ("round_closed", self.cast.chen),
                          ("above_cap", self.cast.lin)]:  # fmt: skip
            self.refused(code, start_from_library, item_id=dear.pk, by=who, now=NOW)
        self.assertEqual(0, Proposal.objects.count())


class OwnDeskTests(ProviderTestCase):
    def page(self, who) -> str:
        self.client.force_login(who)
        return self.client.get(reverse("proposals:projects_mine")).content.decode()

    def test_only_ones_own_projects_stand_there_with_what_is_asked(self):
        mine = self.delivery.sign(self.delivery.project(title="我们的灯"))
        self.delivery.sign(
            self.delivery.project(title="别人的灯"), supplier=self.delivery.rivals[0]
        )
        text = self.page(self.delivery.builder)
        self.assertIn("我们的灯", text)
        self.assertNotIn("别人的灯", text)
        self.client.force_login(self.delivery.builder)
        tasks = self.client.get(reverse("pages:desk")).content.decode()
        self.assertIn("我们的灯", tasks)
        self.assertNotIn("别人的灯", tasks)
        self.assertIn("我们的灯", self.page(self.delivery.builder))
        self.assertEqual(mine.supplier, self.supplier)
        self.assertNotIn("我们的灯", self.page(self.cast.lin))

    def test_who_acts_for_two_providers_sees_both(self):
        name_representative(
            supplier_id=self.delivery.rivals[0].pk, person=self.delivery.builder,
            by=self.cast.officer, now=NOW,
        )  # fmt: skip
        self.delivery.sign(
            self.delivery.project(title="别人的灯"), supplier=self.delivery.rivals[0]
        )
        self.assertIn("别人的灯", self.page(self.delivery.builder))
