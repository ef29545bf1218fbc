"""People who come to the counter and have no account: entered and checked in one go."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import date, datetime

from django.db import IntegrityError, transaction

from mws.accounts import rules
from mws.accounts.documents import Seen
from mws.accounts.models import PHONE_SEATS, Consent, Profile, Residency, ResidencyBasis, User
from mws.accounts.selectors import people_with_phone
from mws.accounts.services.checks import record_step, take_check
from mws.accounts.services.personal import PRIVACY_VERSION
from mws.accounts.services.persons import let_go_of_given_phone, verify_phone
from mws.accounts.services.residencies import locked_claim
from mws.audit import services as audit
from mws.core.clock import database_now
from mws.core.refusals import require
from mws.places.models import Place


@transaction.atomic
def enter_resident(
    *,
    place_id: int,
    name: str,
    seen: Seen,
    basis: ResidencyBasis | str = ResidencyBasis.RESIDENCE,
    since: date | None = None,
    estate: Place | None = None,
    phone: str = "",
    by: User,
    now: datetime | None = None,
) -> Residency:
    """Make an account for somebody at the counter who agreed to the privacy note, and check where
    they live. ``phone`` (+86…): by a code to it they sign in later; it may be a housemate's."""
    now = now or database_now()
    place = Place.objects.get(pk=place_id)
    require(rules.why_not_enter(place, name=name, estate=estate, by=by))
    person = _new_person(name.strip(), phone=phone, place=place, now=now)
    audit.record(
        "account.entered", target=person, by=by, effective_at=now, place_path=place.path,
        shares_number=person.phone_seat > 1,
    )  # fmt: skip
    Consent.objects.create(user=person, version=PRIVACY_VERSION, given_at=now)
    if estate is not None:
        Profile.objects.create(user=person, estate=estate)
    residency = Residency.objects.create(
        user=person, place=place, basis=basis, since=since, claimed_at=now
    )
    record_step("residency.claimed", residency, by=by, now=now)
    return take_check(residency, seen, by=by, now=now)


@transaction.atomic
def give_phone(*, residency_id: int, phone: str, by: User, now: datetime | None = None) -> User:
    """Give whom the counter entered a number (+86…), another one, or none (empty): until they have
    come in with it. A slip of the pen would shut out whose number it really is."""
    now = now or database_now()
    residency = locked_claim(residency_id)
    person = residency.user
    require(rules.why_not_renumber(residency, by=by))
    let_go_of_given_phone(person)
    if phone:
        _seat(person, phone, place=residency.place, now=now)
    audit.record(
        "account.number_given", target=person, by=by, effective_at=now,
        place_path=residency.place.path, has_number=bool(phone),
    )  # fmt: skip
    return person


@transaction.atomic
def claim_number(*, person: User, phone: str, now: datetime | None = None) -> User:
    """Whoever has shown the number by a code says which of its people they are."""
    person = User.objects.select_for_update().get(pk=person.pk)
    require(rules.why_not_be(person, phone))
    return verify_phone(user=person, phone=phone, now=now)


def _new_person(name: str, *, phone: str, place: Place, now: datetime) -> User:
    person = User(username=f"u{uuid.uuid4().hex[:12]}", display_name=name)
    person.set_unusable_password()
    if phone:
        _seat(person, phone, place=place, now=now)
    else:
        person.save()
    return person


def _seat(person: User, phone: str, *, place: Place, now: datetime) -> None:
    """Give the number and save: other clerks may take one seat after the other meanwhile."""
    person.phone, person.phone_lookup = phone, User.lookup_of(phone)
    person.phone_given_at = now
    for _try in PHONE_SEATS:
        with suppress(IntegrityError), transaction.atomic():
            return _sit_down(person, place)
    return _sit_down(person, place)  # none is left, so the rule says why not


def _sit_down(person: User, place: Place) -> None:
    """Take the first free seat at the number."""
    phone = person.phone or ""
    require(rules.why_not_give_phone(phone, place))
    taken = set(people_with_phone(phone).values_list("phone_seat", flat=True))
    person.phone_seat = next(seat for seat in PHONE_SEATS if seat not in taken)
    person.save()
