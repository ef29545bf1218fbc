"""Reader of ``.pb`` files, the exchange format of the Pabulib library (pabulib.org/format).

A file has three sections, META, PROJECTS and VOTES, each a table separated by semicolons under a
header of its own. Age, sex and every other fact about voters is passed over unread.
"""

import csv
import io
from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from .amounts import AmountError, common_scale, in_scale, parse_amount
from .model import BallotBox, BallotKind, Election, Note, Project
from .pb_ballots import BallotError, BallotParser

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
    path = Path(path)
    try:
        if path.stat().st_size > limits.bytes:
            raise PbError(path.name, "", 1, f"the file is larger than {limits.bytes:,} bytes")
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise PbError(path.name, "", 1, f"the file cannot be read: {reason}") from None
    return parse_pb(data, name=path.name, progress=progress, limits=limits, strict=strict)


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
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PbError(name, "", line, "the file is not UTF-8 text") from None
    return _Reader(name, limits, strict, progress or (lambda _count: None)).read(text)


class _Reader:
    """One pass over the rows, a method for each section."""

    def __init__(self, name: str, limits: Limits, strict: bool, progress: Progress) -> None:
        self.name, self.limits, self.strict, self.progress = name, limits, strict, progress
        self.section, self.line = "", 1
        self.notes: list[Note] = []
        self.meta: dict[str, str] = {}
        self.meta_lines: dict[str, int] = {}

    def read(self, text: str) -> Election:
        rows = self._rows(text)
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

    def _rows(self, text: str) -> Iterator[list[str]]:
        """Yield the rows that are not blank, keeping ``line`` at the first line of each."""
        rows = csv.reader(io.StringIO(text, newline=None), delimiter=";")
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

    def _table(self, rows: Iterator[list[str]], title: str, needed: tuple[str, ...]) -> list[str]:
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
            number = self._project_id(fields["project_id"], found)
            found[number] = self._amount(fields["cost"], f"the cost of {number}"), fields
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

    def _project_id(self, number: str, taken: Mapping[str, object]) -> str:
        if not number:
            raise self.error("project_id is empty")
        if len(number) > self.limits.id_length:
            raise self.error(f"project_id is longer than {self.limits.id_length} characters")
        if "," in number or not number.isprintable():
            raise self.error(f"project_id {number[:40]!r} has a character that is not allowed")
        if number in taken:
            raise self.error(f"project {number} is listed twice")
        return number

    def _read_votes(self, rows: Iterator[list[str]]) -> BallotBox:
        with_points = self.kind is BallotKind.POINTS
        needed = ("voter_id", "vote", "points") if with_points else ("voter_id", "vote")
        columns = self._table(rows, "VOTES", needed)
        voter, vote = columns.index("voter_id"), columns.index("vote")
        points = columns.index("points") if with_points else vote
        contents: dict[tuple[str, str], tuple[int, int]] = {}
        order = array("I")
        voters: set[str] = set()
        width = max(voter, vote, points) + 1
        for row in rows:
            if len(row) < width:
                raise self.error(f"the row has {len(row)} fields, {width} are needed")
            content = (row[vote], row[points])
            number, _line = contents.setdefault(content, (len(contents), self.line))
            order.append(number)
            if row[voter] in voters:
                self.note("same_voter", f"voter {row[voter][:40]} appears again", grave=True)
            voters.add(row[voter])
            if not len(order) % PROGRESS_STEP:
                self._check_size(len(order))
        self._check_size(len(order))
        return self._group(contents, order)

    def _group(self, contents: dict[tuple[str, str], tuple[int, int]], order: array) -> BallotBox:
        """Parse each content once and put the ballots into the box in the order of the file."""
        parser = BallotParser(self.kind, [project.id for project in self.projects])
        parsed = []
        for (vote, points), (_number, line) in contents.items():
            self.line = line
            try:
                parsed.append(parser.parse(vote, points))
            except BallotError as error:
                raise self.error(str(error)) from None
            for code, message in parser.defects:
                self.note(code, message, grave=True)
        self.points_scale = common_scale([value for _choices, values in parsed for value in values])
        box = BallotBox(self.kind)
        places = [
            box.place(choices, tuple(in_scale(value, self.points_scale) for value in values))
            for choices, values in parsed
        ]
        box.order = array("I", map(places.__getitem__, order))
        return box

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
