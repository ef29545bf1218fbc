from django.contrib.auth.models import AnonymousUser
from django.test import TestCase
from django.urls import reverse

from mws.accounts.selectors import vault_of
from mws.accounts.services import discard_document, keep_document
from mws.core.refusals import Refused
from mws.files.selectors import attachments_of
from proposals.selectors.files import files_for
from proposals.services import attachments
from proposals.services.cases import submit_proposal
from tests.cast import NOW, Cast
from tests.files.samples import PDF, picture, upload
from tests.proposals.cases import admit, case_in


class AttachmentTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.round = cls.cast.round()

    def test_photographs_are_public_documents_for_those_who_handle_the_case(self):
        cast, lin = self.cast, self.cast.lin
        keep_document(upload=upload(picture(), "灯.jpg"), by=lin)
        keep_document(upload=upload(PDF, "报价.pdf"), by=lin)
        draft = case_in("draft", cast, self.round)
        for document in vault_of(lin):
            attachments.attach_from_vault(
                proposal_id=draft.pk, document_id=document.pk, by=lin, now=NOW
            )
            discard_document(document_id=document.pk, by=lin)
        attachments.attach_upload(
            proposal_id=draft.pk, upload=upload(picture(), "路.jpg"), by=lin, now=NOW
        )
        submit_proposal(proposal_id=draft.pk, by=lin, now=NOW)
        for person, names in [
            (lin, ["灯.jpg", "报价.pdf", "路.jpg"]),
            (cast.clerk, ["灯.jpg", "报价.pdf", "路.jpg"]),
            (cast.wang, ["灯.jpg", "路.jpg"]),
            (AnonymousUser(), ["灯.jpg", "路.jpg"]),
        ]:
            with self.subTest(str(person)):
                files = files_for(draft, person)
                self.assertEqual(sorted(file.original_name for file in files), sorted(names))
        self.assertTrue(all(file.file.read() for file in attachments_of(draft.case_id)))

    def test_a_photograph_is_public_with_the_proposal_and_not_before(self):
        cast = self.cast
        for status, foreign, clerk in [
            ("draft", 404, 404), ("submitted", 404, 200), ("admitted", 200, 200),
        ]:  # fmt: skip
            draft = case_in("draft", cast, self.round)
            file = attachments.attach_upload(
                proposal_id=draft.pk, upload=upload(picture(), "灯.jpg"), by=cast.lin, now=NOW
            )
            if status != "draft":
                submit_proposal(proposal_id=draft.pk, by=cast.lin, now=NOW)
            if status == "admitted":
                admit(cast, draft.pk)
            for person, code in [
                (None, foreign), (cast.wang, foreign), (cast.clerk, clerk), (cast.lin, 200),
            ]:  # fmt: skip
                with self.subTest(status=status, person=str(person)):
                    self.client.logout()
                    if person:
                        self.client.force_login(person)
                    answer = self.client.get(reverse("files:download", args=[file.pk]))
                    self.assertEqual(code, answer.status_code)
                    kept = answer.get("Cache-Control", "")
                    self.assertEqual(status == "admitted", "public" in kept)

    def test_refusals(self):
        cast, lin = self.cast, self.cast.lin
        foreign = keep_document(upload=upload(PDF, "租约.pdf"), by=cast.wang)
        submitted = case_in("submitted", cast, self.round)
        draft = case_in("draft", cast, self.round)
        for proposal, by, document, code in [
            (draft, lin, foreign, "not_yours"),
            (draft, cast.wang, foreign, "not_author"),
            (submitted, lin, foreign, "not_draft"),
        ]:
            with self.subTest(code), self.assertRaisesMessage(Refused, code):
                attachments.attach_from_vault(
                    proposal_id=proposal.pk, document_id=document.pk, by=by, now=NOW
                )
        for _n in range(12):
            attachments.attach_upload(
                proposal_id=draft.pk, upload=upload(PDF, "a.pdf"), by=lin, now=NOW
            )
        with self.assertRaisesMessage(Refused, "too_many_files"):
            attachments.attach_upload(
                proposal_id=draft.pk, upload=upload(PDF, "a.pdf"), by=lin, now=NOW
            )

    def test_attached_and_removed_on_the_check_page(self):
        lin = self.cast.lin
        document = keep_document(upload=upload(PDF, "租约.pdf"), by=lin)
        draft = case_in("draft", self.cast, self.round)
        check, attach = (reverse(f"proposals:{n}", args=[draft.pk]) for n in ("check", "attach"))
        self.client.force_login(self.cast.wang)
        self.assertEqual(self.client.post(attach).status_code, 404)
        self.client.force_login(lin)
        self.assertContains(self.client.get("/en" + check), "From your profile", count=1)
        for data, count in [
            ({}, 0), ({"document": str(document.pk)}, 1), ({"upload": upload(picture())}, 2),
            ({"upload": upload(b"hello", "a.txt")}, 2),
        ]:  # fmt: skip
            with self.subTest(count=count):
                self.assertRedirects(self.client.post(attach, data), check)
                self.assertEqual(len(attachments_of(draft.case_id)), count)
        file = attachments_of(draft.case_id)[0]
        self.assertContains(self.client.get(check), file.original_name)
        self.client.post(reverse("proposals:detach", args=[draft.pk, file.pk]))
        self.assertEqual(len(attachments_of(draft.case_id)), 1)
        elsewhere = reverse("proposals:detach", args=[draft.pk, document.pk])
        self.assertEqual(self.client.post(elsewhere).status_code, 404)
