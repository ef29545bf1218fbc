"""Where a person lives: said by the person, verified by the community's office."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from mws.accounts import rules
from mws.accounts.models import Residency, ResidencyBasis, ResidencyStatus, User
from mws.audit import services as audit
from mws.core.clock import database_now
from mws.core.refusals import require
from mws.notifications import services as notifications
from mws.places.models import Place


@transaction.atomic
def claim_residency(
    *,
    place_id: int,
    basis: ResidencyBasis | str = ResidencyBasis.RESIDENCE,
    since: date | None = None,
    by: User,
    now: datetime | None = None,
) -> Residency:
    """Say which community one lives in; its office is asked to verify it."""
    now = now or database_now()
    person = User.objects.select_for_update().get(pk=by.pk)
    place = Place.objects.get(pk=place_id)
    require(rules.why_not_claim(person, place))
    residency = Residency.objects.create(
        user=person, place=place, basis=basis, since=since, claimed_at=now
    )
    _record("residency.claimed", residency, by=by, now=now)
    return residency


@transaction.atomic
def withdraw_claim(*, residency_id: int, by: User, now: datetime | None = None) -> Residency:
    """Take back a claim that nobody has decided about."""
    now = now or database_now()
    residency = _locked(residency_id)
    require(rules.why_not_withdraw_claim(residency, by=by))
    _decide(residency, ResidencyStatus.ENDED, by=None, now=now)
    _record("residency.withdrawn", residency, by=by, now=now)
    return residency


@transaction.atomic
def verify_residency(*, residency_id: int, by: User, now: datetime | None = None) -> Residency:
    """Confirm a claim; a verified home elsewhere ends with it (the person has moved)."""
    now = now or database_now()
    residency = _locked(residency_id)
    require(rules.why_not_verify(residency, by=by))
    for old in residency.user.residencies.filter(status=ResidencyStatus.VERIFIED):
        _decide(old, ResidencyStatus.ENDED, by=by, now=now)
        _record("residency.ended", old, by=by, now=now)
    _decide(residency, ResidencyStatus.VERIFIED, by=by, now=now)
    _record("residency.verified", residency, by=by, now=now)
    notifications.queue(
        "residency_verified", to=residency.user, now=now, context={"place": residency.place.name}
    )
    return residency


@transaction.atomic
def refuse_residency(
    *, residency_id: int, reason: str, by: User, now: datetime | None = None
) -> Residency:
    """Decline a claim with the reason that the person reads."""
    now = now or database_now()
    residency = _locked(residency_id)
    require(rules.why_not_refuse(residency, reason=reason, by=by))
    _decide(residency, ResidencyStatus.REFUSED, by=by, now=now, reason=reason.strip())
    _record("residency.refused", residency, by=by, now=now)
    notifications.queue(
        "residency_refused", to=residency.user, now=now,
        context={"place": residency.place.name, "reason": reason.strip()},
    )  # fmt: skip
    return residency


def _locked(residency_id: int) -> Residency:
    """The claim, its person locked first: two offices may decide about one person at once."""
    person_id = Residency.objects.values_list("user_id", flat=True).get(pk=residency_id)
    User.objects.select_for_update().get(pk=person_id)
    return Residency.objects.select_related("place", "user").get(pk=residency_id)


def _decide(
    residency: Residency, status: str, *, by: User | None, now: datetime, reason: str = ""
) -> None:
    residency.status, residency.decided_at, residency.decided_by = status, now, by
    residency.reason = reason
    residency.save(update_fields=["status", "decided_at", "decided_by", "reason"])
    residency.user.__dict__.pop("verified_residency", None)


def _record(action: str, residency: Residency, *, by: User, now: datetime) -> None:
    audit.record(
        action, target=residency, by=by, effective_at=now, place_path=residency.place.path,
        person=residency.user_id, basis=residency.basis,
    )  # fmt: skip
