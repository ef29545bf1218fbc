"""Where sessions are kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils.module_loading import import_string

from mws.core.secrets import SealedSessionKeyField


class Session(AbstractBaseSession):
    """Django's session with its id sealed: a dump of this table signs nobody in. What a session
    holds is encrypted by ``mws.core.sessions``."""

    session_key = SealedSessionKeyField(max_length=100, primary_key=True)

    @classmethod
    def get_session_store_class(cls) -> Any:
        return import_string(f"{settings.SESSION_ENGINE}.SessionStore")
