"""Working a roll's file through: batch by batch, so that progress shows and a stop is heeded.

A process holds the roll by the time of its last batch (``progress_at``): whoever finds another
time there, or another state, has lost it and leaves. Who dies is followed after ``LEASE``.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import partial
from itertools import islice

from django.conf import settings
from django.db import IntegrityError, transaction
from django_tasks import task

from mws.accounts.models import ResidentRoll, RollLine, RollState
from mws.accounts.roll_reader import COLUMNS, masked, read_line
from mws.accounts.services.roll_emptying import empty_after_commit
from mws.audit import services as audit
from mws.core.clock import database_now, local_day
from mws.core.table_faults import Fault, packed
from mws.core.tables import BadTable, Line, Opener, Table
from mws.files.sealed import Damaged, delete_sealed, unsealed

logger = logging.getLogger(__name__)

BATCH = 5_000  # lines
SAMPLE = 5
MOST_FAULTS = 5_000
MOST_TRIES = 3
LEASE = timedelta(minutes=10)

Tell = Callable[[int, int | None], None]
"""Called with the lines read so far and, where known, their total."""


class Lost(Exception):
    """The roll was discarded meanwhile, or another process reads it."""


@task()
def read_in_background(roll_id: int) -> bool:
    return read_roll(roll_id)


def read_roll(roll_id: int, *, tell: Tell | None = None) -> bool:
    """Read a list that waits to be read; whether it was worked through to its end. Then it is
    ready, or faulty and empty with its report."""
    roll = _take(roll_id, database_now())
    if roll is None:
        return False
    reading = _Reading(roll, tell or (lambda _count, _total: None))
    try:
        reading.run()
    except Lost:
        return False
    return True


@transaction.atomic
def _take(roll_id: int, now: datetime) -> ResidentRoll | None:
    """The roll from its beginning, if nobody is at it."""
    roll = ResidentRoll.objects.select_for_update().get(pk=roll_id)
    if roll.state != RollState.READING or (roll.tries and roll.progress_at > now - LEASE):
        return None
    roll.lines.all().delete()
    roll.tries += 1
    roll.line_count = roll.phone_count = 0
    roll.progress_at = now
    roll.save(update_fields=["tries", "line_count", "phone_count", "progress_at"])
    return roll


class _Reading:
    """One go at one file."""

    def __init__(self, roll: ResidentRoll, tell: Tell) -> None:
        self.roll, self.tell = roll, tell
        self.today = local_day(roll.progress_at)
        self.faults: list[Fault] = []
        self.sample: list[dict[str, str]] = []

    def run(self) -> None:
        try:
            if self.roll.tries > MOST_TRIES:
                raise BadTable(Fault(0, "stopped"))
            with unsealed(self.roll.sealed_file, self.roll.sha256) as open_file:
                self._read(open_file)
        except BadTable as error:
            self.faults.append(error.fault)
        except Damaged:
            logger.exception("roll %s cannot be unsealed", self.roll.pk)
            self.faults.append(Fault(0, "not_readable"))
        self._finish()

    def _read(self, open_file: Opener) -> None:
        table = Table(open_file, COLUMNS, most_lines=settings.MWS_ROLL_MOST_LINES)
        self.roll.columns = {"used": table.used, "unused": table.unused}
        self.roll.total = table.total
        lines = iter(table)
        while batch := list(islice(lines, BATCH)):
            self.sample = self.sample or [masked(line) for line in batch[:SAMPLE]]
            self._keep(batch)
            self.tell(self.roll.line_count, self.roll.total)
            if len(self.faults) > MOST_FAULTS:
                del self.faults[MOST_FAULTS:]
                raise BadTable(Fault(0, "too_many_faults", f"{MOST_FAULTS:,}"))

    def _keep(self, batch: list[Line]) -> None:
        """One batch, in one transaction with the progress."""
        residents, faults = _sorted_out(batch, today=self.today)
        with transaction.atomic():
            self._go_on(len(batch), sum(bool(each.phone_lookup) for each in residents.values()))
            faults += self._store(residents)
        self.faults += sorted(faults, key=lambda fault: fault.line)

    def _go_on(self, lines: int, phones: int) -> None:
        roll, held = self.roll, self.roll.progress_at
        roll.line_count += lines
        roll.phone_count += phones
        roll.progress_at = database_now()
        still_ours = ResidentRoll.objects.filter(
            pk=roll.pk, state=RollState.READING, progress_at=held
        )
        if not still_ours.update(
            line_count=roll.line_count, phone_count=roll.phone_count, total=roll.total,
            progress_at=roll.progress_at,
        ):  # fmt: skip
            raise Lost

    def _store(self, residents: dict[str, RollLine]) -> list[Fault]:
        """Keep them. That the database finds a document twice is rare, so it is not asked before;
        then the earlier lines are looked up and named."""
        try:
            with transaction.atomic():
                self._insert(residents.values())
        except IntegrityError:
            known = dict(self.roll.lines.filter(digest__in=residents).values_list("digest", "line"))
            self._insert(each for digest, each in residents.items() if digest not in known)
            return [
                Fault(residents[digest].line, "person_twice", "", str(line))
                for digest, line in known.items()
            ]
        return []

    def _insert(self, residents: Iterable[RollLine]) -> None:
        lines = list(residents)
        for line in lines:
            line.roll_id = self.roll.pk
        RollLine.objects.bulk_create(lines)

    @transaction.atomic
    def _finish(self) -> None:
        """Ready or faulty; the file itself is needed no longer."""
        roll = self.roll
        self._go_on(0, 0)
        transaction.on_commit(partial(delete_sealed, roll.sealed_file))
        roll.sealed_file = ""
        roll.faults, roll.fault_count = packed(self.faults), len(self.faults)
        roll.state = RollState.FAULTY if self.faults else RollState.READY
        if self.faults:
            empty_after_commit(roll)
        else:
            roll.sample = json.dumps(self.sample, ensure_ascii=False)
        roll.save(
            update_fields=["sealed_file", "faults", "fault_count", "state", "sample", "columns"]
        )
        audit.record(
            "roll.read", target=roll, by=None, effective_at=roll.progress_at,
            place_path=roll.place.path, lines=roll.line_count, faults=roll.fault_count,
        )  # fmt: skip


def _sorted_out(batch: Iterable[Line], *, today: date) -> tuple[dict[str, RollLine], list[Fault]]:
    """The residents of a batch by their document, and what is wrong with the other lines."""
    residents: dict[str, RollLine] = {}
    faults: list[Fault] = []
    for line in batch:
        resident, wrong = read_line(line, today=today)
        faults += wrong
        if resident is None:
            continue
        earlier = residents.setdefault(resident.digest, resident)
        if earlier is not resident:
            faults.append(Fault(line.number, "person_twice", "", str(earlier.line)))
    return residents, faults
