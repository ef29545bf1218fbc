"""公示: posted for working days, objected to by residents, answered by another, ended by time."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.test import TestCase

from mws.core.refusals import Refused
from mws.rounds import services
from mws.rounds.models import NoticeState, Objection, PublicNotice, Stage
from tests.cast import NOW, Cast


class NoticeTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.round = cls.cast.round(stage=Stage.NOTICE)

    def post(self, **changes: object) -> PublicNotice:
        given = {
            "round": self.round, "case_id": uuid.uuid4(), "title": "路灯修复", "body": "议决通过",
            "amount_fen": 100, "by": self.cast.clerk, "now": NOW,
        }  # fmt: skip
        return services.post_notice(**{**given, **changes})

    def object_to(self, notice: PublicNotice, **changes: object) -> Objection:
        given = {"notice_id": notice.pk, "text": "挡路", "by": self.cast.lin, "now": NOW}
        return services.file_objection(**{**given, **changes})

    def answer(self, objection: Objection, **changes: object) -> Objection:
        given = {
            "objection_id": objection.pk, "answer": "已改线", "is_upheld": False,
            "by": self.cast.secretary, "now": NOW,
        }  # fmt: skip
        return services.answer_objection(**{**given, **changes})

    def state(self, notice: PublicNotice) -> str:
        return PublicNotice.objects.get(pk=notice.pk).state

    def test_it_stays_up_for_the_working_days_of_the_round(self) -> None:
        notice = self.post()
        self.assertEqual(notice.ends_on, date(2026, 6, 24))
        self.assertEqual(self.post().number, "龙珠社区公示〔2026〕1-2")
        self.assertFalse(services.end_notice(notice=notice, now=NOW + timedelta(days=7)))
        self.assertTrue(services.end_notice(notice=notice, now=NOW + timedelta(days=8)))
        self.assertEqual(self.state(notice), NoticeState.ENDED)

    def test_an_objection_stops_the_clock_until_it_is_answered(self) -> None:
        notice = self.post()
        objection = self.object_to(notice)
        self.assertEqual(self.state(notice), NoticeState.OBJECTED)
        self.assertFalse(services.end_notice(notice=notice, now=NOW + timedelta(days=30)))
        self.answer(objection)
        self.assertEqual(self.state(notice), NoticeState.POSTED)
        self.assertTrue(services.end_notice(notice=notice, now=NOW + timedelta(days=30)))

    def test_an_upheld_objection_ends_the_notice(self) -> None:
        notice = self.post()
        self.answer(self.object_to(notice), is_upheld=True)
        self.assertEqual(self.state(notice), NoticeState.UPHELD)

    def test_refusals(self) -> None:
        notice = self.post()
        objection = self.object_to(notice)
        for attempt, code in [
            (lambda: self.post(by=self.cast.lin), "not_community_office"),
            (lambda: self.post(by=self.cast.foreign_clerk), "not_community_office"),
            (lambda: self.post(amount_fen=0), "no_amount"),
            (lambda: self.object_to(notice, by=self.cast.chen), "not_resident"),
            (lambda: self.object_to(notice, by=self.cast.stranger), "not_resident"),
            (lambda: self.object_to(notice), "objected_already"),
            (lambda: self.object_to(self.post(), now=NOW + timedelta(days=20)), "notice_over"),
            (lambda: self.answer(objection, by=self.cast.clerk), "not_secretary"),
            (lambda: self.answer(objection, answer=" "), "no_answer"),
        ]:
            with self.subTest(code=code), self.assertRaises(Refused) as caught:
                attempt()
            self.assertEqual(caught.exception.code, code)
        self.answer(objection)
        with self.assertRaises(Refused) as caught:
            self.answer(objection)
        self.assertEqual(caught.exception.code, "answered_already")

    def test_the_database_refuses_half_an_answer_and_an_answer_to_oneself(self) -> None:
        objection = self.object_to(self.post())
        for changes in (
            {"answered_by": self.cast.secretary},
            {"answer": "好"},
            {"answered_by": self.cast.lin, "answered_at": NOW, "answer": "好", "is_upheld": False},
        ):
            with self.subTest(changes=changes), self.assertRaises(IntegrityError):
                with transaction.atomic():
                    Objection.objects.filter(pk=objection.pk).update(**changes)
