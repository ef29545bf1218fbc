"""Reader of ``.pb`` files, the exchange format of the Pabulib library (pabulib.org/format).

A file has three sections, META, PROJECTS and VOTES, each a table separated by semicolons under a
header of its own. Age, sex and every other fact about voters is passed over unread.
"""

import csv
import gc
import io
import os
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .amounts import AmountError, common_scale, in_scale, parse_amount
from .model import BallotBox, BallotKind, Election, Note, Project
from .pb_ballots import BATCH, BESIDE, BallotError, BallotParser, ParsedBallot

SECTIONS = ("META", "PROJECTS", "VOTES")
WITHDRAWN_COST = (999_999_999, 0)
"""A project that left the ballot after printing is marked by this cost (Wrocław, Gdynia)."""
MINOR_UNITS = "minor_units"
"""META key of our own: into how many parts a unit of currency is divided, at least (yuan: 100)."""
DECIDING = {"budget", "vote_type", "rule", "min_project_score_threshold", MINOR_UNITS}
"""META keys that may not be given twice with different values."""
PROGRESS_STEP = 10_000
MAX_NOTES = 100


class PbError(ValueError):
    """The file cannot be read: which file, in which section and line, and why."""

    def __init__(self, file: str, section: str, line: int, message: str) -> None:
        super().__init__(file, section, line, message)
        self.file, self.section, self.line, self.message = file, section, line, message

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}"
        return f"{place} ({self.section}): {self.message}" if self.section else self._plain(place)

    def _plain(self, place: str) -> str:
        return f"{place}: {self.message}"


@dataclass(frozen=True)
class Limits:
    """What a reader is willing to hold in memory."""

    bytes: int = 256 * 1024 * 1024
    projects: int = 10_000
    ballots: int = 2_000_000
    id_length: int = 200


Progress = Callable[[int], None]
"""Called with the number of ballots read so far, every 10,000 ballots and at the end."""


def read_pb(
    path: str | Path,
    *,
    progress: Progress | None = None,
    limits: Limits = Limits(),
    strict: bool = False,
) -> Election:
    """Read one election from a file; PbError names the line that cannot be read.

    With ``strict``, a ballot that names an unknown project or one project twice and a voter who
    appears twice are errors as well; otherwise they are passed over and listed in ``notes``.
    """
    name, data = load_pb(path, limits)
    return parse_pb(data, name=name, progress=progress, limits=limits, strict=strict)


def load_pb(path: str | Path, limits: Limits = Limits()) -> tuple[str, bytes]:
    """Return the name and the bytes of a file that is not too large; PbError where there is none.

    Pipes are read as well, up to the limit.
    """
    name = Path(path).name or str(Path(path))
    try:
        with Path(path).open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            data = file.read(limits.bytes + 1) if size <= limits.bytes else b""
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it cannot be opened"
        raise PbError(name, "", 1, f"the file cannot be read: {reason}") from None
    if max(size, len(data)) > limits.bytes:
        raise PbError(name, "", 1, f"the file is larger than {limits.bytes:,} bytes")
    return name, data


def parse_pb(
    data: bytes,
    *,
    name: str = "election.pb",
    progress: Progress | None = None,
    limits: Limits = Limits(),
    strict: bool = False,
) -> Election:
    """Read one election from the bytes of a .pb file; see ``read_pb``."""
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PbError(name, "", line, "the file is not UTF-8 text") from None
    with _no_search_for_garbage():
        return _Reader(name, limits, strict, progress or (lambda _count: None)).read(data)


@contextmanager
def _no_search_for_garbage() -> Iterator[None]:
    """Let the collector rest: of what is read nothing becomes garbage, and it would look often."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Reader:
    """One pass over the rows, a method for each section."""

    def __init__(self, name: str, limits: Limits, strict: bool, progress: Progress) -> None:
        self.name, self.limits, self.strict, self.progress = name, limits, strict, progress
        self.section, self.line = "", 1
        self.notes: list[Note] = []
        self.meta: dict[str, str] = {}
        self.meta_lines: dict[str, int] = {}
        self.points_scale = 1
        self.repeated = 0

    def read(self, data: bytes) -> Election:
        rows = self._rows(data)
        first = next(rows, None)
        if first is None or _title(first) != "META":
            raise self.error("the file must begin with a line META")
        self._read_meta(rows)
        self._read_projects(rows)
        box = self._read_votes(rows)
        self._compare_counts(len(self.projects), len(box.order))
        return Election(
            kind=self.kind,
            budget=in_scale(self.budget, self.scale),
            projects=self.projects,
            ballots=box.ballots(),
            order=box.order,
            scale=self.scale,
            points_scale=self.points_scale,
            meta=self.meta,
            notes=tuple(self.notes),
        )

    def error(self, message: str, line: int | None = None) -> PbError:
        return PbError(self.name, self.section, line or self.line, message)

    def note(self, code: str, message: str, *, grave: bool = False) -> None:
        """Remember a defect, or refuse the file where it touches ballots and we are strict."""
        if grave and self.strict:
            raise self.error(message)
        if len(self.notes) < MAX_NOTES:
            self.notes.append(Note(code, self.section, self.line, message))

    def _rows(self, data: bytes) -> Iterator[list[str]]:
        """Yield the rows that are not blank, keeping ``line`` at the first line of each."""
        text = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline=None)
        rows = csv.reader(text, delimiter=";")
        end = 0
        try:
            for row in rows:
                self.line, end = end + 1, rows.line_num
                if row and (row[0] or any(row)):
                    if end > self.line and self.section == "VOTES":
                        raise self.error("a quotation mark is opened and not closed")
                    yield row
        except csv.Error as error:
            self.line = end + 1
            raise self.error(f"the row cannot be read ({error})") from None
        if self.section != "VOTES":
            missing = SECTIONS[SECTIONS.index(self.section) + 1] if self.section else "META"
            raise self.error(f"the file ends before section {missing}")

    def _table(self, rows: Iterator[list[str]], title: str, needed: Iterable[str]) -> list[str]:
        """Enter a section: return its column names, lower case."""
        self.section = title
        header = [cell.strip().lower() for cell in next(rows, [])]
        for column in needed:
            if column not in header:
                raise self.error(f"the header has no column {column}")
        names = [column for column in header if column]
        if len(set(names)) < len(names):
            raise self.error("the header names a column twice")
        return header

    def _read_meta(self, rows: Iterator[list[str]]) -> None:
        self._table(rows, "META", ("key",))
        for row in rows:
            title = _title(row)
            if title == "PROJECTS":
                break
            if title:
                raise self.error(f"section {title} comes where PROJECTS is expected")
            self._take_meta(row)
        self.section = "META"
        self._require_meta("budget", "vote_type")
        try:
            self.kind = BallotKind(self.meta["vote_type"].lower())
        except ValueError:
            known = ", ".join(BallotKind)
            message = f"vote_type {self.meta['vote_type']!r} is not one of {known}"
            raise self.error(message, self.meta_lines["vote_type"]) from None
        if self.meta.get("default_score", "0") != "0":
            line = self.meta_lines["default_score"]
            raise self.error(
                "default_score must be 0: what a ballot does not name gets nothing", line
            )
        self.budget = self._amount(self.meta["budget"], "budget", self.meta_lines["budget"])
        self.minor_units = self._minor_units()

    def _take_meta(self, row: list[str]) -> None:
        if len(row) == 1:
            row = row[0].split(":", 1)
        key, value = row[0].strip().lower(), ";".join(row[1:]).strip()
        if self.meta.get(key, value) != value:
            message = f"{key} is given twice with different values"
            if key in DECIDING:
                raise self.error(message)
            self.note("same_key", message)
        self.meta.setdefault(key, value)
        self.meta_lines.setdefault(key, self.line)

    def _require_meta(self, *keys: str) -> None:
        for key in keys:
            if not self.meta.get(key):
                raise self.error(f"{key} is missing", self.meta_lines.get(key))

    def _amount(self, text: str, what: str, line: int | None = None) -> tuple[int, int]:
        try:
            return parse_amount(text.strip())
        except AmountError:
            raise self.error(f"{what} {text[:40]!r} is not an amount", line) from None

    def _read_projects(self, rows: Iterator[list[str]]) -> None:
        columns = self._table(rows, "PROJECTS", ("project_id", "cost"))
        found: dict[str, tuple[tuple[int, int], dict[str, str]]] = {}
        for row in rows:
            if _title(row):
                break
            fields = self._fields(row, columns)
            number = self._project_id(fields["project_id"])
            cost = self._amount(fields["cost"], f"the cost of {number}")
            if number in found:
                self._note_repeated(number, same=found[number][0] == cost)
                continue
            found[number] = cost, fields
            if len(found) > self.limits.projects:
                raise self.error(f"more than {self.limits.projects:,} projects")
        if _title(row) != "VOTES":
            raise self.error(f"section {_title(row)} comes where VOTES is expected")
        costs = [cost for cost, _fields in found.values() if cost != WITHDRAWN_COST]
        self.scale = max(common_scale([self.budget, *costs]), self.minor_units)
        self.projects = tuple(
            _project(number, cost, fields, self.scale) for number, (cost, fields) in found.items()
        )

    def _minor_units(self) -> int:
        text = self.meta.get(MINOR_UNITS, "1")
        if text not in ("1", "10", "100", "1000"):
            line = self.meta_lines[MINOR_UNITS]
            raise self.error(f"{MINOR_UNITS} {text[:40]!r} is not 1, 10, 100 or 1000", line)
        return int(text)

    def _fields(self, row: list[str], columns: list[str]) -> dict[str, str]:
        if len(row) > len(columns) and any(row[len(columns) :]):
            raise self.error(f"the row has {len(row)} fields, the header {len(columns)}")
        row = row + [""] * (len(columns) - len(row))
        return {
            column: value.strip() for column, value in zip(columns, row, strict=False) if column
        }

    def _note_repeated(self, number: str, *, same: bool) -> None:
        """A row that repeats a project is passed over, unless it would change its cost."""
        message = f"project {number} is listed twice"
        if not same:
            raise self.error(f"{message} with different costs")
        self.note("same_project", message, grave=True)

    def _project_id(self, number: str) -> str:
        if not number:
            raise self.error("project_id is empty")
        if len(number) > self.limits.id_length:
            raise self.error(f"project_id is longer than {self.limits.id_length} characters")
        if "," in number or not number.isprintable():
            raise self.error(f"project_id {number[:40]!r} has a character that is not allowed")
        return number

    def _read_votes(self, rows: Iterator[list[str]]) -> BallotBox:
        """Collect the texts of the ballots, each once, then read them."""
        needed = ["voter_id", "vote", *(["points"] if self.kind.has_points else [])]
        columns = self._table(rows, "VOTES", needed)
        voter, vote, *points = (columns.index(name) for name in needed)
        beside = points[0] if points else None
        width = max(voter, vote, *points) + 1
        texts: dict[str, int] = {}
        order, lines = array("I"), array("I")
        voters: set[str] = set()
        for row in rows:
            if len(row) < width:
                raise self.error(f"the row has {len(row)} fields, {width} are needed")
            text = row[vote] if beside is None else f"{row[vote]}{BESIDE}{row[beside]}"
            number = texts.setdefault(text, len(lines))
            order.append(number)
            if number == len(lines):
                lines.append(self.line)
            if row[voter] in voters:
                self.note("same_voter", f"voter {row[voter][:40]} appears again", grave=True)
            voters.add(row[voter])
            if not len(order) % PROGRESS_STEP:
                self._check_size(len(order))
        self._check_size(len(order))
        del voters
        return self._group(list(texts), lines, order)

    def _group(self, texts: list[str], lines: array, order: array) -> BallotBox:
        """Read each text once and put the ballots into the box in the order of the file."""
        parser = BallotParser(self.kind, [project.id for project in self.projects])
        if self.kind.has_points:
            parser.learn_scale(texts)
        box = BallotBox(self.kind)
        places = array("I")
        for start in range(0, len(texts), BATCH):
            for number, ballot in enumerate(parser.plain(texts[start : start + BATCH]), start):
                if ballot is None:
                    self.line = lines[number]
                    places.append(box.place(*self._carefully(parser, texts[number])))
                else:
                    places.append(box.collect(ballot))
        self.points_scale = parser.scale
        box.order = array("I", map(places.__getitem__, order))
        return box

    def _carefully(self, parser: BallotParser, text: str) -> ParsedBallot:
        """Read a ballot that is not plain, with notes on what is passed over."""
        try:
            ballot = parser.careful(text)
        except BallotError as error:
            raise self.error(str(error)) from None
        for code, message in parser.defects:
            self.note(code, message, grave=True)
        return ballot

    def _check_size(self, count: int) -> None:
        if count > self.limits.ballots:
            raise self.error(f"more than {self.limits.ballots:,} ballots")
        self.progress(count)

    def _compare_counts(self, projects: int, ballots: int) -> None:
        for key, count in (("num_projects", projects), ("num_votes", ballots)):
            declared = self.meta.get(key)
            if declared and declared != str(count):
                self.section, self.line = "META", self.meta_lines[key]
                self.note(key, f"{key} says {declared[:40]}, the file has {count}")


def _title(row: list[str]) -> str:
    """Return the section that this row opens, or an empty string."""
    title = row[0].strip().upper()
    return title if title in SECTIONS and not any(cell.strip() for cell in row[1:]) else ""


def _project(number: str, cost: tuple[int, int], fields: dict[str, str], scale: int) -> Project:
    withdrawn = cost == WITHDRAWN_COST
    places = ("neighborhood", "neighbourhood", "subunit", "district")
    return Project(
        id=number,
        cost=0 if withdrawn else in_scale(cost, scale),
        name=fields.get("name", ""),
        categories=_listed(fields.get("category", "")),
        targets=_listed(fields.get("beneficiaries") or fields.get("target", "")),
        place=next((fields[column] for column in places if fields.get(column)), ""),
        votes=_official(fields.get("votes", "")),
        score=_official(fields.get("score", "")),
        selected=_official(fields.get("selected", "")),
        withdrawn=withdrawn,
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.split(",") if item.strip())


def _official(text: str) -> int | None:
    """A figure of the source, for comparison only: whole numbers, anything else is no figure."""
    whole, _point, decimals = text.partition(".")
    return int(whole) if whole.isdecimal() and len(whole) < 19 and not decimals.strip("0") else None
