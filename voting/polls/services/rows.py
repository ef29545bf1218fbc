"""Writing to roll and box, which PostgreSQL keeps divided by vote.

Whatever is written names its vote: by a row's own key alone the database would look through the
parts of all votes, half a second with 645 of them. Django's ``save`` and ``delete`` know no more
than that key.
"""

from __future__ import annotations

from django.db.models import QuerySet

from voting.models import BallotSlot, RollEntry


def keep(row: RollEntry | BallotSlot, *columns: str) -> None:
    """Write these columns of a row that is there."""
    rows = type(row)._default_manager.filter(poll_id=row.poll_id, pk=row.pk)
    rows.update(**{name: getattr(row, name) for name in columns})


def take_out(ballots: QuerySet[BallotSlot]) -> None:
    """Take ballots out of the box, where they lie; nothing refers to a ballot."""
    ballots._raw_delete(ballots.db)
