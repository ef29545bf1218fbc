"""The two ways to hold a poll. Lock order is always poll, then batch or roll, then box, so nothing
can deadlock."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from voting.models import Poll

_ALONE = "SELECT pg_advisory_xact_lock(%s) FROM voting_poll WHERE id = %s"
_SHARED = "SELECT pg_advisory_xact_lock_shared(%s) FROM voting_poll WHERE id = %s"


def hold_poll(poll_id: UUID) -> Poll:
    """The poll for one who changes it: waits until every cast in flight is committed."""
    _stand_in_line(poll_id, _ALONE)
    return (
        Poll.objects.select_for_update(of=("self",))
        .select_related("round__community")
        .get(pk=poll_id)
    )


def join_poll(poll_id: UUID) -> Poll:
    """The poll for one who hands out or keys papers: shared with voters and with each other, but
    not with the one who closes it.

    The poll is read after the lock, so who had to wait for the closing sees that it is closed; on
    SQLite the transaction has the whole file to itself. Whoever comes another way is stopped at
    the box, whose trigger shares the row. Raises Poll.DoesNotExist.
    """
    share_poll(poll_id)
    # The frozen rules of the round are long, and nobody needs them here.
    return Poll.objects.select_related("round__community").defer("round__rules").get(pk=poll_id)


def share_poll(poll_id: UUID) -> None:
    """Until the end of the transaction nobody changes the poll; what is read of it now stands."""
    _stand_in_line(poll_id, _SHARED)


def _stand_in_line(poll_id: UUID, lock: str) -> None:
    """Whoever comes first goes first. PostgreSQL lets one who shares a row past one who waits to
    have it alone, so that a busy vote would keep clock and office waiting without end; its
    advisory locks have a queue. The table of polls is named, so that it is held before all others:
    whoever throws a partition away takes them in that order, too."""
    if connection.vendor == "postgresql":
        number = int.from_bytes(UUID(str(poll_id)).bytes[:8], signed=True)
        with connection.cursor() as cursor:
            cursor.execute(lock, [number, poll_id])
