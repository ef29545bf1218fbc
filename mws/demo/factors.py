"""The second factor of invented persons, for who signs in by hand in the demonstration."""

from __future__ import annotations

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt

from mws.accounts.models import User
from mws.core.refusals import Refusal, require
from mws.demo.services import why_not_demo

PERIOD = 30  # seconds for which a code is shown


def why_not_show_code(person: User | None) -> Refusal | None:
    """Of an invented person, in a demonstration; nowhere else."""
    if refusal := why_not_demo():
        return refusal
    if person is None or not person.is_demo:
        return Refusal("not_demo_person", "There is no invented person of this name.")
    if _factor_of(person) is None:
        return Refusal("no_factor", "This person holds no role and signs in by phone.")
    return None


def code_of(person: User | None) -> str:
    """What the person's authenticator app would show now. Raises Refused."""
    require(why_not_show_code(person))
    secret = decrypt(_factor_of(person).data["secret"])
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD))


def _factor_of(person: User) -> Authenticator | None:
    return Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
