"""四眼: where the rules ask for it, a second person confirms before a residency counts."""

from datetime import timedelta
from unittest import mock

from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mws.accounts import rules, services
from mws.accounts.documents import Seen, read_document
from mws.accounts.models import GuardianConsent, IdentityDocument, Residency, User
from mws.accounts.selectors import claims_checked, claims_waiting, desk_tasks
from mws.accounts.terms import terms_of
from mws.audit.selectors import history_of
from mws.core.refusals import Refused
from mws.notifications.selectors import inbox_messages
from proposals.rules.cases import why_not_write_for
from tests.accounts.proofs import ask_second, begin_proofs, by_proof, photograph, uploaded
from tests.cast import NOW, Cast, make_officer, make_user, seen_document
from tests.database import FreshDatabaseTestCase
from tests.rivals import race


class SecondPersonTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.lease = begin_proofs(cls.cast)["租赁合同"]
        ask_second(cls.cast)

    def checked(self, seen=None):
        claim = uploaded(self.cast, self.lease)
        return services.verify_residency(
            residency_id=claim.pk, seen=seen or by_proof(self.lease), by=self.cast.clerk, now=NOW
        )

    def refused(self, service, **arguments):
        with self.assertRaises(Refused) as caught:
            service(now=NOW, **arguments)
        return caught.exception.code

    def test_whose_check_is_confirmed_is_a_rule_of_the_district(self):
        for whose, way, asked in [
            ("never", "counter", False), ("never", "proof", False), ("proof", "counter", False),
            ("proof", "proof", True), ("always", "counter", True), ("always", "proof", True),
        ]:  # fmt: skip
            with self.subTest(whose=whose, way=way):
                ask_second(self.cast, whose)
                self.assertEqual(asked, terms_of(self.cast.community).asks_second(way))

    def test_until_it_is_confirmed_it_counts_for_nothing(self):
        claim, person = self.checked(), self.cast.stranger
        round = self.cast.round()
        self.assertEqual(("checked", None), (claim.status, claim.decided_by))
        self.assertIsNone(person.home)
        self.assertEqual(
            "not_resident", why_not_write_for(round, author=person, by=person, now=NOW).code
        )
        self.assertFalse(inbox_messages(person).exists())
        self.assertIsNone(claim.proof_file.erased_at)
        services.confirm_residency(residency_id=claim.pk, by=self.cast.secretary, now=NOW)
        person = User.objects.get(pk=person.pk)
        self.assertEqual(self.cast.community, person.home)
        self.assertIsNone(why_not_write_for(round, author=person, by=person, now=NOW))
        self.assertEqual(
            ["residency.claimed", "residency.checked", "residency.verified"],
            [event.action for event in history_of(claim)],
        )
        claim.refresh_from_db()
        self.assertEqual(
            (self.cast.clerk, self.cast.secretary), (claim.checked_by, claim.decided_by)
        )
        self.assertEqual(NOW, claim.proof_file.erased_at)

    def test_it_waits_at_the_desks_of_the_others(self):
        claim, cast = self.checked(), self.cast
        for person, waiting, mine in [
            (cast.clerk, [], [claim]), (cast.secretary, [claim], []),
            (cast.foreign_clerk, [], []), (cast.stranger, [], []),
        ]:  # fmt: skip
            with self.subTest(person=person):
                self.assertEqual(waiting, claims_waiting(person))
                self.assertEqual(mine, claims_checked(person))
        self.assertEqual(["residency"], [task.kind for task in desk_tasks(cast.secretary, NOW)])

    def test_who_may_not_confirm_or_refuse_it(self):
        claim, cast = self.checked(), self.cast
        for by, code in [
            (cast.clerk, "own_check"), (cast.foreign_clerk, "not_clerk"),
            (cast.leader, "not_clerk"), (cast.stranger, "own_claim"),
        ]:  # fmt: skip
            facts = {"residency_id": claim.pk, "by": by}
            with self.subTest(by=by):
                self.assertEqual(code, self.refused(services.confirm_residency, **facts))
                self.assertEqual(
                    code, self.refused(services.refuse_residency, **facts, reason="不符")
                )
        self.assertEqual(
            "not_waiting",
            self.refused(
                services.verify_residency, residency_id=claim.pk, by=cast.secretary,
                seen=by_proof(self.lease),
            ),
        )  # fmt: skip
        claim.refresh_from_db()
        self.assertEqual("checked", claim.status)

    def test_what_was_not_checked_is_not_confirmed(self):
        claim = uploaded(self.cast, self.lease)
        self.assertEqual("not_waiting", rules.why_not_confirm(claim, by=self.cast.secretary).code)

    def test_who_is_refused_leaves_no_trace_of_the_document(self):
        seen = Seen(
            read_document("passport", "E12345678"), (NOW - timedelta(days=4000)).date(), "林父"
        )
        claim = self.checked(seen)
        self.assertEqual(
            (1, 1), (IdentityDocument.objects.count(), GuardianConsent.objects.count())
        )
        services.refuse_residency(
            residency_id=claim.pk, reason="不是本人", by=self.cast.secretary, now=NOW
        )
        claim.refresh_from_db()
        self.assertEqual(("refused", ""), (claim.status, claim.born_on))
        self.assertEqual(
            (0, 0), (IdentityDocument.objects.count(), GuardianConsent.objects.count())
        )
        self.assertEqual(NOW, claim.proof_file.erased_at)

    def test_the_person_may_still_withdraw(self):
        claim = self.checked(seen_document())
        services.withdraw_claim(residency_id=claim.pk, by=self.cast.stranger, now=NOW)
        self.assertFalse(IdentityDocument.objects.exists())
        self.assertEqual([], claims_waiting(self.cast.secretary))

    def test_the_pages_lead_through_it(self):
        claim = uploaded(self.cast, self.lease)
        page, confirm = (
            reverse(f"accounts:{name}", args=[claim.pk]) for name in ("claim", "claim_confirm")
        )
        self.client.force_login(self.cast.clerk)
        self.client.post(page, {"proof": self.lease.pk, "is_adult": "on"})
        self.assertEqual(404, self.client.get(page).status_code)
        self.assertEqual(404, self.client.post(confirm).status_code)
        self.assertContains(self.client.get(reverse("accounts:claims")), "路人")
        self.client.force_login(self.cast.secretary)
        self.assertContains(self.client.get(page), "周敏")
        self.assertEqual(405, self.client.get(confirm).status_code)
        self.assertRedirects(self.client.post(confirm), reverse("accounts:claims"))
        claim.refresh_from_db()
        self.assertEqual("verified", claim.status)

    def test_the_queue_takes_as_many_queries_for_many_as_for_few(self):
        self.client.force_login(self.cast.secretary)
        self.client.get(reverse("accounts:claims"))  # what is read once is read
        counts = []
        for n in range(20):
            person = make_user(f"many{n}", f"居民{n}")
            services.claim_residency(
                place_id=self.cast.community.pk, proof=self.lease, upload=photograph(), by=person,
                now=NOW,
            )  # fmt: skip
            if n in (1, 19):
                with CaptureQueriesContext(connection) as captured:
                    self.client.get(reverse("accounts:claims"))
                counts.append(len(captured))
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1], 15)

    def test_the_database_refuses_the_same_person_twice(self):
        rows = Residency.objects.filter(pk=self.checked().pk)
        cast = self.cast
        for constraint, change in [
            ("two_persons", {"status": "verified", "decided_at": NOW, "decided_by": cast.clerk}),
            ("two_persons", {"status": "verified", "decided_at": NOW}),
            ("not_checked_by_self", {"checked_by": cast.stranger}),
            ("checked_by_somebody", {"checked_at": None}),
            ("checked_before_second", {"checked_by": None, "checked_at": None}),
            ("decided_unless_claimed", {"decided_at": NOW}),
        ]:
            with (
                self.subTest(constraint, change=change),
                self.assertRaisesMessage(IntegrityError, f"accounts_residency_{constraint}"),
                transaction.atomic(),
            ):
                rows.update(**change)


def confirm_one(claim_id: int, clerk_id: int) -> str:
    try:
        services.confirm_residency(residency_id=claim_id, by=User.objects.get(pk=clerk_id), now=NOW)
    except Refused as refused:
        return refused.code
    return "verified"


class TwoConfirmTests(FreshDatabaseTestCase):
    """Four colleagues confirm one claim at once, the one who checked it among them."""

    def attempts(self):
        cast = Cast()
        ask_second(cast)
        person = make_user("p", "同一人")
        claim = services.claim_residency(place_id=cast.community.pk, by=person, now=NOW)
        services.verify_residency(
            residency_id=claim.pk, seen=seen_document(), by=cast.clerk, now=NOW
        )
        others = [make_officer(f"c{n}", "同事", "intake_clerk", cast.community) for n in range(3)]
        return [(claim.pk, clerk.pk) for clerk in (cast.clerk, *others)]

    def test_one_other_person_confirms(self):
        answers = race(confirm_one, self.attempts())
        self.assertEqual(1, answers["verified"])
        self.assertEqual(3, answers["not_waiting"] + answers.get("own_check", 0))
        home = Residency.objects.get(checked_by__isnull=False)
        self.assertNotEqual(home.checked_by_id, home.decided_by_id)

    def test_where_the_rule_is_blind_the_database_refuses(self):
        """The control."""
        first = self.attempts()[0]
        with (
            mock.patch("mws.accounts.rules.why_not_confirm", return_value=None),
            self.assertRaises(IntegrityError),
        ):
            confirm_one(*first)
