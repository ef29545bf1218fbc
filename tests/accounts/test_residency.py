from datetime import date

from django.db import IntegrityError, transaction
from django.test import TestCase

from mws.accounts import rules, services
from mws.accounts.models import Residency
from mws.accounts.selectors import claims_waiting, desk_tasks, standing_residency
from mws.audit.selectors import history_of
from mws.core.refusals import Refused
from mws.notifications.selectors import inbox_messages
from tests.cast import NOW, Cast, seen_document


class ResidencyTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()

    def claim(self, person=None, place=None, since=None):
        return services.claim_residency(
            place_id=(place or self.cast.community).pk, by=person or self.cast.stranger,
            since=since, now=NOW,
        )  # fmt: skip

    def refused(self, service, **arguments):
        if service is services.verify_residency:
            arguments["seen"] = seen_document()
        with self.assertRaises(Refused) as caught:
            service(now=NOW, **arguments)
        return caught.exception.code

    def test_a_claim_waits_at_the_desk_of_that_community_and_no_other(self):
        claim = self.claim()
        cast = self.cast
        for person, waiting in [
            (cast.clerk, [claim]), (cast.secretary, [claim]), (cast.foreign_clerk, []),
            (cast.leader, []), (cast.lin, []), (cast.stranger, []),
        ]:  # fmt: skip
            with self.subTest(person=person):
                self.assertEqual(claims_waiting(person), waiting)
        [task] = desk_tasks(cast.clerk, NOW)
        self.assertEqual((task.kind, task.place_name), ("residency", "龙珠社区"))
        self.assertEqual(standing_residency(cast.stranger), claim)
        self.assertIsNone(cast.stranger.home)

    def test_once_verified_it_is_the_persons_home(self):
        claim = self.claim()
        services.verify_residency(
            residency_id=claim.pk, seen=seen_document(), by=self.cast.clerk, now=NOW
        )
        self.assertEqual(self.cast.stranger.home, self.cast.community)
        self.assertEqual(
            [event.action for event in history_of(claim)],
            ["residency.claimed", "residency.verified"],
        )
        self.assertEqual(inbox_messages(self.cast.stranger).get().code, "residency_verified")

    def test_who_moves_leaves_the_old_home_only_when_the_new_one_is_verified(self):
        lin, old = self.cast.lin, self.cast.lin.residencies.get()
        claim = self.claim(lin, self.cast.other_community, since=date(2026, 6, 1))
        old.refresh_from_db()
        self.assertEqual(old.status, "verified")
        services.verify_residency(
            residency_id=claim.pk, seen=seen_document(), by=self.cast.foreign_clerk, now=NOW
        )
        old.refresh_from_db()
        self.assertEqual((old.status, old.decided_by), ("ended", self.cast.foreign_clerk))
        self.assertEqual(lin.home, self.cast.other_community)

    def test_a_refusal_says_why_and_leaves_the_way_open(self):
        claim = self.claim()
        services.refuse_residency(
            residency_id=claim.pk, reason="请带居住证", by=self.cast.clerk, now=NOW
        )
        message = inbox_messages(self.cast.stranger).get()
        self.assertEqual(message.context["reason"], "请带居住证")
        self.assertNotIn("居住证", str(history_of(claim).last().facts))
        self.assertEqual(standing_residency(self.cast.stranger).status, "refused")
        self.claim()

    def test_a_withdrawn_claim_is_gone(self):
        claim = self.claim()
        services.withdraw_claim(residency_id=claim.pk, by=self.cast.stranger, now=NOW)
        self.assertEqual(claims_waiting(self.cast.clerk), [])
        self.assertIsNone(standing_residency(self.cast.stranger))

    def test_claim_refusals(self):
        cast = self.cast
        self.claim(cast.stranger)
        for person, place, expected in [
            (cast.wang, cast.other_community, None),
            (cast.wang, cast.community, "already_verified"),
            (cast.wang, cast.subdistrict, "not_community"),
            (cast.stranger, cast.other_community, "claim_pending"),
        ]:
            with self.subTest(person=person, place=place):
                refusal = rules.why_not_claim(person, place)
                self.assertEqual(refusal and refusal.code, expected)

    def test_decision_refusals(self):
        cast, claim, own = self.cast, self.claim(), self.claim(self.cast.clerk)
        for service, arguments, expected in [
            (services.verify_residency, {"residency_id": own.pk, "by": cast.clerk}, "own_claim"),
            (services.verify_residency, {"residency_id": claim.pk, "by": cast.leader}, "not_clerk"),
            (
                services.verify_residency,
                {"residency_id": claim.pk, "by": cast.foreign_clerk},
                "not_clerk",
            ),
            (
                services.refuse_residency,
                {"residency_id": claim.pk, "by": cast.clerk, "reason": " "},
                "no_reason",
            ),
            (services.withdraw_claim, {"residency_id": claim.pk, "by": cast.lin}, "not_claimant"),
        ]:
            with self.subTest(service=service.__name__, expected=expected):
                self.assertEqual(self.refused(service, **arguments), expected)
        claim.refresh_from_db()
        self.assertEqual(claim.status, "claimed")

    def test_what_is_decided_stays_decided(self):
        claim = self.claim()
        services.verify_residency(
            residency_id=claim.pk, seen=seen_document(), by=self.cast.clerk, now=NOW
        )
        for service, by in [
            (services.verify_residency, self.cast.secretary),
            (services.withdraw_claim, self.cast.stranger),
        ]:
            with self.subTest(service=service.__name__):
                code = self.refused(service, residency_id=claim.pk, by=by)
                self.assertEqual(code, "not_waiting")

    def test_the_database_refuses(self):
        claim = self.claim()
        rows = Residency.objects.filter(pk=claim.pk)
        decided = {"status": "verified", "decided_at": NOW}
        for constraint, change in [
            ("accounts_residency_status_valid", {"status": "maybe", "decided_at": NOW}),
            ("accounts_residency_basis_valid", {"basis": "hotel"}),
            ("accounts_residency_decided_unless_claimed", {"status": "verified"}),
            (
                "accounts_residency_not_decided_by_self",
                decided | {"decided_by": self.cast.stranger},
            ),
        ]:
            with (
                self.subTest(constraint),
                self.assertRaisesMessage(IntegrityError, constraint),
                transaction.atomic(),
            ):
                rows.update(**change)
        with self.assertRaises(IntegrityError), transaction.atomic():
            rows.update(user=self.cast.lin, **decided)


class RenameTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()

    def test_a_name_can_change_until_it_was_checked(self):
        for person, name, expected in [
            (self.cast.stranger, "路小明", None),
            (self.cast.stranger, "  ", "no_name"),
            (self.cast.lin, "林晓二", "name_verified"),
        ]:
            with self.subTest(person=person, name=name):
                refusal = rules.why_not_rename(person, name=name)
                self.assertEqual(refusal and refusal.code, expected)
        renamed = services.rename_person(name=" 路小明 ", by=self.cast.stranger, now=NOW)
        self.assertEqual(renamed.display_name, "路小明")
        self.assertEqual(history_of(renamed).get().action, "account.renamed")
