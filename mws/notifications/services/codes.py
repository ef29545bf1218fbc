"""Codes for signing in: sent at once, stored nowhere, so that no dump of the database holds one."""

from __future__ import annotations

import uuid

from django.conf import settings

from mws.core.budgets import spend
from mws.core.gateways import gateway_for
from mws.notifications.models import Channel
from mws.notifications.rendering import render_words
from mws.notifications.words import NUMBER_HAS_ACCOUNT, SIGN_IN_CODE, Words


class SmsSpent(Exception):
    """Today's messages to this number, or altogether, are spent."""


def send_sign_in_code(*, phone: str, code: str) -> None:
    """Raises SmsSpent, or what the gateway raises when the message was not taken."""
    _send(SIGN_IN_CODE, phone, {"code": code, "site": settings.MWS_SITE_NAME})


def send_account_notice(*, phone: str) -> None:
    """Tell the owner of a number that somebody tried to register it again."""
    _send(NUMBER_HAS_ACCOUNT, phone, {"site": settings.MWS_SITE_NAME})


def _send(words: Words, phone: str, context: dict[str, str | int]) -> None:
    a_number, altogether = settings.MWS_SMS_PER_NUMBER_A_DAY, settings.MWS_SMS_A_DAY
    if not (spend(f"sms|{phone}", limit=a_number) and spend("sms", limit=altogether)):
        raise SmsSpent
    text = render_words(words, context)
    gateway_for(Channel.SMS).send(
        message_id=str(uuid.uuid4()), to=phone, subject=text.subject, body=text.body
    )
