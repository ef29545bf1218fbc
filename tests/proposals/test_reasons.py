"""Reasons kept ready: whose they are, where they are offered, what the decision then says."""

from __future__ import annotations

from functools import partial
from unittest import mock

from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse

from mws.accounts.permissions import Role
from mws.places.models import Level
from proposals.models import DefectPart, Proposal, ReasonTemplate, ReasonUse
from proposals.reasons import FIRST_REASONS
from proposals.selectors.reasons import reasons_for
from proposals.services.reasons import add_reason, close_reason
from tests.cast import NOW, Cast, make_officer, make_place
from tests.proposals.cases import case_in, clause_of, code_of

OWN = "请到桃源街道城建办盖章。"


class ReasonTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.round = cls.cast.round()
        other = make_place("440306", "宝安区", Level.DISTRICT, cls.cast.city, "BA")
        cls.neighbour = make_officer("baoan", "宝安", Role.DISTRICT_OFFICER, other)

    def add(self, **changes) -> ReasonTemplate:
        facts = {"place_id": self.cast.district.pk, "use": "refuse", "text": OWN,
                 "by": self.cast.district_officer, "now": NOW}  # fmt: skip
        return add_reason(**facts | changes)

    def case(self) -> Proposal:
        return case_in("submitted", self.cast, self.round)


class KeepTests(ReasonTestCase):
    def test_every_site_begins_with_some_for_each_decision_and_part(self) -> None:
        rows = ReasonTemplate.objects.filter(place=None)
        self.assertEqual(len(FIRST_REASONS), rows.count())
        self.assertEqual(set(ReasonUse.values), set(rows.values_list("use", flat=True)))
        parts = rows.filter(use="return").values_list("part", flat=True)
        self.assertEqual(set(DefectPart.values), set(parts))

    def test_who_may_add_what(self) -> None:
        for changes, code in [
            ({}, None),
            ({}, "kept_already"),
            ({"by": self.cast.clerk, "text": "x"}, "not_district_officer"),
            ({"by": self.neighbour, "text": "x"}, "not_district_officer"),
            ({"use": "praise", "text": "x"}, "no_use"),
            ({"use": "return", "text": "x"}, "wrong_part"),
            ({"part": "costs", "text": "x"}, "wrong_part"),
            ({"use": "return", "part": "costs"}, None),
            ({"text": "  "}, "no_text"),
            ({"text": "长" * 301}, "no_text"),
        ]:
            with self.subTest(code=code, changes=changes):
                self.assertEqual(code, code_of(partial(self.add, **changes)))

    def test_closing(self) -> None:
        own, common = self.add(), ReasonTemplate.objects.filter(place=None).first()
        for reason, by, code in [
            (own, self.cast.clerk, "not_district_officer"),
            (own, self.neighbour, "not_district_officer"),
            (common, self.cast.district_officer, "for_everybody"),
            (own, self.cast.district_officer, None),
            (own, self.cast.district_officer, "closed_already"),
        ]:
            with self.subTest(by=by.username, code=code):
                act = partial(close_reason, reason_id=reason.pk, by=by, now=NOW)
                self.assertEqual(code, code_of(act))
        self.assertNotIn(OWN, reasons_for(self.case(), "refuse")[""])

    def test_the_districts_own_stand_first_and_stay_in_the_district(self) -> None:
        self.add()
        case = self.case()
        self.assertEqual(OWN, reasons_for(case, "refuse")[""][0])
        ReasonTemplate.objects.filter(text=OWN).update(place=self.cast.other_community)
        self.assertNotIn(OWN, reasons_for(case, "refuse")[""])

    def test_the_database_refuses_what_the_rules_refuse(self) -> None:
        own = self.add()
        for changes in [{"use": "praise"}, {"part": "costs"}, {"use": "return"}, {"text": ""}]:
            with self.subTest(changes), self.assertRaises(IntegrityError), transaction.atomic():
                ReasonTemplate.objects.filter(pk=own.pk).update(**changes)


class ChooseTests(ReasonTestCase):
    def setUp(self) -> None:
        clock = mock.patch("proposals.services.screening.database_now", return_value=NOW)
        clock.start()
        self.addCleanup(clock.stop)
        self.client.force_login(self.cast.clerk)

    def post(self, case: Proposal, decision: str, **typed: object):
        data = {f"{decision}-{name}": value for name, value in typed.items()}
        url = reverse("proposals:desk_intake", args=[case.pk])
        return self.client.post(url, {"decision": decision} | data)

    def refused_with(self, **typed: object) -> str:
        case = self.case()
        self.post(case, "refuse", clause_id=clause_of(self.round), **typed)
        return case.screenings.get().reason

    def test_a_reason_kept_ready_ones_own_words_or_both(self) -> None:
        ready = reasons_for(self.case(), "refuse")[""][0]
        self.assertEqual(ready, self.refused_with(ready=ready))
        self.assertEqual("自己写", self.refused_with(reason="自己写"))
        self.assertEqual(f"{ready}\n自己写", self.refused_with(ready=ready, reason="自己写"))

    def test_neither_is_said_at_the_field(self) -> None:
        case = self.case()
        page = self.post(case, "refuse", clause_id=clause_of(self.round))
        self.assertContains(page, "has-error")
        self.assertFalse(case.screenings.exists())

    def test_what_is_not_offered_is_not_taken(self) -> None:
        case = self.case()
        page = self.post(case, "refuse", clause_id=clause_of(self.round), ready="随便")
        self.assertEqual(200, page.status_code)
        self.assertFalse(case.screenings.exists())

    def test_a_return_offers_reasons_at_each_part_and_takes_any_other(self) -> None:
        case = self.case()
        page = self.client.get(reverse("proposals:desk_intake", args=[case.pk]))
        self.assertContains(page, "<datalist", count=len(DefectPart))
        self.assertContains(page, reasons_for(case, "return")["costs"][0])
        self.post(case, "return", costs="单价太高")
        self.assertIn("单价太高", case.screenings.get().reason)

    def test_a_merger_offers_its_own(self) -> None:
        case, other = self.case(), case_in("submitted", self.cast, self.round, title="另一件")
        ready = reasons_for(case, "merge")[""][0]
        self.post(case, "merge", into_id=other.pk, ready=ready)
        self.assertEqual(ready, case.screenings.get().reason)


class SettingsTests(ReasonTestCase):
    def test_the_district_adds_and_takes_away(self) -> None:
        self.client.force_login(self.cast.district_officer)
        new = reverse("settings_desk:reason_new")
        self.client.post(new, {"use": "return", "part": "costs", "text": OWN})
        own = ReasonTemplate.objects.get(text=OWN)
        page = self.client.get(reverse("settings_desk:reasons"))
        close = reverse("settings_desk:reason_close", args=[own.pk])
        self.assertContains(page, OWN)
        self.assertContains(page, close)
        self.client.post(close)
        self.assertNotContains(self.client.get(reverse("settings_desk:reasons")), OWN)

    def test_what_is_refused_comes_back_as_typed(self) -> None:
        self.client.force_login(self.cast.district_officer)
        page = self.client.post(
            reverse("settings_desk:reason_new"), {"use": "refuse", "part": "costs", "text": OWN}
        )
        self.assertContains(page, OWN)
        self.assertFalse(ReasonTemplate.objects.filter(text=OWN).exists())

    def test_others_find_nothing(self) -> None:
        own = self.add()
        close = reverse("settings_desk:reason_close", args=[own.pk])
        for user in (self.cast.clerk, self.cast.leader, self.cast.lin, self.neighbour):
            with self.subTest(user.username):
                self.client.force_login(user)
                self.assertEqual(404, self.client.post(close).status_code)
        own.refresh_from_db()
        self.assertIsNone(own.closed_at)
