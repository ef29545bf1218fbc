"""Moving with a date: one home a day, and the history stays."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse

from mws.accounts import rules, services
from mws.accounts.documents import Seen
from mws.accounts.models import Residency, User
from mws.accounts.services.checks import verify
from mws.core.refusals import Refused
from tests.accounts.proofs import begin_proofs, by_proof
from tests.cast import NOW, Cast, seen_document
from tests.database import FreshDatabaseTestCase

TODAY = date(2026, 6, 17)
LIN_SINCE = date(2020, 1, 1)


class MoveTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()

    def move(self, person, since):
        claim = services.claim_residency(
            place_id=self.cast.other_community.pk, since=since, by=person, now=NOW
        )
        return services.verify_residency(
            residency_id=claim.pk, seen=seen_document(), by=self.cast.foreign_clerk, now=NOW
        )

    def test_on_which_day_one_may_move(self):
        for person, since, code in [
            (self.cast.lin, TODAY, None), (self.cast.lin, LIN_SINCE + timedelta(days=1), None),
            (self.cast.lin, LIN_SINCE, "moved_before"), (self.cast.lin, None, "no_move_date"),
            (self.cast.lin, TODAY + timedelta(days=1), "moves_later"),
            (self.cast.stranger, None, None),
        ]:  # fmt: skip
            with self.subTest(person=person, since=since):
                refusal = rules.why_not_move(person, since=since, today=TODAY)
                self.assertEqual(code, refusal and refusal.code)

    def test_the_old_home_ends_on_the_day_before_and_stays_in_the_history(self):
        lin = self.cast.lin
        new = self.move(lin, date(2026, 6, 1))
        old = lin.residencies.get(status="ended")
        self.assertEqual((LIN_SINCE, date(2026, 5, 31)), (old.since, old.until))
        self.assertEqual((date(2026, 6, 1), None), (new.since, new.until))
        self.assertEqual(self.cast.other_community, User.objects.get(pk=lin.pk).home)

    def test_a_minor_stays_one_whatever_a_clerk_ticks(self):
        kinds = begin_proofs(self.cast)
        lin = self.cast.lin
        lin.residencies.update(born_on="2010-03-04")
        for seen, code in [
            (by_proof(kinds["租赁合同"]), "not_adult"),
            (Seen(None, date(2008, 3, 4), proof=kinds["租赁合同"]), "other_birth_date"),
            (Seen(None, date(2010, 3, 4), proof=kinds["租赁合同"]), None),
        ]:
            with self.subTest(code):
                refusal = rules.why_not_seen(lin, seen, today=TODAY)
                self.assertEqual(code, refusal and refusal.code)

    def test_what_is_known_of_a_minors_age_moves_along(self):
        lin = self.cast.lin
        lin.residencies.update(born_on="2010-03-04")
        claim = services.claim_residency(
            place_id=self.cast.other_community.pk, since=date(2026, 6, 1), by=lin, now=NOW
        )
        verify(claim, by=self.cast.foreign_clerk, now=NOW)
        self.assertEqual("2010-03-04", lin.residencies.get(status="verified").born_on)

    def test_what_was_allowed_at_the_claim_is_asked_again_at_the_check(self):
        """Between both, another community has verified a later home."""
        lin = self.cast.lin
        claim = services.claim_residency(
            place_id=self.cast.other_community.pk, since=date(2026, 6, 1), by=lin, now=NOW
        )
        lin.residencies.filter(status="verified").update(since=date(2026, 6, 10))
        with self.assertRaises(Refused) as caught:
            services.verify_residency(
                residency_id=claim.pk, seen=seen_document(), by=self.cast.foreign_clerk, now=NOW
            )
        self.assertEqual("moved_before", caught.exception.code)
        self.assertEqual(self.cast.community, User.objects.get(pk=lin.pk).home)

    def test_the_form_asks_movers_for_the_day_and_keeps_what_was_typed(self):
        self.client.force_login(self.cast.lin)
        url = reverse("accounts:home_claim", args=[self.cast.other_community.code])
        answer = self.client.post(url, {"basis": "hukou"})
        self.assertIn("since", answer.context["form"].errors)
        answer = self.client.post(url, {"basis": "hukou", "since": "2019-05-01"})
        self.assertIn("since", answer.context["form"].errors)
        self.assertContains(answer, "2019-05-01")
        self.client.post(url, {"basis": "hukou", "since": "2026-06-01"})
        self.assertEqual(2, self.cast.lin.residencies.count())


ROW = {"basis": "residence", "claimed_at": NOW, "decided_at": NOW}


class OneHomeADayTests(FreshDatabaseTestCase):
    """The database refuses two homes on one day, whoever writes."""

    def test_two_homes_on_one_day(self):
        cast = Cast()
        person, place = cast.lin, cast.other_community
        for since, until, is_refused in [
            (date(2019, 1, 1), date(2020, 1, 1), True), (None, date(2020, 1, 1), True),
            (date(2021, 1, 1), date(2021, 1, 1), True),
            (date(2019, 1, 1), date(2019, 12, 31), False), (None, date(2018, 12, 31), False),
            (date(2018, 1, 1), date(2018, 12, 31), True),
        ]:  # fmt: skip
            with self.subTest(since=since, until=until):
                row = ROW | {"since": since, "until": until, "status": "ended"}
                if is_refused:
                    with (
                        self.assertRaisesMessage(IntegrityError, "one_home_a_day"),
                        transaction.atomic(),
                    ):
                        Residency.objects.create(user=person, place=place, **row)
                else:
                    Residency.objects.create(user=person, place=place, **row)
        with (
            self.assertRaisesMessage(IntegrityError, "one_home_a_day"),
            transaction.atomic(),
        ):
            Residency.objects.filter(user=person, status="verified").update(since=date(2019, 6, 1))
        # Another person's homes, and claims that never were a home, are no matter.
        Residency.objects.create(user=cast.stranger, place=place, status="ended", **ROW)
        Residency.objects.create(user=person, place=place, status="ended", **ROW)

    def test_a_last_day_before_the_first_is_refused(self):
        cast = Cast()
        with self.assertRaisesMessage(IntegrityError, "until_after_since"), transaction.atomic():
            Residency.objects.filter(user=cast.lin).update(
                status="ended", until=LIN_SINCE - timedelta(days=1)
            )
