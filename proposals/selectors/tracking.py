"""Tracking a case without signing in: by its receipt number and the end of the proposer's number.

Nothing personal is told, and of a file that is not public yet not even its title.
"""

from __future__ import annotations

import hmac
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from mws.core.clock import local_day
from mws.core.track import Station, current_station
from proposals.models import Proposal, Screening, ScreeningResult
from proposals.selectors.lists import with_case
from proposals.selectors.track import case_track

DIGITS = 4
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−－_", "-") | dict.fromkeys(" \t\u3000"))


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision of the office: its day, its word, and what of it may be read."""

    on: date
    what: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class TrackedCase:
    receipt_no: str
    title: str  # empty while the file is not public
    community: str
    code: str
    status: str
    stations: list[Station]
    decisions: list[Decided]
    pk: int | None  # of a public file, which has a page

    @property
    def current(self) -> Station | None:
        """Who holds the file, and by which day."""
        return current_station(self.stations)


def spelled(receipt_no: str) -> str:
    """The number as it is kept, however it was typed."""
    return unicodedata.normalize("NFKC", receipt_no).translate(_DASHES).upper()[:40]


def tracked_case(receipt_no: str, digits: str, *, now: datetime) -> TrackedCase | None:
    """The case, if the digits end the proposer's number. They are kept nowhere: the number is
    read from its cipher text, compared and let go."""
    found = with_case(Proposal.objects.filter(receipt_no=spelled(receipt_no)))
    proposal = found.select_related("author").first()
    phone = (proposal.author.phone if proposal and proposal.has_proposer else None) or ""
    is_right = hmac.compare_digest(phone[-DIGITS:].encode(), digits.encode())
    if proposal is None or not phone or not is_right:
        return None
    holder = getattr(proposal, "project", None) or proposal
    return TrackedCase(
        receipt_no=proposal.receipt_no or "",
        title=proposal.title if proposal.is_public else "",
        community=proposal.community.name,
        code=holder.status, status=holder.get_status_display(),
        stations=case_track(proposal, now=now),
        decisions=_decisions(proposal),
        pk=proposal.pk if proposal.is_public else None,
    )  # fmt: skip


def _decisions(proposal: Proposal) -> list[Decided]:
    rows = proposal.screenings.select_related("clause").prefetch_related("defects")
    return [
        Decided(local_day(row.decided_at), row.get_result_display(), _why(proposal, row))
        for row in rows
    ]


def _why(proposal: Proposal, row: Screening) -> str:
    """The parts that are missing; of a public file the clause and the reason as published."""
    if row.result == ScreeningResult.RETURNED:
        parts = "、".join(str(defect.get_part_display()) for defect in row.defects.all())
        return _("Still missing: %(parts)s") % {"parts": parts}
    if not proposal.is_public:
        return ""
    return " ".join(filter(None, (str(row.clause or ""), row.reason)))
