"""Writer of ``.pb`` files that this reader and others read back to the same election.

Ballots are numbered afresh and sorted by content, so that a file tells nothing about the order
in which they were cast; nothing about voters is written.
"""

import csv
import io
from collections.abc import Iterator

from .amounts import plain_amount
from .model import Ballot, BallotKind, Election, Project
from .pb import MINOR_UNITS, WITHDRAWN_COST

OBLIGATORY = ("description", "country", "unit", "instance")
COUNTED = ("num_projects", "num_votes", "budget", "vote_type", "rule", MINOR_UNITS)


def write_pb(election: Election) -> str:
    """Return the election as the text of a .pb file."""
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\n")
    rows.writerow(["META"])
    rows.writerow(["key", "value"])
    rows.writerows(_meta(election))
    rows.writerow(["PROJECTS"])
    columns = _project_columns(election)
    rows.writerow(columns)
    for project in sorted(election.projects, key=lambda project: project.id):
        fields = _project_fields(project, election)
        rows.writerow([fields[column] for column in columns])
    rows.writerow(["VOTES"])
    points = election.kind.has_points
    rows.writerow(["voter_id", "vote", "points"] if points else ["voter_id", "vote"])
    number = 0
    for said, weight in sorted(_ballots(election)):
        for _ballot in range(weight):
            number += 1
            rows.writerow([number, *said])
    return text.getvalue()


def _meta(election: Election) -> Iterator[tuple[str, str]]:
    """Yield the obligatory keys first, then what else the election carries."""
    counted = {
        "num_projects": str(len(election.projects)),
        "num_votes": str(election.ballot_count),
        "budget": plain_amount(election.budget, election.scale),
        "vote_type": str(election.kind),
        "rule": election.meta.get("rule") or "unknown",
    }
    if election.scale > 1:
        counted[MINOR_UNITS] = str(election.scale)
    for key in OBLIGATORY:
        yield key, election.meta.get(key, "")
    yield from counted.items()
    for key, value in election.meta.items():
        if key not in OBLIGATORY and key not in COUNTED:
            yield key, value


def _project_columns(election: Election) -> list[str]:
    """Name the columns in which at least one project has something to say."""
    columns = ["project_id", "cost"]
    fields = [_project_fields(project, election) for project in election.projects]
    for column in ("votes", "score", "name", "category", "target", "neighborhood", "selected"):
        if any(each[column] for each in fields):
            columns.append(column)
    return columns


def _project_fields(project: Project, election: Election) -> dict[str, str]:
    cost = plain_amount(project.cost, election.scale)
    return {
        "project_id": project.id,
        "cost": str(WITHDRAWN_COST[0]) if project.withdrawn else cost,
        "votes": _known(project.votes),
        "score": _known(project.score),
        "name": project.name,
        "category": ",".join(project.categories),
        "target": ",".join(project.targets),
        "neighborhood": project.place,
        "selected": _known(project.selected),
    }


def _known(figure: int | None) -> str:
    return "" if figure is None else str(figure)


def _ballots(election: Election) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield the fields of each kind of ballot and how many there are."""
    ids = [project.id for project in election.projects]
    for ballot in election.ballots:
        choices = [ids[choice] for choice in ballot.choices]
        if election.kind.has_points:
            yield _with_points(choices, ballot, election.points_scale), ballot.weight
        else:
            in_order = choices if election.kind is BallotKind.RANKED else sorted(choices)
            yield (",".join(in_order),), ballot.weight


def _with_points(choices: list[str], ballot: Ballot, scale: int) -> tuple[str, str]:
    """Projects by falling points, as the format has it."""
    pairs = sorted(zip(choices, ballot.points, strict=True), key=lambda pair: (-pair[1], pair[0]))
    points = ",".join(plain_amount(value, scale) for _choice, value in pairs)
    return ",".join(choice for choice, _value in pairs), points
