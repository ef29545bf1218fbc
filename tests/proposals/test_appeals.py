"""申诉: once, in time, decided by somebody else, and published."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse

from mws.rounds.models import Deadline
from proposals.models import Appeal, Proposal
from proposals.services import appeals, screening
from tests.cast import NOW, Cast
from tests.proposals.cases import LIGHTS, case_in, clause_of, code_of

LAST_DAY = NOW + timedelta(days=14)  # ten working days after 17 June 2026, by weekends alone


class AppealTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()

    def refused(self, status="submitted"):
        case = case_in(status, self.cast, self.round)
        at_screening = {**LIGHTS, "legality": "red", "legality_reason": "属于物业"}
        screening.refuse_admission(
            proposal_id=case.pk, reason="物业职责", clause_id=clause_of(self.round), now=NOW,
            by=self.cast.clerk if status == "submitted" else self.cast.secretary,
            **(at_screening if status == "admitted" else {}),
        )  # fmt: skip
        return case

    def appeal(self, case, *, by=None, text="灯杆归社区", now=NOW):
        return appeals.file_appeal(proposal_id=case.pk, text=text, by=by or self.cast.lin, now=now)

    def decide(self, case, *, by=None, is_upheld=True, answer="确属社区"):
        return appeals.decide_appeal(
            proposal_id=case.pk, is_upheld=is_upheld, answer=answer, by=by or self.cast.officer,
            now=NOW,
        )  # fmt: skip


class FileAppealTests(AppealTestCase):
    def test_refusals(self):
        for changes, code in [
            ({"by": self.cast.wang}, "not_author"), ({"by": self.cast.clerk}, "not_author"),
            ({"text": " "}, "no_reason"), ({"now": LAST_DAY}, None),
            ({"now": LAST_DAY + timedelta(days=1)}, "appeal_over"),
        ]:  # fmt: skip
            with self.subTest(changes):
                case = self.refused()
                self.assertEqual(code, code_of(lambda c=case, x=changes: self.appeal(c, **x)))

    def test_only_against_a_refusal_and_only_once(self):
        for status in ("submitted", "admitted", "screened"):
            case = case_in(status, self.cast, self.round)
            self.assertEqual("not_refused", code_of(lambda c=case: self.appeal(c)))
        case = self.refused()
        self.appeal(case)
        self.assertEqual("appealed_already", code_of(lambda: self.appeal(case)))
        self.decide(case, is_upheld=False)
        self.assertEqual("appealed_already", code_of(lambda: self.appeal(case)))

    def test_the_sub_districts_clock_starts(self):
        case = self.refused()
        self.appeal(case)
        clock = Deadline.objects.running().get(case_id=case.case_id)
        self.assertEqual(
            ("appeal", "subdistrict_officer", self.cast.subdistrict),
            (clock.kind, clock.holder_role, clock.place),
        )


class DecideAppealTests(AppealTestCase):
    def test_upheld_it_goes_back_to_the_desk_that_refused_it(self):
        for status, kind in [("submitted", "intake"), ("admitted", "screening")]:
            with self.subTest(status):
                case = self.refused(status)
                self.appeal(case)
                self.decide(case)
                self.assertEqual(status, Proposal.objects.get(pk=case.pk).status)
                clock = Deadline.objects.running().get(case_id=case.case_id)
                self.assertEqual(kind, clock.kind)

    def test_dismissed_the_refusal_stands_and_everybody_reads_why(self):
        case = self.refused()
        self.appeal(case)
        self.decide(case, is_upheld=False, answer="查过图纸，属物业")
        self.assertFalse(Deadline.objects.running().filter(case_id=case.case_id).exists())
        page = self.client.get(reverse("proposals:detail", args=[case.pk]))
        self.assertContains(page, "查过图纸，属物业")
        self.assertEqual("not_admitted", Proposal.objects.get(pk=case.pk).status)

    def test_refusals(self):
        for changes, code in [
            ({"by": self.cast.clerk}, "not_subdistrict"),
            ({"by": self.cast.secretary}, "not_subdistrict"),
            ({"by": self.cast.lin}, "not_subdistrict"),
            ({"by": self.cast.district_officer}, "not_subdistrict"),
            ({"answer": " "}, "no_answer"), ({"by": self.cast.leader}, None),
            ({}, None),
        ]:  # fmt: skip
            with self.subTest(changes):
                case = self.refused()
                self.appeal(case)
                self.assertEqual(code, code_of(lambda c=case, x=changes: self.decide(c, **x)))
        self.assertEqual("no_appeal", code_of(lambda: self.decide(self.refused())))

    def test_who_decided_does_not_hear_the_appeal(self):
        case = self.refused()
        appeal = self.appeal(case)
        Appeal.objects.filter(pk=appeal.pk).update(against=self.cast.officer)
        self.assertEqual("own_decision", code_of(lambda: self.decide(case)))

    def test_the_database_refuses_what_cannot_be(self):
        case = self.refused()
        appeal = self.appeal(case)
        decided = {"is_upheld": True, "answer": "x", "decided_at": NOW}
        for facts in [
            {**decided, "decided_by": self.cast.clerk}, {**decided, "decided_by": self.cast.lin},
            {**decided}, {"is_upheld": True}, {"text": ""},
            {**decided, "decided_by": self.cast.officer, "answer": ""},
        ]:  # fmt: skip
            with self.subTest(facts), self.assertRaises(IntegrityError), transaction.atomic():
                Appeal.objects.filter(pk=appeal.pk).update(**facts)
        with self.assertRaises(IntegrityError), transaction.atomic():
            Appeal.objects.create(
                screening=appeal.screening, against=self.cast.clerk, text="x",
                filed_by=self.cast.lin, filed_at=NOW,
            )  # fmt: skip
