"""One line of the staff desk, whichever room it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DeskTask:
    """What a person is asked to do next; sorted by ``due_on`` (None last). ``case`` is the key of
    the proposal that it is about, None where it is about something else."""

    kind: str
    label: str
    title: str
    place_name: str
    url: str
    due_on: date | None = None
    days_late: int = 0
    is_amber: bool = False
    case: int | None = None
    round: tuple[int, int] | None = None  # year and batch

    @property
    def colour(self) -> str:
        if self.days_late:
            return "red"
        return "amber" if self.is_amber else ""
