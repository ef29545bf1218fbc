"""What of an event is hashed, and the check of the whole chain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from mws.audit.models import AuditEvent, AuditLink
from mws.core.canonical import GENESIS, link_hash


def event_facts(event: AuditEvent, seq: int) -> dict[str, Any]:
    """The hashed content: everything an event says, in one spelling (times in UTC)."""
    return {
        "seq": seq,
        "id": event.pk,
        "action": event.action,
        "target": f"{event.target_kind}:{event.target_id}",
        "case": str(event.case_id) if event.case_id else "",
        "place": event.place_path,
        "actor": event.actor_id,
        "facts": event.facts,
        "effective_at": event.effective_at.astimezone(UTC).isoformat(timespec="microseconds"),
    }


@dataclass(frozen=True)
class TrailFault:
    """The first row that does not fit, by its number in the chain."""

    seq: int
    message: str


def faults_in_trail() -> Iterator[TrailFault]:
    """Walk the chain from its beginning; yields every row that does not follow from the last."""
    expected_seq, previous = 1, GENESIS
    for link in AuditLink.objects.select_related("event").order_by("seq").iterator(2_000):
        if link.seq != expected_seq:
            yield TrailFault(expected_seq, f"link {expected_seq} is missing")
            expected_seq = link.seq
        if link.previous_hash != previous:
            yield TrailFault(link.seq, f"link {link.seq} does not follow its predecessor")
        if link.hash != link_hash(link.previous_hash, event_facts(link.event, link.seq)):
            yield TrailFault(link.seq, f"event {link.event_id} (link {link.seq}) was changed")
        expected_seq, previous = link.seq + 1, link.hash
