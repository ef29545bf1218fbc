from django.core import mail
from django.test import TestCase, override_settings
from django.utils.translation import override

from mws.core.gateways import DjangoMailGateway
from mws.core.letters import letter
from mws.notifications import services
from mws.notifications.models import Channel, Message
from tests.cast import NOW, make_user

BASE = "https://example.org"


@override_settings(WAGTAILADMIN_BASE_URL=BASE, MWS_SITE_NAME="民生微实事")
class LetterTests(TestCase):
    def test_the_same_words_stand_in_both_parts(self):
        with override("zh-hans"):
            message = letter(
                to=["lin@example.org"], subject="已公示", body=f"请看：\n\n{BASE}/notices/1/"
            )
        [(html, kind)] = message.alternatives
        self.assertEqual("text/html", kind)
        self.assertIn(f'<a href="{BASE}/notices/1/"', html)
        for part in (message.body, html):
            for words in ("请看：", "民生微实事", BASE):
                self.assertIn(words, part)
        self.assertIn('lang="zh-Hans"', html)

    def test_the_english_letter_is_english(self):
        with override("en"):
            message = letter(to=[], subject="Posted", body="Please look.")
        self.assertIn('lang="en"', message.alternatives[0][0])
        self.assertIn("Minsheng Weishishi", message.body)

    def test_what_residents_wrote_stays_text(self):
        message = letter(to=[], subject="<b>", body="<img src=https://elsewhere.example/x>")
        html = message.alternatives[0][0]
        self.assertNotIn("<img", html)
        self.assertNotIn("<b>民", message.body)
        self.assertNotIn("<b></", html)

    def test_opening_a_letter_asks_no_server(self):
        html = letter(to=[], subject="s", body="b").alternatives[0][0]
        for tag in ("<img", "<link", "<script", "<style", "src="):
            self.assertNotIn(tag, html)

    def test_the_gateway_sends_letters(self):
        DjangoMailGateway().send(message_id="1", to="lin@example.org", subject="s", body="b")
        self.assertEqual(1, len(mail.outbox[0].alternatives))


@override_settings(
    WAGTAILADMIN_BASE_URL=BASE, MWS_MAIL_GATEWAY="mws.core.gateways.DjangoMailGateway"
)
class SentLetterTests(TestCase):
    def test_a_message_by_mail_names_the_page_it_is_about(self):
        lin = make_user("lin", "林晓")
        lin.emailaddress_set.create(email="lin@example.org", verified=True, primary=True)
        message = Message.objects.create(
            code="residency_verified", channel=Channel.EMAIL, recipient_id=lin.pk,
            context={"place": "龙珠"}, url="/me/", queued_at=NOW, due_at=NOW,
        )  # fmt: skip
        with override("en"):
            self.assertTrue(services.deliver_message(message.pk, now=NOW))
        [sent] = mail.outbox
        self.assertIn(f"{BASE}/me/", sent.body)
        self.assertIn('lang="zh-Hans"', sent.alternatives[0][0])

    def test_the_account_writes_in_the_readers_language(self):
        for path, words in [
            ("/accounts/password/reset/", "密码"),
            ("/en/accounts/password/reset/", "password"),
        ]:
            mail.outbox.clear()
            person = make_user(f"u{len(words)}", "林晓")
            person.emailaddress_set.create(
                email=f"{person.username}@example.org", verified=True, primary=True
            )
            with self.subTest(path):
                self.client.post(path, {"email": f"{person.username}@example.org"})
                [sent] = mail.outbox
                self.assertIn(words, sent.body)
                self.assertNotIn("Hello from", sent.body)
                self.assertIn("<h1>", sent.alternatives[0][0])
