"""How fast the count is: invented elections of 1,000 to 1,000,000 ballots on 200 projects.

``python tests/load/count_speed.py [FILE.pb …]`` prints CPU seconds for reading, counting by each
rule and writing the record, and the memory used so far; real files come after the invented ones.
"""

import random
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from voting.counting import (
    Completion,
    EqualShares,
    Greedy,
    Phragmen,
    Rule,
    count,
    parse_pb,
    read_pb,
)
from voting.counting.model import Election

PROJECTS = 200
SIZES = (1_000, 10_000, 100_000, 1_000_000)
KINDS = ("approval", "ordinal", "cumulative")
RULES: dict[str, Rule] = {
    "greedy": Greedy(),
    "equal shares": EqualShares(),
    "phragmen": Phragmen(),
}


def invented(ballots: int, kind: str = "approval") -> bytes:
    """A .pb file: popularity falls from project to project, up to ten choices a ballot."""
    chance = random.Random(ballots)
    ids = [f"P{number:03d}" for number in range(PROJECTS)]
    popularity = [1 / (number + 5) for number in range(PROJECTS)]
    costs = [chance.randint(5, 400) * 1000 for _project in ids]
    lines = ["META", "key;value", f"budget;{sum(costs) // 3}", f"vote_type;{kind}", "PROJECTS"]
    lines += ["project_id;cost", *(f"{each};{cost}" for each, cost in zip(ids, costs, strict=True))]
    lines += ["VOTES", "voter_id;vote;points"]
    for voter in range(ballots):
        chosen = dict.fromkeys(chance.choices(ids, popularity, k=chance.randint(1, 10)))
        points = [str(chance.randint(1, 10)) for _each in chosen] if kind == "cumulative" else ()
        lines.append(f"{voter};{','.join(chosen)};{','.join(points)}")
    return "\n".join(lines).encode()


def timed(label: str, work, *arguments: object) -> object:
    """Do the work and print what it took."""
    started = time.process_time()
    result = work(*arguments)
    seconds = time.process_time() - started
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"    {label:<24} {seconds:>8.3f} s {megabytes:>6} MB", flush=True)
    return result


def measure(election: Election) -> None:
    """Time every rule on one election."""
    timed("digest", lambda: election.digest)
    for name, rule in RULES.items():
        outcome = timed(name, count, election, rule)
        timed("record", lambda outcome=outcome: outcome.sha256)


def main() -> None:
    """Measure invented elections, then the files named on the command line."""
    for kind in KINDS if len(sys.argv) == 1 else ():
        timed(f"read 130,000 {kind}", parse_pb, invented(130_000, kind))
    for size in SIZES if len(sys.argv) == 1 else ():
        data = invented(size)
        print(f"{size:,} invented ballots on {PROJECTS} projects")
        measure(timed("read", parse_pb, data))
    for file in sys.argv[1:]:
        print(Path(file).name)
        election = timed("read", read_pb, file)
        measure(election)
        rule = EqualShares(completion=Completion.ADD1)
        timed("equal shares, add1", count, election, rule)


if __name__ == "__main__":
    main()
