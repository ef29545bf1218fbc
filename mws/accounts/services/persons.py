"""A person's number and name."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from mws.accounts import rules
from mws.accounts.models import NAMELESS, PHONE_SEATS, User
from mws.audit import services as audit
from mws.core.refusals import require

UNVERIFIED_KEPT = timedelta(days=7)
BATCH = 200
KEPT_OF_PHONE = ["phone", "phone_lookup", "phone_verified", "phone_seat", "phone_given_at"]


@transaction.atomic
def note_phone(*, user: User, phone: str) -> User:
    """Keep a number (+86…) that the person says is theirs. It opens nothing until verified."""
    return _keep_phone(user, phone, is_verified=False)


@transaction.atomic
def verify_phone(*, user: User, phone: str, now: datetime | None = None) -> User:
    """The person has shown that the number is theirs: it now finds them at sign-in.

    Others who had noted the same number without showing it lose it, so nobody can lie in wait
    on somebody's number; whom the counter gave the number keep it. Raises IntegrityError when
    another account has verified it meanwhile.
    """
    rivals = User.objects.filter(
        phone_lookup=User.lookup_of(phone), phone_verified=False, phone_given_at=None
    )
    rivals.exclude(pk=user.pk).update(phone=None, phone_lookup=None)
    if (user.phone, user.phone_verified) == (phone, True):
        return user
    user = _keep_phone(user, phone, is_verified=True)
    audit.record("account.phone_verified", target=user, by=user, effective_at=now)
    return user


@transaction.atomic
def rename_person(*, name: str, by: User, now: datetime | None = None) -> User:
    """Change one's own name, as long as nobody has checked it against a document."""
    person = User.objects.select_for_update().get(pk=by.pk)
    require(rules.why_not_rename(person, name=name))
    person.display_name = name.strip()
    person.save(update_fields=["display_name"])
    audit.record("account.renamed", target=person, by=by, effective_at=now)
    return person


@transaction.atomic
def prefer_elder(*, on: bool, by: User) -> User:
    """Keep 长者模式 in one's profile, for one's other devices. No audit event: it is no deed."""
    person = User.objects.select_for_update().get(pk=by.pk)
    person.prefers_elder = on
    person.save(update_fields=["prefers_elder"])
    return person


@transaction.atomic
def forget_unverified(*, now: datetime) -> int:
    """Delete sign-ups whose number was never verified, ``UNVERIFIED_KEPT`` after they were made.

    Such a person has never been in. Returns how many went.
    """
    strangers = User.objects.filter(
        phone_verified=False, phone_lookup__isnull=False, last_login=None, is_demo=False,
        memberships=None, residencies=None, username__regex=NAMELESS,
        date_joined__lt=now - UNVERIFIED_KEPT,
    )  # fmt: skip
    ids = list(strangers.values_list("pk", flat=True)[:BATCH])
    for person in User.objects.filter(pk__in=ids):
        audit.record("account.forgotten", target=person, by=None, effective_at=now)
    User.objects.filter(pk__in=ids).delete()
    return len(ids)


def let_go_of_given_phone(person: User) -> None:
    """Where the office does not verify whom it entered, the number it noted is free again."""
    if person.phone_given_at is None or person.phone_verified:
        return
    person.phone = person.phone_lookup = person.phone_given_at = None
    person.phone_seat = PHONE_SEATS[0]
    person.save(update_fields=KEPT_OF_PHONE)


def _keep_phone(user: User, phone: str, *, is_verified: bool) -> User:
    if user.phone != phone:  # a number of one's own: no longer the seat at a housemate's
        user.phone_seat, user.phone_given_at = PHONE_SEATS[0], None
    user.phone, user.phone_lookup = phone, User.lookup_of(phone)
    user.phone_verified = is_verified
    user.save(update_fields=KEPT_OF_PHONE)
    return user
