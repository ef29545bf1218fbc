"""Editors word the messages, see them filled in, and find the way back; nobody else does."""

from __future__ import annotations

from django.test import TestCase
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from mws.accounts.permissions import Role
from mws.audit.models import AuditEvent
from mws.core.refusals import Refused
from mws.notifications.models import MessageTemplate
from mws.notifications.placeholders import PLACEHOLDERS, names_in, names_of
from mws.notifications.rendering import CLIPPED, ONE_SCREEN, Text
from mws.notifications.rules import why_not_body, why_not_subject
from mws.notifications.selectors import built_in, inbox_messages, inbox_rows
from mws.notifications.services import keep_words, queue, reset_words
from mws.notifications.words import WORDS
from tests.cast import NOW, Cast, make_officer, make_user

CODE = "proposal_returned"
ZH = {"subject_zh_hans": "请补充材料", "body_zh_hans": "《{title}》还差：{reason}"}
EN = {"subject_en": "Something is missing", "body_en": "“{title}” lacks: {reason}"}


class WordsTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.editor = make_officer("editor", "编辑", Role.EDITOR, cls.cast.district)
        cls.url = reverse("message_words:edit", args=[CODE])

    def setUp(self) -> None:
        self.client.force_login(self.editor)


class EditTests(WordsTestCase):
    def test_the_list_shows_every_kind_of_message_in_both_languages(self) -> None:
        page = self.client.get(reverse("message_words:index"))
        for code in WORDS:
            self.assertContains(page, reverse("message_words:edit", args=[code]))
            for language in ("zh-hans", "en"):
                self.assertContains(page, escape(built_in(code, language).body))

    def test_what_is_kept_is_said_at_once_in_both_languages_and_traced(self) -> None:
        queue(CODE, to=self.cast.lin, context={"title": "路灯", "reason": "照片"}, now=NOW)
        response = self.client.post(self.url, ZH | EN)
        self.assertRedirects(response, reverse("message_words:index"))
        for language, body in [("zh-hans", "《路灯》还差：照片"), ("en", "“路灯” lacks: 照片")]:
            with override(language):
                [row] = inbox_rows(list(inbox_messages(self.cast.lin)))
            self.assertEqual(body, row.body)
        events = AuditEvent.objects.filter(action="words.kept", actor_id=self.editor.pk)
        self.assertEqual({"zh-hans", "en"}, {event.facts["language"] for event in events})

    def test_a_language_left_alone_follows_the_built_in_words(self) -> None:
        own = built_in(CODE, "en")
        self.client.post(self.url, ZH | {"subject_en": own.subject, "body_en": own.body})
        self.assertEqual(["zh-hans"], [row.language for row in MessageTemplate.objects.all()])

    def test_a_preview_fills_in_sample_values_and_keeps_nothing(self) -> None:
        page = self.client.post(self.url, ZH | EN | {"preview": "1"})
        self.assertContains(page, f"《{PLACEHOLDERS['title'].sample}》还差：")
        self.assertContains(page, f"“{PLACEHOLDERS['title'].sample}” lacks:")
        self.assertFalse(MessageTemplate.objects.exists())

    def test_what_cannot_be_said_is_told_at_its_field_and_kept_out(self) -> None:
        for field, text, words in [
            ("body_zh_hans", "您好 {titel}", "{title}"), ("body_en", "{title", "{reason}"),
            ("subject_en", "{amount_fen}", "{title}"), ("subject_zh_hans", " ", ""),
            ("body_en", "x" * (ONE_SCREEN + 3), "3"), ("body_zh_hans", "", ""),
            ("subject_en", "x" * 61, ""),
        ]:  # fmt: skip
            with self.subTest(field=field, text=text[:12]):
                page = self.client.post(self.url, ZH | EN | {field: text})
                self.assertEqual(200, page.status_code)
                self.assertIn(words, page.context["form"].errors[field][0])
                self.assertEqual([field], list(page.context["form"].errors))
        self.assertFalse(MessageTemplate.objects.exists())

    def test_the_way_back_to_the_built_in_words(self) -> None:
        self.client.post(self.url, ZH | EN)
        self.assertContains(self.client.get(self.url), "reset/")
        self.client.post(reverse("message_words:reset", args=[CODE]))
        self.assertFalse(MessageTemplate.objects.exists())
        self.assertNotContains(self.client.get(self.url), "reset/")
        self.assertEqual(2, AuditEvent.objects.filter(action="words.reset").count())

    def test_a_kind_that_does_not_exist(self) -> None:
        url = reverse("message_words:edit", args=["no_such_code"])
        self.assertEqual(404, self.client.get(url).status_code)


class DoorTests(WordsTestCase):
    def test_only_editors_word_messages(self) -> None:
        staff = make_user("staff", "管理员", is_staff=True, is_superuser=True)
        for person in (self.cast.district_officer, self.cast.finance, self.cast.lin, staff):
            self.client.force_login(person)
            for name, code in [("index", []), ("edit", [CODE]), ("reset", [CODE])]:
                with self.subTest(person=person, name=name):
                    url = reverse(f"message_words:{name}", args=code)
                    answer = self.client.post(url, ZH | EN) if code else self.client.get(url)
                    self.assertNotEqual(200, answer.status_code)
            for service in (
                lambda by=person: keep_words(code=CODE, texts={}, by=by),
                lambda by=person: reset_words(code=CODE, by=by),
            ):
                with self.assertRaises(Refused) as caught:
                    service()
                self.assertEqual("not_editor", caught.exception.code)
        self.assertFalse(MessageTemplate.objects.exists())

    def test_the_service_wants_every_language(self) -> None:
        with self.assertRaises(Refused) as caught:
            keep_words(code=CODE, texts={"en": Text("a", "b")}, by=self.editor)
        self.assertEqual("language_missing", caught.exception.code)


class BuiltInTests(TestCase):
    def test_the_built_in_words_keep_the_same_rules(self) -> None:
        for code in WORDS:
            for language in ("zh-hans", "en"):
                with self.subTest(code=code, language=language):
                    text = built_in(code, language)
                    self.assertIsNone(why_not_subject(code, text.subject))
                    self.assertIsNone(why_not_body(code, text.body))

    def test_every_name_has_a_meaning_and_a_sample(self) -> None:
        used = {name for code in WORDS for name in names_of(code)}
        self.assertEqual(set(), used - set(PLACEHOLDERS))

    def test_both_languages_say_the_same_values(self) -> None:
        for code in WORDS:
            with self.subTest(code):
                zh, en = built_in(code, "zh-hans"), built_in(code, "en")
                self.assertEqual(set(names_in(en.body)), set(names_in(zh.body)))

    def test_the_longest_values_still_fit_one_screen(self) -> None:
        self.assertLess(CLIPPED, ONE_SCREEN)
        for code in WORDS:
            for language in ("zh-hans", "en"):
                body = built_in(code, language).body
                full = len(body.format_map(dict.fromkeys(names_of(code), "字" * CLIPPED)))
                self.assertLessEqual(full, ONE_SCREEN, (code, language))
