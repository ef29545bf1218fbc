"""Reading a community's roll of residents."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mws.accounts.models import PHONE_SEATS, ResidentRoll, RollLine, RollState
from mws.accounts.models.rolls import OPEN
from mws.accounts.roll_reader import COLUMNS, sentence
from mws.core.table_faults import unpacked
from mws.places.models import Place


@dataclass(frozen=True, slots=True)
class RollDesk:
    """What the office sees: the roll in force, and the list that was brought last, if anything is
    still to be done or mended about it."""

    in_force: ResidentRoll | None
    latest: ResidentRoll | None

    @property
    def is_reading(self) -> bool:
        return self.latest is not None and self.latest.state == RollState.READING

    @property
    def is_ready(self) -> bool:
        return self.latest is not None and self.latest.state == RollState.READY

    @property
    def is_faulty(self) -> bool:
        return self.latest is not None and self.latest.state == RollState.FAULTY


def roll_desk(place: Place) -> RollDesk:
    """Two queries."""
    rolls = ResidentRoll.objects.filter(place=place)
    latest = rolls.order_by("-pk").first()
    shown = latest if latest and latest.state in (*OPEN, RollState.FAULTY) else None
    return RollDesk(rolls.filter(state=RollState.IN_FORCE).first(), shown)


def line_of(
    place: Place, *, name_hash: str, digest: str = "", phone_lookup: str = ""
) -> RollLine | None:
    """The one line of the roll in force that says this name with this document; without a
    document, with this telephone. None too where two lines say so, or where more people than a
    household stand under the telephone: then it is a landlord's or an office's."""
    key = {"digest": digest} if digest else {"phone_lookup": phone_lookup}
    if not any(key.values()):
        return None
    lines = RollLine.objects.filter(roll__place=place, roll__state=RollState.IN_FORCE, **key)
    if not digest and lines.count() > len(PHONE_SEATS):
        return None
    found = lines.filter(name_hash=name_hash).select_related("roll")[:2]
    return found[0] if len(found) == 1 else None


def columns_of(roll: ResidentRoll) -> list[str]:
    """The columns that are taken over, each with its heading in the list where that is another."""
    used = roll.columns.get("used", {})
    found = [(column.names[0], used[column.key]) for column in COLUMNS if column.key in used]
    return [ours if ours == theirs else f"{ours}（{theirs}）" for ours, theirs in found]


def sample_of(roll: ResidentRoll) -> list[dict[str, str]]:
    return json.loads(roll.sample) if roll.sample else []


def report_of(roll: ResidentRoll) -> list[str]:
    """Every fault of the list as a sentence."""
    return [sentence(fault) for fault in unpacked(roll.faults)]


def report_rows(roll: ResidentRoll) -> Iterator[tuple[str, str]]:
    """For a spreadsheet: the line's number, and what is wrong with it."""
    for fault in unpacked(roll.faults):
        yield str(fault.line or _("whole list")), sentence(fault, is_numbered=False)
