"""Every file of the corpus on the page that takes photographs and documents of a proposal."""

from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse
from PIL import Image

from mws.core.refusals import Refused
from mws.files.models import Attachment
from mws.files.services import store_upload
from tests.cast import NOW, Cast
from tests.files.corpus import CORPUS, HTML
from tests.proposals.cases import case_in

TAKEN = {"photograph": "image/jpeg", "document": "application/pdf"}


class UploadCorpusTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = Cast()
        cls.draft = case_in("draft", cls.cast, cls.cast.round())

    def setUp(self):
        clock = mock.patch("proposals.services.attachments.database_now", return_value=NOW)
        clock.start()
        self.addCleanup(clock.stop)
        self.client.force_login(self.cast.lin)

    def send(self, sent, content):
        """The answer as read: the page that checks, with what became of the file."""
        address = reverse("proposals:attach", args=[self.draft.pk])
        upload = SimpleUploadedFile("x", content)
        upload._name = sent.name  # as it stands on the device, folders and all
        return self.client.post(address, {"upload": upload}, follow=True)

    def test_each_is_taken_clean_or_refused_in_words(self):
        self.assertGreaterEqual(len(CORPUS), 60)
        for sent in CORPUS:
            with self.subTest(sent.name[:40]):
                Attachment.objects.all().delete()
                page = self.send(sent, sent.make())
                self.assertEqual(200, page.status_code)
                said = [str(message) for message in page.context["messages"]]
                self.assertEqual(1, len(said))
                if sent.becomes in TAKEN:
                    self.taken(sent, said)
                else:
                    self.refused(sent, said)

    def taken(self, sent, said):
        kept = Attachment.objects.get()
        self.assertEqual(["附件已添加。"], said)
        self.assertEqual((sent.becomes, TAKEN[sent.becomes]), (kept.kind, kept.content_type))
        self.assertNotIn("/", kept.original_name)
        if sent.shown_as:
            self.assertEqual(sent.shown_as, kept.original_name)
        if sent.becomes == "document":
            self.assertEqual("restricted", kept.visibility)
            return
        content = kept.file.read()
        self.assertNotIn(HTML, content)
        with Image.open(kept.file) as image:
            self.assertEqual(("JPEG", {}), (image.format, dict(image.getexif())))

    def refused(self, sent, said):
        """In the words that belong to the code."""
        self.assertFalse(Attachment.objects.exists())
        with self.assertRaises(Refused) as caught:
            upload = SimpleUploadedFile("x", sent.make())
            store_upload(upload=upload, case_id=self.draft.case_id, by=self.cast.lin)
        self.assertEqual(sent.becomes, caught.exception.code)
        self.assertEqual([str(caught.exception.refusal.message)], said)

    def test_what_is_taken_leaves_as_a_file_and_never_as_a_page(self):
        for sent in CORPUS:
            if sent.becomes not in TAKEN:
                continue
            with self.subTest(sent.name[:40]):
                Attachment.objects.all().delete()
                self.send(sent, sent.make())
                answer = self.client.get(
                    reverse("files:download", args=[Attachment.objects.get().pk])
                )
                self.assertEqual(TAKEN[sent.becomes], answer["Content-Type"])
                self.assertEqual("nosniff", answer["X-Content-Type-Options"])
                self.assertIn("sandbox", answer["Content-Security-Policy"])
                if sent.becomes == "document":
                    self.assertTrue(answer["Content-Disposition"].startswith("attachment"))
