"""签署: the chair signs what the rows say; afterwards nobody changes it, the database neither."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mws.accounts.models import User
from mws.audit import services as audit
from mws.core.clock import database_now
from mws.core.refusals import require
from voting.council import rules
from voting.council.minutes import digest_of, minutes_facts
from voting.council.services.locks import lock_meeting
from voting.models import Minutes


@transaction.atomic
def sign_minutes(
    *, meeting_id: int, remarks: str = "", by: User, now: datetime | None = None
) -> Minutes:
    """Write the minutes from the facts and sign them; the digest goes into the audit trail."""
    now = now or database_now()
    meeting = lock_meeting(pk=meeting_id)
    is_signed = Minutes.objects.filter(meeting=meeting).exists()
    require(rules.why_not_sign_minutes(meeting, is_signed=is_signed, by=by))
    facts, remarks = minutes_facts(meeting), remarks.strip()
    minutes = Minutes.objects.create(
        meeting=meeting, facts=facts, remarks=remarks, sha256=digest_of(facts, remarks),
        signed_by=by, signed_at=now,
    )  # fmt: skip
    audit.record(
        "minutes.signed", target=meeting, by=by, effective_at=now, place_path=meeting.place.path,
        sha256=minutes.sha256,
    )  # fmt: skip
    return minutes
