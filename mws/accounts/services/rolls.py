"""A community's roll of residents: brought, put in force as a whole, or discarded."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import Max, QuerySet

from mws.accounts import rules
from mws.accounts.models import ResidentRoll, RollState, User
from mws.accounts.services.roll_emptying import (
    empty_after_commit,
    empty_roll,
    still_to_empty,
)
from mws.accounts.services.roll_reading import LEASE, read_in_background, read_roll
from mws.audit import services as audit
from mws.core.clock import database_now
from mws.core.due import do_each
from mws.core.refusals import require
from mws.files.sealed import Sealed, delete_sealed, seal_file
from mws.places.models import Place

WAITS = timedelta(days=30)  # a list that nobody decides about is discarded then


def import_roll(
    *,
    place_id: int,
    file: BinaryIO,
    by: User,
    in_background: bool = True,
    now: datetime | None = None,
) -> ResidentRoll:
    """Take in the list (CSV or XLSX). It is read after the commit, by a worker or, where it is
    not ``in_background``, by whoever calls ``read_roll``. It counts for nothing until
    ``put_roll_in_force``; the roll that is in force stays. A large file takes a while to be
    sealed: that is done before anything is locked, and undone if it was in vain."""
    now = now or database_now()
    require(rules.why_not_import_roll(Place.objects.get(pk=place_id), by=by))
    sealed = seal_file(file, folder="rolls")
    try:
        return _take_in(place_id, sealed, by=by, in_background=in_background, now=now)
    except BaseException:
        delete_sealed(sealed.name)
        raise


@transaction.atomic
def _take_in(
    place_id: int, sealed: Sealed, *, by: User, in_background: bool, now: datetime
) -> ResidentRoll:
    place = Place.objects.select_for_update().get(pk=place_id)
    require(rules.why_not_import_roll(place, by=by))
    roll = ResidentRoll.objects.create(
        place=place, sealed_file=sealed.name, sha256=sealed.sha256, size=sealed.size,
        brought_by=by, brought_at=now, progress_at=now,
    )  # fmt: skip
    _record("roll.brought", roll, by=by, now=now, sha256=roll.sha256)
    if in_background:
        transaction.on_commit(partial(read_in_background.enqueue, roll.pk))
    return roll


@transaction.atomic
def put_roll_in_force(*, roll_id: int, by: User, now: datetime | None = None) -> ResidentRoll:
    """From now on claims are compared with this list; the one before is emptied."""
    now = now or database_now()
    roll = _locked(roll_id)
    require(rules.why_not_put_in_force(roll, by=by))
    others = ResidentRoll.objects.filter(place=roll.place)
    for old in others.filter(state=RollState.IN_FORCE):
        old.state = RollState.REPLACED
        old.save(update_fields=["state"])
        _record("roll.replaced", old, by=by, now=now, version=old.version)
        empty_after_commit(old)
    roll.version = (others.aggregate(last=Max("version"))["last"] or 0) + 1
    _decide(roll, RollState.IN_FORCE, by=by, now=now)
    _record("roll.in_force", roll, by=by, now=now, version=roll.version, lines=roll.line_count)
    return roll


@transaction.atomic
def discard_roll(*, roll_id: int, by: User, now: datetime | None = None) -> ResidentRoll:
    """Break off reading, or drop what was read: nothing of it stays but that it was brought."""
    now = now or database_now()
    roll = _locked(roll_id)
    require(rules.why_not_discard_roll(roll, by=by))
    return _discard(roll, by=by, now=now)


def tend_rolls(now: datetime) -> int:
    """Go on reading and emptying where a process died, and drop what nobody has decided about
    for 30 days."""
    stalled = ResidentRoll.objects.filter(state=RollState.READING, progress_at__lte=now - LEASE)
    forgotten = ResidentRoll.objects.filter(state=RollState.READY, progress_at__lte=now - WAITS)
    return (
        do_each(_keys(stalled), read_roll)
        + do_each(_keys(forgotten), partial(_discard_forgotten, now=now))
        + do_each(_keys(still_to_empty()), empty_roll)
    )


def _keys(rolls: QuerySet[ResidentRoll]) -> list[int]:
    return list(rolls.values_list("pk", flat=True))


@transaction.atomic
def _discard_forgotten(roll_id: int, *, now: datetime) -> bool:
    roll = _locked(roll_id)
    if roll.state != RollState.READY:
        return False
    _discard(roll, by=None, now=now)
    return True


def _discard(roll: ResidentRoll, *, by: User | None, now: datetime) -> ResidentRoll:
    transaction.on_commit(partial(delete_sealed, roll.sealed_file))
    roll.sealed_file = ""
    empty_after_commit(roll)
    _decide(roll, RollState.DISCARDED, by=by, now=now)
    _record("roll.discarded", roll, by=by, now=now)
    return roll


def _decide(roll: ResidentRoll, state: RollState, *, by: User | None, now: datetime) -> None:
    roll.state, roll.decided_at, roll.decided_by, roll.sample = state, now, by, ""
    roll.save(
        update_fields=["state", "decided_at", "decided_by", "sample", "version", "sealed_file"]
    )


def _locked(roll_id: int) -> ResidentRoll:
    """The roll, its community locked first, as whoever brings another one does."""
    place_id = ResidentRoll.objects.values_list("place_id", flat=True).get(pk=roll_id)
    Place.objects.select_for_update().get(pk=place_id)
    rolls = ResidentRoll.objects.select_related("place").select_for_update(of=("self",))
    return rolls.get(pk=roll_id)


def _record(
    action: str, roll: ResidentRoll, *, by: User | None, now: datetime, **facts: Any
) -> None:
    audit.record(action, target=roll, by=by, effective_at=now, place_path=roll.place.path, **facts)
