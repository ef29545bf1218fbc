"""签署: the chair signs what the rows say; afterwards nobody changes it, the database neither."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mws.accounts.models import User
from mws.audit import services as audit
from mws.core.canonical import canonical_json, sha256_hex
from mws.core.clock import database_now
from mws.core.refusals import require
from mws.core.rich_text import clean
from voting.council import rules
from voting.council.minutes import digest_of, minutes_facts, texts_of
from voting.council.redaction import stands_in
from voting.council.services.items import standing_of_room
from voting.council.services.locks import lock_meeting
from voting.models import (
    Meeting,
    Minutes,
    MinutesAnnex,
    MinutesApproval,
    MinutesRedaction,
    MinutesSignature,
    MinutesText,
)


@transaction.atomic
def write_minutes(
    *, meeting_id: int, body: str, by: User, now: datetime | None = None
) -> MinutesText:
    """What the facts do not say, as the secretary writes it; kept until the chair signs."""
    now = now or database_now()
    meeting = lock_meeting(pk=meeting_id)
    require(rules.why_not_write_minutes(meeting, is_signed=_is_signed(meeting), by=by))
    text, _is_new = MinutesText.objects.update_or_create(
        meeting=meeting, defaults={"body": clean(body), "written_by": by, "written_at": now}
    )
    _record("minutes.written", meeting, by, now, sha256=sha256_hex(text.body))
    return text


@transaction.atomic
def sign_minutes(
    *, meeting_id: int, read: str = "", by: User, now: datetime | None = None
) -> Minutes:
    """Write the minutes from the facts and sign them; the digest goes into the audit trail."""
    now = now or database_now()
    meeting = lock_meeting(pk=meeting_id)
    text = MinutesText.objects.filter(meeting=meeting).first()
    require(
        rules.why_not_sign_minutes(
            meeting, is_signed=_is_signed(meeting), text=text, read=read, by=by
        )
    )
    facts, remarks = minutes_facts(meeting), text.body if text else ""
    minutes = Minutes.objects.create(
        meeting=meeting, facts=facts, remarks=remarks, sha256=digest_of(facts, remarks),
        signed_by=by, signed_at=now,
    )  # fmt: skip
    _record("minutes.signed", meeting, by, now, sha256=minutes.sha256)
    return minutes


@transaction.atomic
def countersign_minutes(
    *, meeting_id: int, signed_as: str, by: User, now: datetime | None = None
) -> MinutesSignature:
    """A counter signs the same text that the chair has signed."""
    now = now or database_now()
    minutes = _lock_minutes(meeting_id)
    signed = minutes.signatures.filter(signed_as=signed_as).exists()
    require(rules.why_not_countersign(minutes, signed_as=signed_as, is_signed=signed, by=by))
    signature = MinutesSignature.objects.create(
        minutes=minutes, person=by, signed_as=signed_as, signed_at=now
    )
    _record("minutes.countersigned", minutes.meeting, by, now, signed_as=signed_as,
            sha256=minutes.sha256)  # fmt: skip
    return signature


@transaction.atomic
def approve_minutes(
    *, meeting_id: int, at_meeting_id: int, by: User, now: datetime | None = None
) -> MinutesApproval:
    """The meeting in session has heard the minutes of an earlier one and approved them."""
    now = now or database_now()
    at = lock_meeting(pk=at_meeting_id)
    minutes = Minutes.objects.select_related("meeting__place").get(meeting=meeting_id)
    require(
        rules.why_not_approve_minutes(
            minutes, at=at, has_quorum=standing_of_room(at).has_quorum, by=by,
            is_approved=MinutesApproval.objects.filter(minutes=minutes).exists(),
        )
    )  # fmt: skip
    approval = MinutesApproval.objects.create(
        minutes=minutes, meeting=at, recorded_by=by, approved_at=now
    )
    _record("minutes.approved", minutes.meeting, by, now, at=at.pk, sha256=minutes.sha256)
    return approval


@transaction.atomic
def add_annex(*, meeting_id: int, text: str, by: User, now: datetime | None = None) -> MinutesAnnex:
    """更正附件: signed minutes stay; what was wrong in them is said beside them."""
    now = now or database_now()
    minutes = _lock_minutes(meeting_id)
    require(rules.why_not_add_annex(minutes, text=text, by=by))
    number = minutes.annexes.count() + 1
    facts = {"minutes": minutes.sha256, "number": number, "text": text.strip()}
    annex = MinutesAnnex.objects.create(
        minutes=minutes, number=number, text=text.strip(),
        sha256=sha256_hex(canonical_json(facts)), written_by=by, written_at=now,
    )  # fmt: skip
    _record("minutes.annexed", minutes.meeting, by, now, number=number, sha256=annex.sha256)
    return annex


@transaction.atomic
def redact_minutes(
    *, meeting_id: int, passage: str, ground: str, by: User, now: datetime | None = None
) -> MinutesRedaction:
    """Leave words out of the public version; the signed text and its digest stay."""
    now = now or database_now()
    meeting, passage = lock_meeting(pk=meeting_id), passage.strip()
    require(
        rules.why_not_redact_minutes(
            meeting, passage=passage, ground=ground, by=by,
            is_found=meeting.closed_at is not None and stands_in(*texts_of(meeting), passage),
            is_made=meeting.redactions.filter(passage=passage).exists(),
        )
    )  # fmt: skip
    redaction = MinutesRedaction.objects.create(
        meeting=meeting, passage=passage, ground=ground.strip(), made_by=by, made_at=now
    )
    _record("minutes.redacted", meeting, by, now, redaction=redaction.pk)
    return redaction


def _is_signed(meeting: Meeting) -> bool:
    return Minutes.objects.filter(meeting=meeting).exists()


def _lock_minutes(meeting_id: int) -> Minutes:
    """Signed minutes, read after their meeting was locked. Raises Minutes.DoesNotExist."""
    meeting = lock_meeting(pk=meeting_id)
    minutes = Minutes.objects.get(meeting=meeting)
    minutes.meeting = meeting
    return minutes


def _record(action: str, meeting: Meeting, by: User, now: datetime, **facts: int | str) -> None:
    audit.record(
        action, target=meeting, by=by, effective_at=now, case_id=None,
        place_path=meeting.place.path, **facts,
    )  # fmt: skip
