"""One change of plan as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mws.accounts.permissions import Permission
from mws.core.refusals import Refusal
from proposals.models import ChangeState, PlanChange
from proposals.rules.plan_changes import OPEN, why_not_decide_change, why_not_hear_council


@dataclass(frozen=True)
class ChangePage:
    """``sums`` in fen. A step that is not this person's office is neither offered nor refused."""

    change: PlanChange
    facts: list[tuple[str, Any]]
    sums: list[tuple[str, int]]
    may_record_council: bool
    why_not_record: Refusal | None
    may_decide: bool
    why_not_decide: Refusal | None


def change_page(change: PlanChange, *, user: Any) -> ChangePage:
    community = change.project.community
    is_open = change.state in OPEN
    known = user.is_authenticated
    decides = known and user.may(Permission.APPROVAL_DECIDE, community)
    hears = (
        known
        and change.state == ChangeState.AT_COUNCIL
        and user.may(Permission.MEETING_RUN, community)
    )
    return ChangePage(
        change=change,
        facts=_facts(change),
        sums=[(_("Contract before"), change.old_total_fen), (_("Contract after"),
              change.new_total_fen)],
        may_record_council=hears,
        why_not_record=why_not_hear_council(change, by=user) if hears else None,
        may_decide=is_open and decides,
        why_not_decide=why_not_decide_change(change, by=user) if decides else None,
    )  # fmt: skip


def _facts(change: PlanChange) -> list[tuple[str, Any]]:
    vote = ""
    if change.council_minutes:
        vote = _("%(yes)s of %(present)s in favour, minutes %(minutes)s") % {
            "yes": change.council_yes, "present": change.council_present,
            "minutes": change.council_minutes,
        }  # fmt: skip
    return [
        (_("Scope"), _("Another scope") if change.is_new_scope else _("The same scope")),
        (_("Why this is not one project split in parts"), change.splitting_reason),
        (_("Asked for by"), change.asked_by),
        (_("The council"), vote),
        (_("Decided by"), change.decided_by),
        (_("Decision document"), change.document_no),
        (_("Meeting of the party working committee"), change.meeting_no),
        (_("Answer"), change.answer),
    ]
