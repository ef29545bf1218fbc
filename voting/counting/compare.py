"""What different outcomes mean for the voters."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from .model import Ballot, Election
from .outcome import Outcome
from .rules import Utility


class Effect(NamedTuple):
    """What an outcome does, in numbers of voters and amounts of money.

    ``reached`` is the number of ballots with at least one funded project. ``choices`` counts
    ballots by how many of their projects are funded, ``money`` adds up cost by category.
    """

    selected: tuple[str, ...]
    spent: int
    reached: int
    voters: int
    choices: tuple[int, ...]
    money: Mapping[str, int]


def effect(election: Election, outcome: Outcome) -> Effect:
    """Describe what an outcome means for the voters."""
    funded = set(outcome.selected)
    places = {place for place, project in enumerate(election.projects) if project.id in funded}
    counts: dict[int, int] = {}
    for ballot in election.ballots:
        number = sum(choice in places for choice in ballot.choices)
        counts[number] = counts.get(number, 0) + ballot.weight
    money: dict[str, int] = {}
    for place in sorted(places):
        for category in election.projects[place].categories or ("",):
            money[category] = money.get(category, 0) + election.projects[place].cost
    return Effect(
        selected=outcome.selected,
        spent=outcome.spent,
        reached=election.ballot_count - counts.get(0, 0),
        voters=election.ballot_count,
        choices=tuple(counts.get(number, 0) for number in range(max(counts, default=0) + 1)),
        money=dict(sorted(money.items())),
    )


def overlap(first: Outcome, second: Outcome) -> int:
    """Return how many projects both outcomes fund."""
    return len(set(first.selected) & set(second.selected))


def prefer(
    election: Election, first: Collection[str], second: Collection[str], utility: Utility
) -> tuple[int, int]:
    """Return how many voters get more from the first selection, and how many from the second."""
    values = [
        (project.cost if utility is Utility.COST else 1)
        * ((project.id in first_set) - (project.id in second_set))
        for first_set, second_set in [(set(first), set(second))]
        for project in election.projects
    ]
    for_first = for_second = 0
    for ballot in election.ballots:
        gain = _gain(ballot, values)
        if gain > 0:
            for_first += ballot.weight
        elif gain < 0:
            for_second += ballot.weight
    return for_first, for_second


def _gain(ballot: Ballot, values: list[int]) -> int:
    """Return by how much the ballot's projects are worth more in the first selection."""
    if ballot.points:
        pairs = zip(ballot.choices, ballot.points, strict=True)
        return sum(values[choice] * points for choice, points in pairs)
    return sum(values[choice] for choice in ballot.choices)
