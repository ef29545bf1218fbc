"""Report over a folder of elections: the declared rule against what each city decided.

``python -m voting.counting.report FOLDER`` counts every .pb file and names each project on which
the outcome differs from the source, with what is known about why. Where another order among
equals gives what the source says, the difference is a tie: cities draw lots, and files do not
tell them. Exit code 1 where a file cannot be read.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from . import PbError, RuleError, count, declared_rule, read_pb
from .explain import explain
from .model import Election
from .outcome import Outcome
from .rules import Greedy, Rule, Ties

MAX_NAME = 60
RESULTS = ("same", "tie differs", "differs", "nothing stated", "no rule", "unreadable")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each file, the differences, and a summary."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("usage: python -m voting.counting.report FOLDER", file=sys.stderr)
        return 2
    results: Counter[str] = Counter()
    for path in sorted(Path(arguments[0]).glob("*.pb")):
        results[_report(path)] += 1
    print()
    for result in RESULTS:
        print(f"{result:<15} {results[result]:>6}")
    return 1 if results["unreadable"] else 0


def _report(path: Path) -> str:
    """Count one file and print what came of it; return the kind of result."""
    started = time.process_time()
    try:
        election = read_pb(path)
        rule, remarks = declared_rule(election)
    except PbError as error:
        return _line("unreadable", path, "", str(error))
    except RuleError as error:
        return _line("no rule", path, "", str(error))
    outcome = count(election, rule)
    seconds = f"{time.process_time() - started:6.2f} s"
    if election.official is None:
        return _line("nothing stated", path, seconds, outcome.rule)
    if set(outcome.selected) == set(election.official):
        return _line("same", path, seconds, outcome.rule)
    result = "tie differs" if _differs_by_a_tie(election, rule) else "differs"
    _line(result, path, seconds, outcome.rule)
    comment = election.meta.get("comment")
    if comment:
        remarks += (f"the source comments: {comment}",)
    for text in (*remarks, *differences(election, outcome)):
        print(f"    {text}")
    return result


def _line(result: str, path: Path, seconds: str, text: str) -> str:
    print(f"{result:<15} {seconds:>9}  {path.stem[:MAX_NAME]:<{MAX_NAME}}  {text}")
    return result


def _differs_by_a_tie(election: Election, rule: Rule) -> bool:
    """True where the source's outcome comes about if its projects win their ties."""
    official = set(election.official or ())
    names = {each.id: f"{int(each.id not in official)}{each.id}" for each in election.projects}
    projects = tuple(replace(each, id=names[each.id]) for each in election.projects)
    rule = replace(rule, ties=Ties(("id",)))
    if isinstance(rule, Greedy):
        groups = tuple(tuple(names[each] for each in group) for group in rule.exclusive)
        rule = replace(rule, exclusive=groups)
    outcome = count(replace(election, projects=projects), rule)
    return {name[1:] for name in outcome.selected} == official


def differences(election: Election, outcome: Outcome) -> Iterator[str]:
    """Yield for each project that differs what the source says, what was counted, and why."""
    chosen, official = set(outcome.selected), set(election.official or ())
    for project in election.projects:
        if (project.id in chosen) == (project.id in official):
            continue
        decision = outcome.by_id[project.id]
        stated = "selected" if project.id in official else "not selected"
        yield f"{project.id}: {stated} by the source. {explain(election, outcome, decision)}"
        if project.votes is not None and project.votes != decision.votes:
            yield f"    the source states {project.votes:,} votes, the ballots {decision.votes:,}"
        for tie in outcome.ties:
            if project.id in tie.projects:
                others = ", ".join(each for each in tie.projects if each != project.id)
                yield f"    it is tied with {others}"


if __name__ == "__main__":
    sys.exit(main())
