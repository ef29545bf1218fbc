"""Columns of allauth's tables that hold personal data, sealed without a fork of its models.

The database column stays what allauth's migrations made; only the field that reads and writes it
is replaced, so every look-up, form and flow of allauth goes on as if the text stood there.
"""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db import models

from mws.core.secrets import SealedEmailField, SealedSessionKeyField

SEALED: tuple[tuple[type[models.Model], str, type[models.Field]], ...] = (
    (EmailAddress, "email", SealedEmailField),
    (UserSession, "session_key", SealedSessionKeyField),
)


def seal_columns() -> None:
    """Once, when the application starts."""
    for model, name, field_class in SEALED:
        model._meta.get_field(name).__class__ = field_class
