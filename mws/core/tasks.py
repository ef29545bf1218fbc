"""One line of the staff desk, whichever room it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DeskTask:
    """What a person is asked to do next; sorted by ``due_on`` (None last)."""

    kind: str
    label: str
    title: str
    place_name: str
    url: str
    due_on: date | None = None
    days_late: int = 0
