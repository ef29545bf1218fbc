import uuid
from io import BytesIO
from unittest import mock

from django.db import IntegrityError, transaction
from django.test import SimpleTestCase, TestCase, override_settings
from django.urls import reverse
from PIL import Image

from mws.audit.selectors import history_of
from mws.core.refusals import Refusal, Refused
from mws.files import photographs
from mws.files.models import Attachment
from mws.files.photographs import NotAPhotograph, clean_photograph
from mws.files.services import store_document, store_photograph
from tests.cast import make_user
from tests.files.samples import PDF, from_a_phone, picture, upload

CASE = uuid.UUID(int=7)


def lets_nobody_see(attachment, *, by):
    return Refusal("not_involved", "no")


def lets_everybody_see(attachment, *, by):
    return None


class CleanPhotographTests(SimpleTestCase):
    def test_it_is_upright_and_says_nothing_of_where_it_was_taken(self):
        cleaned = clean_photograph(BytesIO(from_a_phone()))
        self.assertEqual((cleaned.width, cleaned.height), (20, 40))
        self.assertNotIn(b"secret", cleaned.content)
        with Image.open(BytesIO(cleaned.content)) as image:
            self.assertEqual(dict(image.getexif()), {})
            self.assertEqual(image.size, (20, 40))

    def test_what_is_large_is_made_small(self):
        cleaned = clean_photograph(BytesIO(picture((3200, 800))))
        self.assertEqual((cleaned.width, cleaned.height), (1600, 400))

    def test_every_usual_kind_becomes_a_jpeg(self):
        for kind in ["PNG RGBA", "PNG P", "WEBP RGB", "HEIF RGB", "JPEG CMYK"]:
            with self.subTest(kind):
                form, mode = kind.split()
                cleaned = clean_photograph(BytesIO(picture((64, 64), form, mode)))
                self.assertTrue(cleaned.content.startswith(b"\xff\xd8"))

    def test_what_is_no_photograph_is_refused(self):
        whole = picture((400, 400))
        for content, code in [
            (b"", "not_an_image"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_an_image"),
            (picture(form="GIF"), "not_an_image"),
            (whole[: len(whole) // 3], "not_an_image"),
            (PDF, "not_an_image"),
        ]:
            with self.subTest(content=content[:20]), self.assertRaises(NotAPhotograph) as caught:
                clean_photograph(BytesIO(content))
            self.assertEqual(caught.exception.code, code)

    def test_a_bomb_is_refused_before_it_is_unpacked(self):
        for limit in (photographs.MOST_PIXELS, 100):
            with (
                self.subTest(limit=limit),
                mock.patch.object(photographs, "MOST_PIXELS", limit),
                mock.patch.object(Image, "MAX_IMAGE_PIXELS", 100),
                self.assertRaises(NotAPhotograph) as caught,
            ):
                clean_photograph(BytesIO(picture((40, 20), "PNG")))
            self.assertEqual(caught.exception.code, "too_many_pixels")


class StoreFilesTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.lin = make_user("lin", "林晓")

    def test_a_photograph_is_stored_by_its_digest_with_its_event(self):
        kept = store_photograph(
            upload=upload(from_a_phone(), "C:\\photos\\灯.jpg"), case_id=CASE, by=self.lin,
            caption=" 坏了的灯 ",
        )  # fmt: skip
        self.assertEqual((kept.original_name, kept.caption), ("灯.jpg", "坏了的灯"))
        self.assertIn(kept.sha256, kept.file.name)
        self.assertEqual(kept.size, len(kept.file.read()))
        event = history_of(kept).get()
        self.assertEqual((event.action, event.case_id), ("file.stored", CASE))
        self.assertNotIn("灯", str(event.facts))

    def test_refusals_leave_nothing(self):
        for store, content, code in [
            (store_photograph, b"", "empty"),
            (store_photograph, b"hello", "not_an_image"),
            (store_photograph, b"\0" * (10 * 1024 * 1024 + 1), "too_large"),
            (store_document, b"", "empty"),
            (store_document, b"MZ" + PDF[4:], "not_a_pdf"),
            (store_document, PDF[:-7], "not_a_pdf"),
            (store_document, picture(), "not_a_pdf"),
        ]:
            with self.subTest(code=code), self.assertRaises(Refused) as caught:
                store(upload=upload(content), case_id=CASE, by=self.lin)
            self.assertEqual(caught.exception.code, code)
        self.assertFalse(Attachment.objects.exists())

    def test_the_database_refuses(self):
        kept = store_document(upload=upload(PDF, "a.pdf"), case_id=CASE, by=self.lin)
        for constraint, change in [
            ("files_attachment_kind_valid", {"kind": "film"}),
            ("files_attachment_visibility_valid", {"visibility": "friends"}),
            ("files_attachment_size_positive", {"size": 0}),
        ]:
            with (
                self.subTest(constraint),
                self.assertRaisesMessage(IntegrityError, constraint),
                transaction.atomic(),
            ):
                Attachment.objects.filter(pk=kept.pk).update(**change)


class DownloadTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.lin, cls.wang = make_user("lin", "林晓"), make_user("wang", "王建国")

    def get(self, kept, **headers):
        return self.client.get(reverse("files:download", args=[kept.pk]), headers=headers)

    @override_settings(MWS_FILE_RULE=f"{__name__}.lets_everybody_see")
    def test_everybody_sees_a_public_photograph_and_may_keep_it_a_day(self):
        kept = store_photograph(upload=upload(picture()), case_id=CASE, by=self.lin)
        response = self.get(kept)
        self.assertEqual(b"".join(response.streaming_content), kept.file.read())
        self.assertEqual(response["Content-Type"], "image/jpeg")
        self.assertEqual(response["X-Content-Type-Options"], "nosniff")
        self.assertEqual(response["Cache-Control"], "public, max-age=86400")
        self.assertIn("sandbox", response["Content-Security-Policy"])
        self.assertNotIn("script-src", response["Content-Security-Policy"])
        self.assertNotIn("Set-Cookie", response)
        self.assertEqual(self.get(kept, if_none_match=response["ETag"]).status_code, 304)

    @override_settings(MWS_FILE_RULE=f"{__name__}.lets_nobody_see")
    def test_a_photograph_of_a_case_that_is_not_public_does_not_exist_for_others(self):
        kept = store_photograph(upload=upload(picture()), case_id=CASE, by=self.lin)
        self.assertEqual(self.get(kept).status_code, 404)
        self.client.force_login(self.lin)
        response = self.get(kept)
        self.assertEqual(response.status_code, 200)
        self.assertIn("no-store", response["Cache-Control"])

    @override_settings(MWS_FILE_RULE=f"{__name__}.lets_nobody_see")
    def test_a_restricted_file_does_not_exist_for_others(self):
        kept = store_document(upload=upload(PDF, "发票.pdf"), case_id=CASE, by=self.lin)
        for person, status in [(None, 404), (self.wang, 404), (self.lin, 200)]:
            with self.subTest(person=person):
                if person:
                    self.client.force_login(person)
                self.assertEqual(self.get(kept).status_code, status)

    @override_settings(MWS_FILE_RULE=f"{__name__}.lets_everybody_see")
    def test_the_rule_of_the_case_lets_others_see_it_but_no_cache(self):
        kept = store_document(upload=upload(PDF, "发票.pdf"), case_id=CASE, by=self.lin)
        response = self.get(kept)
        self.assertTrue(response["Content-Disposition"].startswith("attachment"))
        self.assertIn("no-store", response["Cache-Control"])

    def test_it_rejects_post_and_unknown_files(self):
        url = reverse("files:download", args=[CASE])
        self.assertEqual(self.client.post(url).status_code, 405)
        self.assertEqual(self.client.get(url).status_code, 404)
