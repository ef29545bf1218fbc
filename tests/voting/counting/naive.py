"""Textbook versions of the rules in fractions, slow and obvious, to test the fast ones against."""

from fractions import Fraction

from voting.counting import BallotKind, Election, Ties, tally
from voting.counting.lots import TieOrder


def utilities(election: Election) -> list[tuple[dict[int, int], int]]:
    """What each project is worth to the voters of each ballot, and how many they are."""
    longest = max((len(ballot.choices) for ballot in election.ballots), default=0)
    rows = []
    for choices, points, weight in election.ballots:
        values = points or (1,) * len(choices)
        if election.kind is BallotKind.RANKED:
            values = tuple(longest - rank for rank in range(len(choices)))
        worth = dict(zip(choices, values, strict=True))
        rows.append(({place: value for place, value in worth.items() if value}, weight))
    return rows


def equal_shares(election: Election, start: Fraction, *, by_cost: bool, ties: Ties) -> list[str]:
    """One run of the Method of Equal Shares by its definition."""
    rows, votes = utilities(election), tally(election).votes
    order = TieOrder(election, ties)
    money = [start] * len(rows)
    bought: list[int] = []
    while True:
        prices: dict[int, tuple[Fraction, Fraction]] = {}
        for place, project in enumerate(election.projects):
            held = [
                (money[row] / worth[place], worth[place], weight, row)
                for row, (worth, weight) in enumerate(rows)
                if place in worth
            ]
            if place in bought or not held or not project.cost:
                continue
            if sum(money[row] * weight for _ratio, _worth, weight, row in held) < project.cost:
                continue
            level = water_level(held, project.cost)
            prices[place] = (level / project.cost if by_cost else level), level
        if not prices:
            return [election.projects[place].id for place in bought]
        place = min(prices, key=lambda p: (prices[p][0], *order.key(p, votes[p])))
        for row, (worth, _weight) in enumerate(rows):
            if place in worth:
                money[row] -= min(money[row], prices[place][1] * worth[place])
        bought.append(place)


def water_level(held: list[tuple[Fraction, int, int, int]], cost: int) -> Fraction:
    """The price at which the supporters together pay the cost."""
    missing, weight = Fraction(cost), sum(worth * count for _r, worth, count, _row in held)
    for ratio, worth, count, _row in sorted(held):
        if ratio * weight >= missing:
            break
        missing -= ratio * worth * count
        weight -= worth * count
    return missing / weight


def phragmen(election: Election, ties: Ties) -> list[str]:
    """Sequential Phragmén by its definition."""
    votes, order = tally(election).votes, TieOrder(election, ties)
    loads = [Fraction(0)] * len(election.ballots)
    bought: list[int] = []
    left = election.budget
    while True:
        times = {}
        for place, project in enumerate(election.projects):
            if place in bought or not votes[place] or project.cost > election.budget:
                continue
            spent = sum(
                loads[row] * ballot.weight
                for row, ballot in enumerate(election.ballots)
                if place in ballot.choices
            )
            times[place] = (project.cost + spent) / votes[place]
        first = [place for place, time in times.items() if time == min(times.values())]
        if not first or any(election.projects[place].cost > left for place in first):
            return [election.projects[place].id for place in bought]
        place = min(first, key=lambda p: order.key(p, votes[p]))
        for row, ballot in enumerate(election.ballots):
            if place in ballot.choices:
                loads[row] = times[place]
        left -= election.projects[place].cost
        bought.append(place)
