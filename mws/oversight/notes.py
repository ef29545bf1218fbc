"""Writing a note about a case."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from mws.accounts.models import User
from mws.audit.services import record
from mws.core.clock import database_now
from mws.core.refusals import require
from mws.oversight.models import OversightNote
from mws.oversight.rules import why_not_note
from proposals.models import Proposal


@transaction.atomic
def write_note(
    *, case_id: UUID, kind: str, text: str, referred_to: str = "", by: User,
    now: datetime | None = None,
) -> OversightNote:  # fmt: skip
    """A note stays as it is; a later one may say otherwise."""
    now = now or database_now()
    proposal = Proposal.objects.select_for_update().get(case_id=case_id)
    require(why_not_note(place=proposal.community, kind=kind, referred_to=referred_to, by=by))
    note = OversightNote.objects.create(
        case_id=case_id, kind=kind, text=text, referred_to=referred_to, written_by=by,
        written_at=now,
    )  # fmt: skip
    record(
        "oversight.noted", target=note, by=by, effective_at=now, case_id=case_id,
        place_path=proposal.community.path, kind=kind,
    )  # fmt: skip
    return note
