"""Report over a folder of elections: the declared rule against what each city decided.

``python -m voting.counting.report FOLDER`` counts every .pb file and names each project on which
the outcome differs from the source, with what is known about why. Exit code 1 where a file
cannot be read.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from . import PbError, RuleError, count, declared_rule, read_pb
from .explain import explain
from .model import Election
from .outcome import Outcome

MAX_NAME = 60


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
    for result in ("same", "differs", "nothing stated", "no rule", "unreadable"):
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
    _line("differs", path, seconds, outcome.rule)
    comment = election.meta.get("comment")
    if comment:
        remarks += (f"the source comments: {comment}",)
    for text in (*remarks, *differences(election, outcome)):
        print(f"    {text}")
    return "differs"


def _line(result: str, path: Path, seconds: str, text: str) -> str:
    print(f"{result:<15} {seconds:>9}  {path.stem[:MAX_NAME]:<{MAX_NAME}}  {text}")
    return result


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
                yield f"    it is tied with {', '.join(set(tie.projects) - {project.id})}"


if __name__ == "__main__":
    sys.exit(main())
