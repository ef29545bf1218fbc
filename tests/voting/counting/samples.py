"""Small made-up elections for the tests of the count."""

import random

from voting.counting import BallotKind, Election, Project, make_election, parse_pb

VILLAGE = """META
key;value
description;A made-up village
country;Nowhere
unit;Village
instance;2026
num_projects;4
num_votes;5
budget;1000
vote_type;approval
rule;greedy
currency;CNY
PROJECTS
project_id;cost;votes;name;category;selected
A;600;3;Lamps;safety;1
B;500;2;Benches;comfort,green;0
C;300;2;Trees;green;1
D;200;1;Swing;;0
VOTES
voter_id;vote;age;sex
1;A,C;30;F
2;A;41;M
3;B,A;;
4;B,C;19;F
5;D;77;M
"""


def village(**changes: str) -> Election:
    """The village election; ``changes`` maps lines of the file to what replaces them."""
    return parse_pb(village_text(**changes).encode())


def village_text(**changes: str) -> str:
    text = VILLAGE
    for key, value in changes.items():
        old = next(line for line in VILLAGE.splitlines() if line.startswith(f"{key};"))
        text = text.replace(old, value)
    return text


def plain_election(
    costs: dict[str, int],
    ballots: list[object],
    budget: int,
    kind: str = "approval",
    scale: int = 1,
) -> Election:
    """An election from costs by id and ballots as strings of one-letter ids or mappings."""
    projects = [Project(project_id, cost) for project_id, cost in costs.items()]
    return make_election(
        budget=budget, projects=projects, ballots=ballots, kind=BallotKind(kind), scale=scale
    )


def random_election(
    seed: int, kind: str = "approval", voters: int = 12, items: int = 6
) -> Election:
    """A small election full of ties, the same for the same seed."""
    chance = random.Random(seed)
    ids = [chr(ord("A") + number) for number in range(items)]
    costs = {project_id: chance.choice([1, 2, 3, 4, 6, 9]) * 10 for project_id in ids}
    ballots: list[object] = []
    for _voter in range(voters):
        chosen = chance.sample(ids, chance.randint(0, min(4, items)))
        if kind == "cumulative":
            ballots.append({project_id: chance.randint(0, 3) for project_id in chosen})
        else:
            ballots.append(chosen)
    budget = chance.randint(20, sum(costs.values()))
    return plain_election(costs, ballots, budget, kind)
