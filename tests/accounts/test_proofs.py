"""Proofs of a home: which are accepted, who sees an uploaded one, and that it goes."""

from datetime import timedelta
from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse
from PIL import Image

from mws.accounts import rules, services
from mws.accounts.documents import Seen
from mws.accounts.models import IdentityDocument, ProofKind, Residency, SensitiveView
from mws.audit.models import AuditEvent
from mws.audit.selectors import history_of
from mws.core.refusals import Refused
from mws.files.models import Attachment
from mws.files.services import forget_erased
from mws.notifications.selectors import inbox_messages
from mws.rounds.services import set_rule
from tests.accounts.proofs import PDF, begin_proofs, by_proof, photograph, uploaded
from tests.cast import NOW, Cast, make_place, seen_document


class ProofTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.kinds = begin_proofs(cls.cast)
        cls.lease, cls.employer = cls.kinds["租赁合同"], cls.kinds["单位证明"]

    def claim(self, kind=None):
        return uploaded(self.cast, kind or self.lease)

    def code_of(self, service, **arguments):
        with self.assertRaises(Refused) as caught:
            service(now=NOW, **arguments)
        return caught.exception.code


class ProofKindTests(ProofTestCase):
    WORDS = {"name": "水电费单", "name_en": "Utility bill", "may_upload": True,
             "needs_number": False}  # fmt: skip

    def test_a_district_begins_with_the_usual_ones_once(self):
        self.assertEqual(7, len(self.kinds))
        again = services.begin_proof_kinds(
            district_id=self.cast.district.pk, by=self.cast.district_officer, now=NOW
        )
        self.assertEqual(0, again)

    def test_the_district_officer_adds_changes_and_retires(self):
        officer = self.cast.district_officer
        kind = services.add_proof_kind(
            district_id=self.cast.district.pk, **self.WORDS, by=officer, now=NOW
        )
        services.change_proof_kind(
            proof_kind_id=kind.pk, **(self.WORDS | {"is_active": False}), by=officer, now=NOW
        )
        self.assertEqual(
            ["proof_kind.added", "proof_kind.changed"], [e.action for e in history_of(kind)]
        )
        place = self.cast.community
        self.assertIsNone(rules.why_not_accept(place, self.lease))
        kind.refresh_from_db()
        self.assertEqual("unknown_proof", rules.why_not_accept(place, kind).code)

    def test_refusals_change_nothing(self):
        cast, before = self.cast, ProofKind.objects.count()
        for place, name, by, code in [
            (cast.district, "水电费单", cast.clerk, "not_district_officer"),
            (cast.subdistrict, "水电费单", cast.district_officer, "not_district_officer"),
            (cast.district, " 租赁合同 ", cast.district_officer, "proof_exists"),
        ]:
            with self.subTest(code=code, by=by):
                words = self.WORDS | {"name": name}
                self.assertEqual(
                    code,
                    self.code_of(services.add_proof_kind, district_id=place.pk, **words, by=by),
                )
        self.assertEqual(before, ProofKind.objects.count())

    def test_the_database_refuses_a_second_of_the_name_and_one_without(self):
        for change in ({"name": "单位证明"}, {"name": ""}, {"name_en": ""}):
            with (
                self.subTest(change), self.assertRaises(IntegrityError), transaction.atomic()
            ):  # fmt: skip
                ProofKind.objects.filter(pk=self.lease.pk).update(**change)

    def test_the_settings_desk_edits_them(self):
        self.client.force_login(self.cast.district_officer)
        url = reverse("settings_desk:proofs")
        self.assertContains(self.client.get(url), "网格员证明")
        new = reverse("settings_desk:proof_new", args=[self.cast.district.code])
        self.assertRedirects(self.client.post(new, {"name": "水电费单", "name_en": "Bill"}), url)
        kind = ProofKind.objects.get(name="水电费单")
        self.assertEqual((False, False, True), (kind.may_upload, kind.needs_number, kind.is_active))
        one = reverse("settings_desk:proof", args=[kind.pk])
        self.client.post(one, {"name": "水电费单", "name_en": "Bill", "needs_number": "on"})
        kind.refresh_from_db()
        self.assertEqual((True, False), (kind.needs_number, kind.is_active))
        self.client.force_login(self.cast.clerk)
        self.assertEqual(404, self.client.get(url).status_code)
        self.assertEqual(404, self.client.post(one, {"name": "x", "name_en": "x"}).status_code)

    def test_an_empty_district_begins_at_its_desk(self):
        ProofKind.objects.all().delete()
        self.client.force_login(self.cast.district_officer)
        self.client.post(reverse("settings_desk:proofs_usual", args=[self.cast.district.code]))
        self.assertEqual(7, ProofKind.objects.count())


class UploadTests(ProofTestCase):
    def test_what_may_be_uploaded(self):
        cast = self.cast
        for kind, file, code in [
            (None, None, None), (self.lease, photograph(), None),
            (None, photograph(), "no_kind"), (self.lease, None, "no_file"),
            (self.kinds["网格员证明"], photograph(), "not_by_file"),
            (self.lease, SimpleUploadedFile("a.jpg", b"no picture"), "not_an_image"),
        ]:  # fmt: skip
            with self.subTest(kind=kind, code=code), transaction.atomic():
                facts = {"place_id": cast.community.pk, "proof": kind, "upload": file}
                if code:
                    refused = self.code_of(services.claim_residency, **facts, by=cast.stranger)
                    self.assertEqual(code, refused)
                    self.assertFalse(cast.stranger.residencies.exists())
                else:
                    made = services.claim_residency(**facts, by=cast.stranger, now=NOW)
                    self.assertEqual("proof" if file else "counter", made.way)
                    made.delete()

    def test_it_is_stored_without_place_and_without_its_telling_name(self):
        file = self.claim().proof_file
        self.assertEqual(("proof", "restricted"), (file.original_name, file.visibility))
        with Image.open(file.file.open()) as image:
            self.assertEqual({}, dict(image.getexif()))

    def test_the_form_says_at_the_field_what_is_missing(self):
        self.client.force_login(self.cast.stranger)
        url = reverse("accounts:home_claim", args=[self.cast.community.code])
        page = self.client.get(url)
        self.assertContains(page, "租赁合同")
        self.assertNotContains(page, "网格员证明")
        answer = self.client.post(url, {"basis": "residence", "proof": self.lease.pk})
        self.assertIn("upload", answer.context["form"].errors)
        self.client.post(
            url, {"basis": "residence", "proof": self.lease.pk,
                  "upload": SimpleUploadedFile("a.pdf", PDF)},
        )  # fmt: skip
        self.assertEqual("application/pdf", Residency.objects.get(
            user=self.cast.stranger).proof_file.content_type)  # fmt: skip

    def test_only_the_clerk_of_that_community_sees_it_and_the_person_sees_that(self):
        claim, cast = self.claim(), self.cast
        url = reverse("accounts:claim_proof", args=[claim.pk])
        generic = reverse("files:download", args=[claim.proof_file_id])
        for person, through_claim, through_files in [
            (cast.clerk, 200, 404), (cast.foreign_clerk, 404, 404), (cast.officer, 404, 404),
            (cast.auditor, 404, 404), (cast.lin, 404, 404), (cast.stranger, 404, 200),
        ]:  # fmt: skip
            with self.subTest(person=person):
                self.client.force_login(person)
                self.assertEqual(through_claim, self.client.get(url).status_code)
                self.assertEqual(through_files, self.client.get(generic).status_code)
        looks = SensitiveView.objects.filter(person=cast.stranger, what="proof")
        self.assertEqual([cast.clerk], [look.viewer for look in looks])
        self.client.force_login(cast.stranger)
        self.assertContains(self.client.get(reverse("accounts:my_data")), "周敏")
        self.client.logout()
        self.assertEqual(404, self.client.get(generic).status_code)
        self.assertRedirects(
            self.client.get(url), f"{reverse('account_login')}?next={url}",
            fetch_redirect_response=False,
        )  # fmt: skip

    def test_the_clerks_page_shows_it_and_it_is_never_kept_by_a_cache(self):
        claim = self.claim()
        self.client.force_login(self.cast.clerk)
        page = self.client.get(reverse("accounts:claim", args=[claim.pk]))
        url = reverse("accounts:claim_proof", args=[claim.pk])
        self.assertContains(page, f'src="{url}"')
        file = self.client.get(url)
        self.assertIn("no-store", file["Cache-Control"])
        self.assertIn("sandbox", file["Content-Security-Policy"])

    def test_no_number_is_asked_for_where_the_proof_serves(self):
        for seen, code in [
            (by_proof(self.lease), None), (by_proof(self.employer), "needs_document"),
            (by_proof(None), "needs_document"), (Seen(None, proof=self.lease), "no_age"),
            (Seen(seen_document().document, seen_document().born_on, proof=self.employer), None),
            (Seen(None, NOW.date() - timedelta(days=3000), proof=self.lease), "needs_guardian"),
            (
                Seen(None, NOW.date() - timedelta(days=6000), proof=self.lease, is_adult=True),
                "not_adult",
            ),
        ]:  # fmt: skip
            with self.subTest(seen=seen, code=code):
                refusal = rules.why_not_seen(self.cast.stranger, seen, today=NOW.date())
                self.assertEqual(code, refusal and refusal.code)
        claim = self.claim()
        self.client.force_login(self.cast.clerk)
        self.client.post(
            reverse("accounts:claim", args=[claim.pk]), {"proof": self.lease.pk, "is_adult": "on"}
        )
        claim.refresh_from_db()
        self.assertEqual(("verified", self.lease), (claim.status, claim.proof))
        self.assertFalse(IdentityDocument.objects.exists())

    def test_a_proof_of_another_district_or_a_retired_one_is_not_accepted(self):
        baoan = make_place("440306", "宝安区", "district", self.cast.city)
        other = ProofKind.objects.create(district=baoan, name="别区证", name_en="Other")
        ProofKind.objects.filter(pk=self.kinds["户口簿"].pk).update(is_active=False)
        retired = ProofKind.objects.get(name="户口簿")
        claim, clerk = self.claim(), self.cast.clerk
        for kind in (other, retired):
            with self.subTest(kind=kind):
                code = self.code_of(
                    services.verify_residency, residency_id=claim.pk, seen=by_proof(kind), by=clerk
                )
                self.assertEqual("unknown_proof", code)
                self.assertEqual("unknown_proof", rules.why_not_prove(
                    self.cast.community, kind, has_file=True).code)  # fmt: skip

    def test_the_database_refuses_an_uploaded_proof_without_its_kind_or_file(self):
        claim = self.claim()
        for change in ({"proof": None}, {"proof_file": None}, {"way": "counter"}, {"way": "x"}):
            with (
                self.subTest(change), self.assertRaises(IntegrityError), transaction.atomic()
            ):  # fmt: skip
                Residency.objects.filter(pk=claim.pk).update(**change)


class ErasureTests(ProofTestCase):
    def decisions(self, claim):
        cast = self.cast
        facts = {"residency_id": claim.pk, "now": NOW}
        return {
            "verify": lambda: services.verify_residency(
                **facts, seen=by_proof(self.lease), by=cast.clerk
            ),
            "refuse": lambda: services.refuse_residency(**facts, reason="看不清", by=cast.clerk),
            "withdraw": lambda: services.withdraw_claim(**facts, by=cast.stranger),
            "erase": lambda: services.erase_account(by=cast.stranger, now=NOW),
        }

    def test_after_each_decision_the_bytes_are_gone_and_the_row_says_when(self):
        for name in ("verify", "refuse", "withdraw", "erase"):
            with self.subTest(name), transaction.atomic():
                claim = self.claim()
                file = claim.proof_file
                storage, stored = file.file.storage, file.file.name
                self.assertTrue(storage.exists(stored))
                with self.captureOnCommitCallbacks(execute=True):
                    self.decisions(claim)[name]()
                self.assertFalse(storage.exists(stored))
                file.refresh_from_db()
                self.assertEqual(
                    ("", "", NOW), (file.original_name, file.file.name, file.erased_at)
                )
                self.client.force_login(self.cast.lin)
                url = reverse("files:download", args=[file.pk])
                self.assertEqual(404, self.client.get(url).status_code)
                transaction.set_rollback(True)

    def test_nothing_goes_before_the_commit(self):
        claim = self.claim()
        with self.captureOnCommitCallbacks():
            self.decisions(claim)["refuse"]()
        self.assertTrue(claim.proof_file.file.storage.exists(claim.proof_file.file.name))

    def test_the_tick_deletes_what_a_dead_process_left(self):
        claim = self.claim()
        file = claim.proof_file
        with self.captureOnCommitCallbacks():
            self.decisions(claim)["refuse"]()
        self.assertEqual(1, forget_erased())
        self.assertFalse(file.file.storage.exists(file.file.name))
        self.assertEqual(0, forget_erased())

    def test_a_storage_that_fails_leaves_the_decision_and_the_tick_the_rest(self):
        claim = self.claim()
        storage = type(claim.proof_file.file.storage)
        with (
            mock.patch.object(storage, "delete", side_effect=OSError("disk")),
            self.assertLogs("django", "ERROR"),
            self.captureOnCommitCallbacks(execute=True),
        ):
            self.decisions(claim)["refuse"]()
        claim.refresh_from_db()
        self.assertEqual("refused", claim.status)
        self.assertEqual(1, forget_erased())

    def test_the_person_reads_that_it_was_deleted(self):
        claim = self.claim()
        self.decisions(claim)["verify"]()
        self.client.force_login(self.cast.stranger)
        self.assertContains(self.client.get(reverse("accounts:me")), "2026年6月17日")
        self.assertTrue(AuditEvent.objects.filter(action="file.erased").exists())

    def test_what_nobody_decides_about_goes_after_the_days_of_the_rules(self):
        set_rule(
            rule_set_id=self.cast.rule_set.pk, key="residency_proof_days", value="10",
            legal_basis="测试", by=None, now=NOW,
        )  # fmt: skip
        claim = self.claim()
        for days, gone in [(9, 0), (10, 1), (11, 0)]:
            with self.subTest(days=days):
                later = NOW + timedelta(days=days)
                self.assertEqual(gone, services.forget_stale_proofs(now=later))
        claim.refresh_from_db()
        self.assertEqual("claimed", claim.status)
        self.assertEqual(NOW + timedelta(days=10), claim.proof_file.erased_at)
        self.assertEqual("proof_lapsed", inbox_messages(self.cast.stranger).get().code)
        self.client.force_login(self.cast.clerk)
        page = self.client.get(reverse("accounts:claim", args=[claim.pk]))
        self.assertNotContains(page, reverse("accounts:claim_proof", args=[claim.pk]))
        self.assertEqual(
            404, self.client.get(reverse("accounts:claim_proof", args=[claim.pk])).status_code
        )

    def test_the_database_refuses_an_erased_file_with_words_and_a_lost_one_without_a_day(self):
        file = self.claim().proof_file
        for change in ({"erased_at": NOW}, {"file": ""}):
            with (
                self.subTest(change), self.assertRaises(IntegrityError), transaction.atomic()
            ):  # fmt: skip
                Attachment.objects.filter(pk=file.pk).update(**change)
