"""Compare the count with pabutools on a folder of real elections, result by result.

Run in an environment of its own (``make oracle``)::

    python tests/oracle/compare.py FOLDER [--add1] [--only NAME]

pabutools works with exact fractions on grouped ballots; both sides break ties by cost, votes and
id. Prints the CPU seconds of each rule on both sides, and on large elections those of a whole
process; exit code 1 where an outcome differs.
"""

import argparse
import gc
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pabutools.fractions
from pabutools.election import Cardinality_Sat, Cost_Sat, Instance, parse_pabulib
from pabutools.election.profile import AbstractProfile
from pabutools.rules import (
    greedy_utilitarian_welfare,
    method_of_equal_shares,
    sequential_phragmen,
)
from pabutools.tiebreaking import TieBreakingRule

sys.path.insert(0, str(Path(__file__).parents[2]))

from voting.counting import (
    BallotKind,
    Completion,
    Election,
    EqualShares,
    Greedy,
    Phragmen,
    Rule,
    Utility,
    count,
    read_pb,
)

pabutools.fractions.FRACTION = "gmpy2"
ROOT = Path(__file__).parents[2]
IMPORTED = time.process_time()
LARGE = 20_000
ADD1_ALSO = {"Poland_Lodz_2022"}

WHOLE = {"greedy", "equal-shares", "phragmen"}

Theirs = Callable[[Instance, AbstractProfile], object]


def ties() -> TieBreakingRule:
    """Cheaper first, then more votes, then the smaller id."""
    return TieBreakingRule(
        lambda _instance, profile, project: (
            project.cost,
            -profile.approval_score(project),
            project.name.encode(),
        )
    )


RULES: dict[str, tuple[Rule, Theirs]] = {
    "greedy": (
        Greedy(),
        lambda instance, profile: greedy_utilitarian_welfare(
            instance, profile, sat_class=Cost_Sat, tie_breaking=ties()
        ),
    ),
    "equal-shares": (
        EqualShares(),
        lambda instance, profile: method_of_equal_shares(
            instance, profile, sat_class=Cost_Sat, tie_breaking=ties()
        ),
    ),
    "equal-shares/cardinality": (
        EqualShares(utility=Utility.CARDINALITY),
        lambda instance, profile: method_of_equal_shares(
            instance, profile, sat_class=Cardinality_Sat, tie_breaking=ties()
        ),
    ),
    "phragmen": (
        Phragmen(),
        lambda instance, profile: sequential_phragmen(instance, profile, tie_breaking=ties()),
    ),
}


def add1(election: Election) -> tuple[Rule, Theirs]:
    """add1 by one unit of currency; where shares are large, by a hundred-and-fiftieth of them:
    pabutools keeps every step in memory."""
    increment = max(1, election.budget // election.scale // max(1, election.ballot_count) // 150)
    return (
        EqualShares(
            completion=Completion.ADD1,
            exhaustive_stop=True,
            increment=increment * election.scale,
        ),
        lambda instance, profile: method_of_equal_shares(
            instance,
            profile,
            sat_class=Cost_Sat,
            tie_breaking=ties(),
            voter_budget_increment=increment,
        ),
    )


def main() -> int:
    """Compare every approval file of the folder; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--add1", action="store_true", help="add1 too, up to 20,000 ballots")
    parser.add_argument("--only", default="", help="files whose name contains this")
    parser.add_argument("--after", default="", help="files whose name comes after this")
    options = parser.parse_args()
    same = different = 0
    print(f"{'file':<50} {'rule':<28} {'':<9} {'ours s':>8} {'theirs s':>9} {'ratio':>7}")
    for path in sorted(options.folder.glob("*.pb")):
        if options.only in path.name and path.name > options.after:
            for equal in compare_file(path, with_add1=options.add1):
                same, different = same + equal, different + (not equal)
    print(f"{same} outcomes the same, {different} different")
    return 1 if different or not same else 0


def compare_file(path: Path, *, with_add1: bool) -> list[bool]:
    """Compare all rules on one file; empty for ballots that are not approvals."""
    started = time.process_time()
    election = read_pb(path)
    ours = time.process_time() - started
    if election.kind not in (BallotKind.APPROVAL, BallotKind.CHOOSE_1):
        return []
    started = time.process_time()
    instance, profile = parse_pabulib(str(path))
    grouped = profile.as_multiprofile()
    reading = time.process_time() - started
    line(path, "read and group", "", ours, reading)
    rules = dict(RULES)
    if with_add1 and (election.ballot_count <= LARGE or path.stem in ADD1_ALSO):
        rules["add1, exhaustive stop"] = add1(election)
    results = []
    for name, (rule, theirs) in rules.items():
        gc.collect()
        started = time.process_time()
        outcome = count(election, rule)
        ours = time.process_time() - started
        started = time.process_time()
        expected = {project.name for project in theirs(instance, grouped)}
        results.append(set(outcome.selected) == expected)
        verdict = "same" if results[-1] else "DIFFERENT"
        seconds = time.process_time() - started
        line(path, name, verdict, ours, seconds)
        if name in WHOLE and election.ballot_count > LARGE:
            line(
                path, f"whole process, {name}", "", whole(path, name), IMPORTED + reading + seconds
            )
    return results


def whole(path: Path, name: str) -> float:
    """Return the CPU seconds of the command line, from the start of Python to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "voting.counting", str(path), "--rule", name]
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def line(path: Path, name: str, verdict: str, ours: float, theirs: float) -> None:
    """Print one comparison."""
    ratio = theirs / max(ours, 1e-6)
    print(
        f"{path.stem[:50]:<50} {name:<28} {verdict:<9} {ours:>8.4f} {theirs:>9.3f} {ratio:>7.0f}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
