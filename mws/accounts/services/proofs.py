"""What a district accepts as proof of a home, and how long an uploaded one is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from mws.accounts import rules
from mws.accounts.models import WAITING, ProofKind, Residency, User
from mws.accounts.services.checks import erase_proof, record_step
from mws.accounts.terms import terms_of
from mws.accounts.usual_proofs import USUAL_PROOFS
from mws.audit import services as audit
from mws.core.collisions import ask_again
from mws.core.due import do_each
from mws.core.refusals import require
from mws.notifications import services as notifications
from mws.places.models import Place


@transaction.atomic
def begin_proof_kinds(*, district_id: int, by: User | None, now: datetime | None = None) -> int:
    """The usual proofs, as far as the district has none of that name. Returns how many came."""
    district = Place.objects.select_for_update().get(pk=district_id)
    if by is not None:
        require(rules.why_not_edit_proofs(district, name="", by=by))
    known = set(district.proof_kinds.values_list("name", flat=True))
    missing = [usual for usual in USUAL_PROOFS if usual.name not in known]
    for usual in missing:
        kind = ProofKind.objects.create(district=district, **usual._asdict())
        _record("proof_kind.added", kind, by=by, now=now)
    return len(missing)


@transaction.atomic
def add_proof_kind(
    *, district_id: int, name: str, name_en: str, may_upload: bool, needs_number: bool, by: User,
    now: datetime | None = None,
) -> ProofKind:  # fmt: skip
    """Accept one more kind of proof in a district."""
    district = Place.objects.get(pk=district_id)
    why_not = partial(rules.why_not_edit_proofs, district, name=name, by=by)
    require(why_not())
    with ask_again(why_not):
        kind = ProofKind.objects.create(
            district=district, name=name.strip(), name_en=name_en.strip(), may_upload=may_upload,
            needs_number=needs_number,
        )  # fmt: skip
    _record("proof_kind.added", kind, by=by, now=now)
    return kind


@transaction.atomic
def change_proof_kind(
    *, proof_kind_id: int, name: str, name_en: str, may_upload: bool, needs_number: bool,
    is_active: bool, by: User, now: datetime | None = None,
) -> ProofKind:  # fmt: skip
    """Reword a kind, change how it is shown, or retire it. Claims that name it go on."""
    kind = (
        ProofKind.objects.select_for_update(of=("self",))
        .select_related("district")
        .get(pk=proof_kind_id)
    )
    why_not = partial(rules.why_not_edit_proofs, kind.district, name=name, by=by, but=kind)
    require(why_not())
    kind.name, kind.name_en = name.strip(), name_en.strip()
    kind.may_upload, kind.needs_number, kind.is_active = may_upload, needs_number, is_active
    with ask_again(why_not):
        kind.save()
    _record("proof_kind.changed", kind, by=by, now=now)
    return kind


def forget_stale_proofs(*, now: datetime) -> int:
    """Delete proofs about which nobody has decided in time; the claim waits on, without it.

    Returns how many went.
    """
    kept = Residency.objects.filter(
        status__in=WAITING, proof_file__isnull=False, proof_file__erased_at=None
    )
    places = {row.place_id: row.place for row in kept.select_related("place")}
    days = {pk: timedelta(days=terms_of(place).proof_days) for pk, place in places.items()}
    waiting = kept.values_list("pk", "place_id", "claimed_at")
    due = [pk for pk, place, claimed_at in waiting if claimed_at + days[place] <= now]
    return do_each(due, partial(_forget_proof, now=now))


@transaction.atomic
def _forget_proof(residency_id: int, *, now: datetime) -> bool:
    person_id = Residency.objects.values_list("user_id", flat=True).get(pk=residency_id)
    User.objects.select_for_update().get(pk=person_id)
    residency = Residency.objects.select_related("place", "user", "proof_file").get(
        pk=residency_id, proof_file__isnull=False
    )
    if residency.status not in WAITING or residency.proof_file.erased_at is not None:
        return False  # somebody decided meanwhile
    erase_proof(residency, by=None, now=now)
    record_step("residency.proof_lapsed", residency, by=None, now=now)
    notifications.queue(
        "proof_lapsed", to=residency.user, now=now, context={"place": residency.place.name}
    )
    return True


def _record(action: str, kind: ProofKind, *, by: User | None, now: datetime | None) -> None:
    audit.record(
        action, target=kind, by=by, effective_at=now, place_path=kind.district.path,
        may_upload=kind.may_upload, needs_number=kind.needs_number, is_active=kind.is_active,
    )  # fmt: skip
