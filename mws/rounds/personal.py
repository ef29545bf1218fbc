"""What this room knows about persons (see mws.core.personal)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mws.core.personal import Basis, Keep, Personal, acts

PERSONAL = [
    Personal("rounds.Objection", "filed_by", "text filed_at answer answered_at is_upheld",
             _("to answer an objection"), Basis.SERVICE, Keep.FILE),
    *acts("rounds.Objection", "answered_by"),
    *acts("rounds.Round", "opened_by"),
    *acts("rounds.PublicNotice", "posted_by"),
]  # fmt: skip

IMPERSONAL = {
    "rounds.RuleSet": "name legal_basis",
    "rounds.RuleSetting": "key value legal_basis",
    "rounds.Round": "rules rules_sha256 source_name source_sha256 currency_note",
    "rounds.CalendarDay": "day name source",
    "rounds.Deadline": "due_on",
    "rounds.PublicNotice": "number title body ends_on",
}
