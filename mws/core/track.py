"""进度轨, the track: a file's life as a line of dated stations. Rooms fill it, a tag shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

State = Literal["done", "now", "late", "todo", "skipped"]


@dataclass(frozen=True)
class Station:
    """One station: what it is called, where it stands, who holds the file and by which day.

    `on` is the day it was done, `due` the day it must be done; `days_late` counts working days.
    `note` is its one-sentence record, `url` the page that tells the rest.
    """

    key: str
    label: str
    state: State = "todo"
    on: date | None = None
    holder: str = ""
    due: date | None = None
    days_late: int = 0
    note: str = ""
    url: str = ""

    @property
    def is_current(self) -> bool:
        return self.state in ("now", "late")


def current_station(stations: Sequence[Station]) -> Station | None:
    """The station that holds the file now; None before the first and after the last."""
    return next((station for station in stations if station.is_current), None)


def stations_done(stations: Sequence[Station]) -> int:
    """How many stations the file has passed; a skipped one counts as passed."""
    return sum(station.state in ("done", "skipped") for station in stations)
