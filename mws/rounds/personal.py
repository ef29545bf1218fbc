"""What this room knows about persons (see mws.core.personal)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mws.core.personal import Basis, Keep, Personal, acts

PERSONAL = [
    Personal("rounds.Objection", "filed_by", "text filed_at answer answered_at is_upheld",
             _("to answer an objection"), Basis.SERVICE, Keep.FILE),
    Personal("rounds.DeskSeat", "person", "starts_on ends_on", _("who answers at a desk"),
             Basis.DUTY, Keep.RECORD),
    Personal("rounds.Deadline", "holder", "due_on amber_on", _("by when a proposer completes"),
             Basis.SERVICE, Keep.FILE),
    *acts("rounds.Pause", "started_by"),
    *acts("rounds.Objection", "answered_by"),
    *acts("rounds.Round", "opened_by"),
    *acts("rounds.PublicNotice", "posted_by"),
]  # fmt: skip

IMPERSONAL = {
    "rounds.RuleSet": "name legal_basis",
    "rounds.RuleSetting": "key value legal_basis",
    "rounds.Round": "rules rules_sha256 source_name source_sha256 currency_note",
    "rounds.CalendarDay": "day name source",
    "rounds.Clause": "code text legal_basis",
    "rounds.Desk": "name task",
    "rounds.Pause": "note",
    "rounds.PublicNotice": "number title body ends_on",
}
