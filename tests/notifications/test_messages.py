import uuid
from datetime import date, timedelta
from unittest import mock

from django.db import IntegrityError, transaction
from django.test import TestCase, override_settings
from django.utils.translation import gettext_lazy, override

from mws.accounts.models import User
from mws.accounts.services import verify_phone
from mws.core.gateways import gateway_for
from mws.core.refusals import Refused
from mws.notifications import services
from mws.notifications.models import Channel, Message, MessageTemplate
from mws.notifications.selectors import inbox_messages, inbox_rows, unread_count
from mws.notifications.services.delivery import ATTEMPTS, LEASE
from mws.notifications.words import WORDS, Words
from tests.cast import NOW, make_user
from tests.database import FreshDatabaseTestCase
from tests.rivals import race

QUIET = Words("A quiet word", "{name} owes {sum_fen} since {day}, says {office} {nobody}")
URGENT = Words("Urgent", "Come to {place}", is_urgent=True)
MINUTE = timedelta(minutes=1)


class DeadGateway:
    def send(self, **message):
        raise OSError("+8613800138000 is not reachable")


DEAD = override_settings(MWS_SMS_GATEWAY=f"{__name__}.DeadGateway")


class MessageTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.lin = verify_phone(user=make_user("lin", "林晓"), phone="+8613800138000")
        cls.wang = make_user("wang", "王建国")

    def setUp(self):
        self.sent = gateway_for("sms").sent
        self.sent.clear()
        words = mock.patch.dict(WORDS, {"quiet": QUIET, "urgent": URGENT})
        words.start()
        self.addCleanup(words.stop)

    def queue(self, code="urgent", to=None, **context):
        return services.queue(code, to=to or self.lin, context=context, now=NOW)

    def outward(self) -> Message:
        return Message.objects.exclude(channel=Channel.IN_SITE).get()


class QueueTests(MessageTestCase):
    def test_everything_lies_in_the_inbox_at_once(self):
        self.queue("quiet", self.wang)
        message = inbox_messages(self.wang).get()
        self.assertEqual((message.sent_at, message.due_at), (NOW, None))

    def test_what_is_urgent_goes_out_to_a_verified_number_after_the_commit(self):
        with self.captureOnCommitCallbacks(execute=True):
            self.queue(place="龙珠")
            self.assertEqual(self.sent, {})
        message = self.outward()
        self.assertEqual(self.sent, {str(message.pk): ("+8613800138000", "Urgent", "Come to 龙珠")})
        self.assertIsNotNone(message.sent_at)

    def test_only_the_urgent_goes_out_and_only_where_there_is_an_address(self):
        nobody = make_user("nobody", "无名")
        seeded = verify_phone(user=make_user("demo", "演示", is_demo=True), phone="+8613900139000")
        unverified = make_user("new", "新人", phone="+8613700137000")
        for code, person, channels in [
            ("quiet", self.lin, ["in_site"]),
            ("urgent", self.lin, ["in_site", "sms"]),
            ("urgent", nobody, ["in_site"]),
            ("urgent", seeded, ["in_site"]),
            ("urgent", unverified, ["in_site"]),
        ]:
            with self.subTest(code=code, person=person):
                Message.objects.all().delete()
                self.queue(code, person)
                found = Message.objects.filter(recipient_id=person.pk)
                self.assertEqual(sorted(found.values_list("channel", flat=True)), channels)

    def test_a_deed_that_is_rolled_back_says_nothing(self):
        with self.captureOnCommitCallbacks(execute=True):
            try:
                with transaction.atomic():
                    self.queue()
                    raise ValueError
            except ValueError:
                pass
        self.assertFalse(Message.objects.exists())
        self.assertEqual(self.sent, {})

    def test_a_code_without_words_and_what_cannot_be_said_are_mistakes(self):
        with self.assertRaises(KeyError):
            self.queue("no_such_code")
        with self.assertRaises(TypeError):
            self.queue("quiet", name=1.5)

    def test_the_database_refuses(self):
        rows = Message.objects.filter(pk=self.queue().pk)
        for constraint, change in [
            ("notifications_message_channel_valid", {"channel": "pigeon"}),
            ("notifications_message_sent_is_not_due", {"due_at": NOW}),
        ]:
            with (
                self.subTest(constraint),
                self.assertRaisesMessage(IntegrityError, constraint),
                transaction.atomic(),
            ):
                rows.update(**change)
        MessageTemplate.objects.create(code="quiet", language="en", subject="a", body="b")
        with self.assertRaises(IntegrityError), transaction.atomic():
            MessageTemplate.objects.create(code="quiet", language="en", subject="c", body="d")


class WordsTests(MessageTestCase):
    def test_the_context_is_said_in_the_readers_language(self):
        self.queue(
            "quiet", name="林晓", sum_fen=1_280_000, day=date(2026, 6, 21),
            office=gettext_lazy("Intake clerk"),
        )  # fmt: skip
        [row] = self.rows_in("en")
        self.assertEqual(
            row.body, "林晓 owes 12,800 yuan since 21 June 2026, says Intake clerk {nobody}"
        )
        self.assertIn("2026年6月21日", self.rows_in("zh-hans")[0].body)

    def test_a_template_row_overrides_the_words_of_its_language(self):
        MessageTemplate.objects.create(
            code="quiet", language="zh-hans", subject="轻声", body="{name}您好"
        )
        self.queue("quiet", name="林晓")
        self.assertEqual(self.rows_in("zh-hans")[0].body, "林晓您好")
        self.assertEqual(self.rows_in("en")[0].subject, "A quiet word")

    def test_an_old_code_is_still_readable(self):
        message = self.queue("quiet")
        Message.objects.filter(pk=message.pk).update(code="long_gone")
        self.assertEqual(self.rows_in("en")[0].subject, "long_gone")

    def test_every_registered_code_has_both_its_parts(self):
        for code, words in WORDS.items():
            with self.subTest(code):
                self.assertTrue(words[0] and words[1])

    def rows_in(self, language):
        with override(language):
            return inbox_rows(list(inbox_messages(self.lin)))


class DeliverTests(MessageTestCase):
    def test_each_message_goes_once_however_often_it_is_tried(self):
        self.queue()
        self.assertEqual(services.deliver_due(NOW), 1)
        self.assertEqual(services.deliver_due(NOW + LEASE), 0)
        self.assertEqual(len(self.sent), 1)

    def test_whoever_has_taken_a_message_is_alone_with_it_until_the_lease_ends(self):
        self.queue()
        message = self.outward()
        Message.objects.filter(pk=message.pk).update(due_at=NOW + LEASE, attempts=1)
        self.assertFalse(services.deliver_message(message.pk, now=NOW))
        self.assertTrue(services.deliver_message(message.pk, now=NOW + LEASE))

    def test_a_failure_waits_longer_each_time_and_ends(self):
        self.queue()
        now, pauses = NOW, []
        with DEAD, self.assertLogs("mws.notifications", "WARNING"):
            while (due := self.outward().due_at) is not None:
                pauses.append(due - now)
                now = due
                self.assertEqual(services.deliver_due(now), 0)
        self.assertEqual(pauses, [n * MINUTE for n in (0, 1, 2, 4, 8, 16, 32, 64)])
        message = self.outward()
        self.assertEqual((message.attempts, message.sent_at), (ATTEMPTS, None))
        self.assertEqual(message.last_error, "OSError")

    def test_what_failed_goes_out_when_the_gateway_is_back(self):
        self.queue()
        with DEAD, self.assertLogs("mws.notifications", "WARNING"):
            services.deliver_due(NOW)
        self.assertEqual(services.deliver_due(NOW + MINUTE), 1)
        self.assertEqual(self.outward().last_error, "")

    def test_a_person_without_the_number_by_now_is_not_written_to(self):
        self.queue()
        User.objects.filter(pk=self.lin.pk).update(phone_verified=False)
        self.assertEqual(services.deliver_due(NOW), 0)
        message = self.outward()
        self.assertEqual((message.due_at, message.last_error), (None, "no address"))


class ReadTests(MessageTestCase):
    def test_only_the_recipient_reads_and_only_the_first_time_counts(self):
        message = self.queue()
        with self.assertRaises(Refused) as caught:
            services.mark_read(message_id=message.pk, by=self.wang, now=NOW)
        self.assertEqual(caught.exception.code, "not_recipient")
        self.assertEqual(unread_count(self.lin), 1)
        services.mark_read(message_id=message.pk, by=self.lin, now=NOW)
        again = services.mark_read(message_id=message.pk, by=self.lin, now=NOW + MINUTE)
        self.assertEqual((again.read_at, unread_count(self.lin)), (NOW, 0))

    def test_all_are_marked_at_once_and_nobody_elses(self):
        for person in (self.lin, self.lin, self.wang):
            self.queue("quiet", person)
        self.assertEqual(services.mark_all_read(by=self.lin, now=NOW), 2)
        self.assertEqual(unread_count(self.wang), 1)


def deliver(message_id: str) -> str:
    return "sent" if services.deliver_message(uuid.UUID(message_id)) else "left alone"


class DeliveryRaceTests(FreshDatabaseTestCase):
    def test_of_many_senders_one_sends(self):
        lin = verify_phone(user=make_user("lin", "林晓"), phone="+8613800138000")
        message = Message.objects.create(
            code="residency_verified", channel="sms", recipient_id=lin.pk,
            queued_at=NOW, due_at=NOW,
        )  # fmt: skip
        answers = race(deliver, [(str(message.pk),)] * 8)
        self.assertEqual(answers, {"sent": 1, "left alone": 7})
