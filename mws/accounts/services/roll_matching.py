"""Looking a person up on the roll of the community they claim: found, and they are verified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from mws.accounts import rules
from mws.accounts.documents import GUARDED_AGE, Document, Seen, age_on
from mws.accounts.models import Residency, ResidencyStatus, ResidencyWay, RollLine, User
from mws.accounts.names import name_hash
from mws.accounts.selectors import is_taken
from mws.accounts.selectors_rolls import line_of
from mws.accounts.services.checks import note_seen, verify
from mws.accounts.services.residencies import locked_claim
from mws.audit import services as audit
from mws.core.clock import database_now, local_day
from mws.core.refusals import require


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a person says of themselves: the name, and the number of a document. Without a number,
    the mobile number that they have verified speaks for them."""

    name: str
    document: Document | None = None

    def __repr__(self) -> str:
        return "Evidence()"


@transaction.atomic
def match_claim(
    *, residency_id: int, evidence: Evidence, by: User, now: datetime | None = None
) -> bool:
    """Whether the claim is verified by the roll that is in force. Where it is not, the claim
    waits for the office as before. The answer is one and the same whether the roll does not name
    the person, says another name, or names somebody who is verified with another account."""
    now = now or database_now()
    residency = locked_claim(residency_id)
    person = residency.user
    require(rules.why_not_match(residency, by=by))
    line = line_of(
        residency.place, name_hash=name_hash(evidence.name),
        digest=evidence.document.digest if evidence.document else "",
        phone_lookup=(person.phone_lookup or "") if person.phone_verified else "",
    )  # fmt: skip
    if line is None or not _may_serve(line, evidence, person, today=local_day(now)):
        return _note_no_match(residency, now=now)
    seen = Seen(evidence.document or Document(line.type, line.digest, None))
    try:
        with transaction.atomic():
            _take_over(residency, line, name=evidence.name.strip())
            note_seen(residency, seen, by=None, now=now)
            verify(residency, by=None, now=now, roll=line.roll.version)
    except IntegrityError:  # the same document, for another account, at this very moment
        return _note_no_match(residency, now=now)
    return True


def _take_over(residency: Residency, line: RollLine, *, name: str) -> None:
    """What the roll says of the residence, and the name that it knows, by which others see the
    person from now on. Who moves here has said the day of the move, and the home before it ends
    with that day."""
    User.objects.filter(pk=residency.user_id).update(display_name=name)
    residency.way = ResidencyWay.ROLL
    residency.basis = line.basis or residency.basis
    if not residency.user.residencies.filter(status=ResidencyStatus.VERIFIED).exists():
        residency.since = line.since or residency.since
    residency.save(update_fields=["way", "basis", "since"])


def _may_serve(line: RollLine, evidence: Evidence, person: User, *, today: date) -> bool:
    """Nobody verifies a child without its guardian, and one document serves one account."""
    born_on = evidence.document.born_on if evidence.document else None
    is_old_enough = age_on(born_on, today) >= GUARDED_AGE if born_on else line.of_age
    return is_old_enough and not is_taken(line.digest, person=person)


def _note_no_match(residency: Residency, *, now: datetime) -> bool:
    audit.record(
        "residency.unmatched", target=residency, by=residency.user, effective_at=now,
        place_path=residency.place.path,
    )  # fmt: skip
    return False
