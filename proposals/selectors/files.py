"""The files that came with a proposal."""

from __future__ import annotations

from typing import Any

from mws.files.models import Attachment, Visibility
from mws.files.rules import why_not_see
from mws.files.selectors import attachments_of
from proposals.models import Proposal


def files_for(proposal: Proposal, person: Any) -> list[Attachment]:
    """What whoever wrote the proposal attached, as far as this person may open it (one query;
    more only where there are documents)."""
    writers = {proposal.author_id, proposal.entered_by_id} - {None}
    rows = [row for row in attachments_of(proposal.case_id) if row.uploaded_by_id in writers]
    closed = [row for row in rows if row.visibility == Visibility.RESTRICTED]
    if closed and why_not_see(closed[0], by=person):
        return [row for row in rows if row.visibility == Visibility.PUBLIC]
    return rows
