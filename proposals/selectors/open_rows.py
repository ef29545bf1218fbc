"""The public list as plain rows, for CSV and JSON: the very selection that a page shows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from mws.core.clock import local_day
from mws.core.money import plain_yuan
from proposals.models import Proposal
from proposals.selectors.lists import cost_of, selection_of

COLUMNS: dict[str, str] = {
    "receipt_no": gettext_noop("Receipt number"),
    "title": gettext_noop("Title"),
    "year": gettext_noop("Year"),
    "community_code": gettext_noop("Code of the community"),
    "community": gettext_noop("Community"),
    "subdistrict": gettext_noop("Sub-district"),
    "form": gettext_noop("Form"),
    "theme": gettext_noop("Subject"),
    "serves": gettext_noop("Whom it serves"),
    "location": gettext_noop("Where"),
    "status": gettext_noop("How far it is"),
    "submitted_on": gettext_noop("Submitted on"),
    "requested_yuan": gettext_noop("Asked for (yuan)"),
    "cost_yuan": gettext_noop("Cost now (yuan)"),
}
"""Key (in JSON) and heading (in tables) of each column. Nothing personal is among them."""
CHUNK = 500
LONG_TEXTS = ("problem", "solution", "round__rules")


def open_rows(params: QueryDict) -> Iterator[dict[str, Any]]:
    """Every row of the selection, in its order, read in chunks."""
    return map(open_row, for_open_row(selection_of(params).ordered).iterator(chunk_size=CHUNK))


def for_open_row(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """Cases with all that a row says of them."""
    rows = proposals.select_related("round", "community__parent", "project")
    return rows.defer(*LONG_TEXTS)


def headings() -> list[str]:
    return [_(text) for text in COLUMNS.values()]


def json_lines(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """A JSON array, written row by row so that no size of it fills the memory."""
    yield "["
    for number, row in enumerate(rows):
        yield f"{',' if number else ''}\n{json.dumps(row, ensure_ascii=False)}"
    yield "\n]\n"


def open_row(proposal: Proposal) -> dict[str, Any]:
    """One row, of a proposal read ``for_open_row``."""
    community = proposal.community
    holder = getattr(proposal, "project", None) or proposal
    values = (
        proposal.receipt_no, proposal.title, proposal.round.year, community.code, community.name,
        community.parent.name if community.parent else "", proposal.get_category_display(),
        proposal.get_theme_display(), proposal.get_beneficiary_group_display(), proposal.location,
        holder.get_status_display(), local_day(proposal.submitted_at).isoformat(),
        plain_yuan(proposal.requested_fen), plain_yuan(cost_of(proposal)),
    )  # fmt: skip
    return dict(zip(COLUMNS, map(_plain, values), strict=True))


def _plain(value: Any) -> Any:
    return value if isinstance(value, int) else str(value)
