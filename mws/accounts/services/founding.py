"""The first district of an empty site, and the first person who may give roles there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from mws.accounts import rules
from mws.accounts.models import Membership, User
from mws.accounts.permissions import Role
from mws.accounts.phones import normalise_phone
from mws.accounts.services.memberships import open_membership
from mws.accounts.services.persons import verify_phone
from mws.accounts.services.proofs import begin_proof_kinds
from mws.core.clock import database_now, local_day
from mws.core.refusals import Refusal, Refused, require
from mws.places.models import Level
from mws.places.services import create_place


@dataclass(frozen=True, slots=True)
class PlaceInput:
    """A code (as in 440305) and a name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class OfficerInput:
    """Who begins. The phone counts as verified: whoever runs this owns the server."""

    username: str
    name: str
    phone: str
    password: str


@transaction.atomic
def found_site(
    *,
    city: PlaceInput,
    district: PlaceInput,
    officer: OfficerInput,
    reason: str,
    now: datetime | None = None,
) -> Membership:
    """Make city, district and district officer on an empty database, in one transaction.

    Raises Refused (``not_empty``, what places refuse, ``bad_phone``, ``bad_password``).
    """
    now = now or database_now()
    _lock_users()
    require(rules.why_not_found())
    user = _first_user(officer)
    top = create_place(
        parent_id=None, level=Level.CITY, code=city.code, name=city.name, by=None, now=now
    )
    place = create_place(
        parent_id=top.pk, level=Level.DISTRICT, code=district.code, name=district.name, by=None,
        now=now,
    )  # fmt: skip
    begin_proof_kinds(district_id=place.pk, by=None, now=now)
    return open_membership(
        user=user, role=Role.DISTRICT_OFFICER, place=place, reason=reason,
        starts_on=local_day(now), by=None, now=now,
    )  # fmt: skip


def _first_user(officer: OfficerInput) -> User:
    user = User(username=officer.username, display_name=officer.name.strip())
    try:
        phone = normalise_phone(officer.phone)
        User.username_validator(officer.username)
    except ValidationError as error:
        raise Refused(Refusal("bad_phone_or_name", error.messages[0])) from error
    try:
        validate_password(officer.password, user)
    except ValidationError as error:
        raise Refused(Refusal("bad_password", " ".join(error.messages))) from error
    user.set_password(officer.password)
    user.save()
    return verify_phone(user=user, phone=phone)


def _lock_users() -> None:
    """Two who found at once: on SQLite the transaction itself lets only one in."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE accounts_user IN SHARE ROW EXCLUSIVE MODE")
