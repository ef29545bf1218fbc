"""Where a person lives: said by the person, verified by the community's office."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from mws.accounts import rules
from mws.accounts.documents import ADULT_AGE, Seen
from mws.accounts.models import (
    ProofKind,
    Residency,
    ResidencyBasis,
    ResidencyStatus,
    ResidencyWay,
    User,
)
from mws.accounts.services.checks import (
    decide,
    erase_proof,
    forget_check,
    record_step,
    take_check,
    verify,
)
from mws.accounts.services.personal import empty_person
from mws.core.clock import database_now, local_day
from mws.core.refusals import require
from mws.files.models import Attachment, Visibility
from mws.files.services import store_upload
from mws.notifications import services as notifications
from mws.places.models import Place


@transaction.atomic
def claim_residency(
    *,
    place_id: int,
    basis: ResidencyBasis | str = ResidencyBasis.RESIDENCE,
    since: date | None = None,
    proof: ProofKind | None = None,
    upload: UploadedFile | None = None,
    by: User,
    now: datetime | None = None,
) -> Residency:
    """Say which community one lives in, with a proof or without; its office is asked to verify.

    Raises Refused, also for what is no picture and no PDF (see mws.files.services).
    """
    now = now or database_now()
    person = User.objects.select_for_update().get(pk=by.pk)
    place = Place.objects.get(pk=place_id)
    require(rules.why_not_claim(person, place))
    require(rules.why_not_move(person, since=since, today=local_day(now)))
    require(rules.why_not_prove(place, proof, has_file=upload is not None))
    file = _kept(upload, by=by)
    residency = Residency.objects.create(
        user=person, place=place, basis=basis, since=since, claimed_at=now, proof=proof,
        proof_file=file, way=ResidencyWay.PROOF if file else ResidencyWay.COUNTER,
    )  # fmt: skip
    record_step("residency.claimed", residency, by=by, now=now)
    return residency


@transaction.atomic
def withdraw_claim(*, residency_id: int, by: User, now: datetime | None = None) -> Residency:
    """Take back a claim that nobody has decided about."""
    now = now or database_now()
    residency = locked_claim(residency_id)
    require(rules.why_not_withdraw_claim(residency, by=by))
    forget_check(residency)
    decide(residency, ResidencyStatus.ENDED, by=None, now=now)
    erase_proof(residency, by=by, now=now)
    record_step("residency.withdrawn", residency, by=by, now=now)
    return residency


@transaction.atomic
def verify_residency(
    *, residency_id: int, seen: Seen, by: User, now: datetime | None = None
) -> Residency:
    """Check a claim by what was seen. It is verified with it, or waits for a second person where
    the district's rules ask for one. A verified home elsewhere ends on the day before the person
    moved in. No number is kept."""
    now = now or database_now()
    residency = locked_claim(residency_id)
    require(rules.why_not_verify(residency, by=by))
    return take_check(residency, seen, by=by, now=now)


@transaction.atomic
def confirm_residency(*, residency_id: int, by: User, now: datetime | None = None) -> Residency:
    """As the second person, confirm what another one has checked; only now it counts."""
    now = now or database_now()
    residency = locked_claim(residency_id)
    require(rules.why_not_confirm(residency, by=by))
    return verify(residency, by=by, now=now)


@transaction.atomic
def forget_birth_dates(*, now: datetime) -> int:
    """Erase the birth dates of those who have come of age. Returns how many went."""
    minors = Residency.objects.exclude(born_on="")
    grown = [row for row in minors if row.is_of_age(ADULT_AGE, local_day(now))]
    for residency in grown:
        residency.born_on = ""
        residency.save(update_fields=["born_on"])
    return len(grown)


@transaction.atomic
def refuse_residency(
    *, residency_id: int, reason: str, by: User, now: datetime | None = None
) -> Residency:
    """Decline a claim with the reason that the person reads; as the second person too."""
    now = now or database_now()
    residency = locked_claim(residency_id)
    require(rules.why_not_refuse(residency, reason=reason, by=by))
    forget_check(residency)
    decide(residency, ResidencyStatus.REFUSED, by=by, now=now, reason=reason.strip())
    erase_proof(residency, by=by, now=now)
    record_step("residency.refused", residency, by=by, now=now)
    if residency.user.is_only_entered:  # nobody could come in to delete it, or to read why
        empty_person(residency.user, by=by, now=now)
        return residency
    notifications.queue(
        "residency_refused", to=residency.user, now=now,
        context={"place": residency.place.name, "reason": reason.strip()},
    )  # fmt: skip
    return residency


def _kept(upload: UploadedFile | None, *, by: User) -> Attachment | None:
    """The uploaded proof, for the office alone, and not under the file's own telling name."""
    if upload is None:
        return None
    return store_upload(
        upload=upload, case_id=uuid.uuid4(), by=by, photographs=Visibility.RESTRICTED, name="proof"
    )


def locked_claim(residency_id: int) -> Residency:
    """The claim, its person locked first: two offices may decide about one person at once."""
    person_id = Residency.objects.values_list("user_id", flat=True).get(pk=residency_id)
    User.objects.select_for_update().get(pk=person_id)
    return Residency.objects.select_related("place", "user", "proof_file").get(pk=residency_id)
