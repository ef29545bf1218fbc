"""The contents of one ballot in a .pb file: project ids, and points where there are any."""

from .amounts import AmountError, parse_amount
from .model import MAX_POINTS, BallotKind

MAX_CHOICES = 10_000
MAX_POINTS_PLACES = 3


class BallotError(ValueError):
    """The ballot cannot be read; the text says why."""


class BallotParser:
    """Turns the texts of a ballot into positions of projects.

    ``defects`` holds what was passed over in the ballot parsed last: ids that no project has,
    repeated ids, of which the first counts, and more choices than the kind allows, all counted.
    """

    def __init__(self, kind: BallotKind, project_ids: list[str]) -> None:
        self.kind = kind
        self.places = {project_id: place for place, project_id in enumerate(project_ids)}
        self.defects: list[tuple[str, str]] = []

    def parse(self, vote: str, points: str) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...]]:
        """Return the positions chosen and, for points ballots, the parsed points beside them."""
        self.defects = []
        ids = _items(vote)
        values = self._points(points, len(ids)) if self.kind is BallotKind.POINTS else ()
        if len(ids) > MAX_CHOICES:
            raise BallotError(f"the ballot names more than {MAX_CHOICES:,} projects")
        if self.kind is BallotKind.CHOOSE_1 and len(ids) > 1:
            message = f"the ballot names {len(ids)} projects where one is allowed"
            self.defects.append(("too_many_choices", message))
        kept = self._known(ids)
        choices = tuple(self.places[ids[position]] for position in kept)
        return choices, tuple(values[position] for position in kept) if values else ()

    def _known(self, ids: list[str]) -> list[int]:
        kept: dict[str, int] = {}
        for position, project_id in enumerate(ids):
            if project_id not in self.places:
                message = f"the ballot names project {project_id[:40]!r}, which is not listed"
                self.defects.append(("unknown_project", message))
            elif project_id in kept:
                message = f"the ballot names project {project_id} twice"
                self.defects.append(("repeated_project", message))
            else:
                kept[project_id] = position
        return list(kept.values())

    def _points(self, text: str, expected: int) -> tuple[tuple[int, int], ...]:
        items = _items(text)
        if len(items) != expected:
            raise BallotError(f"{expected} projects but {len(items)} numbers of points")
        try:
            points = tuple(parse_amount(item) for item in items)
        except AmountError as bad:
            raise BallotError(f"points {str(bad)[:40]!r} are not a number") from None
        if any(places > MAX_POINTS_PLACES or digits > MAX_POINTS for digits, places in points):
            raise BallotError("points may be up to a million, with three decimals")
        return points


def _items(text: str) -> list[str]:
    return [item for item in map(str.strip, text.split(",")) if item]
