"""What a check of a residency changes, whoever comes to it and from where; within a transaction
of the services that asked the rules."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from mws.accounts import rules
from mws.accounts.documents import ADULT_AGE, Seen, age_on
from mws.accounts.models import (
    GuardianConsent,
    IdentityDocument,
    Residency,
    ResidencyStatus,
    User,
)
from mws.accounts.terms import terms_of
from mws.audit import services as audit
from mws.core.clock import local_day
from mws.core.collisions import ask_again
from mws.core.refusals import require
from mws.files.services import erase_attachment
from mws.notifications import services as notifications


def take_check(residency: Residency, seen: Seen, *, by: User, now: datetime) -> Residency:
    """Note what was seen; then verify, or wait for a second person."""
    if seen.proof is not None:
        require(rules.why_not_accept(residency.place, seen.proof))
    why_not = partial(rules.why_not_seen, residency.user, seen, today=local_day(now))
    require(why_not())
    residency.proof = seen.proof or residency.proof
    residency.save(update_fields=["proof"])
    with ask_again(why_not):
        note_seen(residency, seen, by=by, now=now)
    if not terms_of(residency.place).asks_second(residency.way):
        return verify(residency, by=by, now=now)
    residency.status = ResidencyStatus.CHECKED
    residency.checked_at, residency.checked_by = now, by
    residency.save(update_fields=["status", "checked_at", "checked_by"])
    record_step("residency.checked", residency, by=by, now=now)
    return residency


def note_seen(residency: Residency, seen: Seen, *, by: User | None, now: datetime) -> None:
    """That the document serves this person now, and what ages and guardians ask for. Raises
    IntegrityError where it serves somebody else by now."""
    if seen.document is not None:
        IdentityDocument.objects.get_or_create(
            digest=seen.document.digest, user=residency.user,
            defaults={"type": seen.document.type, "checked_at": now},
        )  # fmt: skip
    _note_age(residency, seen, by=by, now=now)


def verify(residency: Residency, *, by: User | None, now: datetime, **facts: Any) -> Residency:
    """The residency counts from now on; the home before it ends on the day before. ``facts`` go
    into the audit event."""
    person, today = residency.user, local_day(now)
    old = person.residencies.filter(status=ResidencyStatus.VERIFIED).first()
    if old is not None:
        residency.since = residency.since or today
        residency.born_on = residency.born_on or old.born_on
        residency.save(update_fields=["since", "born_on"])
        require(rules.why_not_move(person, since=residency.since, today=today))
        _end(old, residency, by=by, now=now)
    decide(residency, ResidencyStatus.VERIFIED, by=by, now=now)
    erase_proof(residency, by=by, now=now)
    record_step("residency.verified", residency, by=by, now=now, **facts)
    notifications.queue(
        "residency_verified", to=person, now=now, context={"place": residency.place.name}
    )
    return residency


def decide(
    residency: Residency, status: str, *, by: User | None, now: datetime, reason: str = ""
) -> None:
    residency.status, residency.decided_at, residency.decided_by = status, now, by
    residency.reason = reason
    residency.save(update_fields=["status", "decided_at", "decided_by", "reason"])
    residency.user.__dict__.pop("residencies_now", None)


def forget_check(residency: Residency) -> None:
    """Where a first check does not hold, what it noted goes: the document may be another's."""
    if residency.checked_at is None:
        return
    noted = IdentityDocument.objects.filter(user=residency.user, checked_at=residency.checked_at)
    noted.delete()
    GuardianConsent.objects.filter(residency=residency).delete()
    residency.born_on = ""
    residency.save(update_fields=["born_on"])


def erase_proof(residency: Residency, *, by: User | None, now: datetime) -> None:
    """Delete the uploaded proof, if it is still there; its row says when."""
    file = residency.proof_file
    if file is not None and file.erased_at is None:
        erase_attachment(attachment=file, by=by, now=now)


def record_step(
    action: str, residency: Residency, *, by: User | None, now: datetime, **facts: Any
) -> None:
    audit.record(
        action, target=residency, by=by, effective_at=now, place_path=residency.place.path,
        person=residency.user_id, basis=residency.basis, way=str(residency.way), **facts,
    )  # fmt: skip


def _end(old: Residency, new: Residency, *, by: User | None, now: datetime) -> None:
    """``new.since`` is set by then."""
    old.until = new.since and new.since - timedelta(days=1)
    old.born_on = ""
    old.status, old.decided_at, old.decided_by, old.reason = ResidencyStatus.ENDED, now, by, ""
    old.save(update_fields=["until", "born_on", "status", "decided_at", "decided_by", "reason"])
    record_step("residency.ended", old, by=by, now=now)


def _note_age(residency: Residency, seen: Seen, *, by: User | None, now: datetime) -> None:
    """Keep a birth date for as long as a rule may ask for it, and a guardian's consent."""
    born_on = seen.birth_date
    if born_on is None or age_on(born_on, local_day(now)) >= ADULT_AGE:
        return
    residency.born_on = born_on.isoformat()
    residency.save(update_fields=["born_on"])
    if seen.guardian.strip():
        GuardianConsent.objects.create(
            residency=residency, guardian_name=seen.guardian.strip(), recorded_by=by,
            recorded_at=now,
        )  # fmt: skip
