"""Sessions in our own table; used through SESSION_ENGINE."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from mws.accounts.models import Session


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session
