"""A person's own data: consent, erasure, and the record of who looked at it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.apps import apps
from django.db import transaction

from mws.accounts import rules
from mws.accounts.models import (
    PHONE_SEATS,
    WAITING,
    Consent,
    ResidencyStatus,
    SensitiveView,
    User,
    ViewedData,
)
from mws.accounts.services.checks import erase_proof
from mws.accounts.services.profiles import empty_vault
from mws.accounts.services.sessions import end_sessions
from mws.audit import services as audit
from mws.core.clock import database_now, local_day
from mws.core.personal import declared
from mws.core.refusals import require

EMPTIED = ("accounts.User", "accounts.Session", "accounts.Residency")
"""Rows that other rows lead to stay, empty; sessions end by ``end_sessions``."""
PRIVACY_VERSION = "2026-1"
"""Of the privacy note; a new one asks everybody for a new consent."""


@transaction.atomic
def give_consent(*, by: User, now: datetime | None = None) -> Consent:
    """Note that the person agreed to the privacy note as it now stands; once is enough."""
    now = now or database_now()
    standing = by.consents.filter(version=PRIVACY_VERSION, withdrawn_at=None).first()
    if standing is not None:
        return standing
    consent = Consent.objects.create(user=by, version=PRIVACY_VERSION, given_at=now)
    audit.record(
        "account.consent_given", target=by, by=by, effective_at=now, version=PRIVACY_VERSION
    )
    return consent


@transaction.atomic
def erase_account(*, by: User, now: datetime | None = None) -> User:
    """Withdraw the consent and delete the account: the register of personal data says what of it.

    Proposals, votes by name and other public records stay and name a former resident; a ballot
    in a secret vote stays where it is, since nobody can tell whose it was. The number may be
    registered anew. Raises Refused (``holds_role`` …).
    """
    now = now or database_now()
    person = User.objects.select_for_update().get(pk=by.pk)
    require(rules.why_not_erase(person, by=by, today=local_day(now)))
    empty_person(person, by=person, now=now)
    return end_sessions(user=person)


def empty_person(person: User, *, by: User, now: datetime) -> None:
    """Leave of an account what the register says, and no name; within the caller's transaction."""
    empty_vault(person=person)
    _delete_rows(person)
    _end_homes(person, now)
    person.consents.filter(withdrawn_at=None).update(withdrawn_at=now)
    _empty(person, now)
    audit.record("account.erased", target=person, by=by, effective_at=now)


def note_view(
    *, person: User, what: ViewedData, by: User, role: str, now: datetime | None = None
) -> None:
    """Somebody looks at a person's data: one row a day for each viewer and thing is enough."""
    if person.pk == by.pk:
        return
    now = now or database_now()
    same = SensitiveView.objects.filter(
        person=person, viewer=by, what=what, at__date=local_day(now)
    )
    if not same.exists():
        SensitiveView.objects.create(person=person, viewer=by, what=what, role=role, at=now)


def _delete_rows(person: User) -> None:
    """Whatever the rooms declare to be kept as long as the account; what is only emptied apart."""
    for entry in declared():
        if entry.keep.ends_with_account and entry.model not in EMPTIED:
            rows = apps.get_model(entry.model)._default_manager
            rows.filter(**{entry.whose: person.pk}).delete()


def _end_homes(person: User, now: datetime) -> None:
    standing = [*WAITING, ResidencyStatus.VERIFIED]
    for home in person.residencies.filter(status__in=standing).select_related("proof_file"):
        home.status, home.decided_at = ResidencyStatus.ENDED, home.decided_at or now
        home.save(update_fields=["status", "decided_at"])
        erase_proof(home, by=person, now=now)
    person.residencies.update(reason="", born_on="")


def _empty(person: User, now: datetime) -> None:
    person.username = f"u{uuid.uuid4().hex[:12]}"
    person.display_name = person.first_name = person.last_name = person.email = ""
    person.phone = person.phone_lookup = None
    person.phone_verified, person.is_active, person.erased_at = False, False, now
    person.phone_given_at, person.phone_seat, person.last_login = None, PHONE_SEATS[0], None
    person.set_unusable_password()
    person.save()
