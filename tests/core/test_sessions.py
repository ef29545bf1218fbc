from importlib import import_module

from django.conf import settings
from django.core.signing import loads
from django.db import connection
from django.test import TestCase, override_settings

from mws.accounts.models import Session

SessionStore = import_module(settings.SESSION_ENGINE).SessionStore


class Unread:
    """Leaves the bytes as they are stored."""

    def loads(self, data: bytes) -> bytes:
        return data


class SessionTests(TestCase):
    def setUp(self):
        self.session = SessionStore()
        self.session["draft"] = {"choices": ["公园长椅"]}
        self.session.save()

    def again(self) -> dict:
        return dict(SessionStore(self.session.session_key).items())

    def test_a_session_comes_back_as_it_was(self):
        self.assertEqual({"draft": {"choices": ["公园长椅"]}}, self.again())

    def test_the_database_holds_no_readable_session(self):
        row = Session.objects.get(pk=self.session.session_key)
        stored = loads(row.session_data, salt=SessionStore().key_salt, serializer=Unread)
        self.assertTrue(stored.startswith(b"gAAAA"), f"no Fernet token: {stored}")

    def test_the_database_holds_no_id_that_a_browser_could_send(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT session_key FROM accounts_session")
            [(stored,)] = cursor.fetchall()
        self.assertNotIn(self.session.session_key, stored)
        self.assertEqual({}, dict(SessionStore(stored).items()))

    def test_a_former_key_still_opens_it(self):
        with override_settings(MWS_FIELD_KEYS=["new key", *settings.MWS_FIELD_KEYS]):
            self.assertIn("draft", self.again())

    def test_without_the_key_it_is_empty(self):
        with override_settings(MWS_FIELD_KEYS=["another key"]):
            self.assertEqual({}, self.again())
