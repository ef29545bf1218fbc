"""Command line of the count: ``python -m voting.counting FILE.pb [options]``."""

import argparse
import gc
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import NoReturn

from . import PbError, RuleError, count, declared_rule, other_rules, read_pb
from .compare import effect, overlap
from .declared import minimum_score, score_vector
from .explain import LANGUAGES, explain
from .model import Election
from .outcome import Outcome
from .rules import Completion, EqualShares, Greedy, Misfit, Phragmen, Rule, Ties, Utility
from .table import print_comparison, print_outcome

RULES = ("declared", "greedy", "greedy-no-skip", "greedy-threshold", "equal-shares", "phragmen")
OF_EQUAL_SHARES = {
    "utility": "cost",
    "completion": "none",
    "increment": 0,
    "exhaustive_stop": False,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Count each file; 0 when all went well, 2 with one line on bad input."""
    options = _parser().parse_args(arguments)
    try:
        ties = Ties.parse(options.ties, _seed(options.seed))
        for file in options.files:
            _count_file(file, options, ties)
        sys.stdout.flush()
    except BrokenPipeError:
        sys.stderr.close()
    except (PbError, RuleError, ValueError, OSError) as error:
        print(f"error: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    return 0


class _Parser(argparse.ArgumentParser):
    """Says in one line what is wrong with the options."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"error: {message}\n")


def _count_file(file: str, options: argparse.Namespace, ties: Ties) -> None:
    election = read_pb(file)
    rule, remarks = _rule(options, election, ties)
    remarks += _unused(options)
    outcome = count(election, rule)
    others = other_rules(election, outcome) if options.compare else []
    if options.json:
        report = {**outcome.record(), "sha256": outcome.sha256, "remarks": list(remarks)}
        if options.explain:
            report["sentences"] = {
                decision.id: {
                    language: explain(election, outcome, decision, language)
                    for language in LANGUAGES
                }
                for decision in outcome.decisions
            }
        if others:
            report["comparison"] = [
                _compared(election, outcome, each) for each in (outcome, *others)
            ]
        print(json.dumps(report, ensure_ascii=False, indent=2, sort_keys=True))
        return
    print_outcome(election, outcome, remarks, explained=options.explain)
    if others:
        print_comparison(election, outcome, others)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m voting.counting", description="Count participatory budgeting elections."
    )
    add = parser.add_argument
    add("files", nargs="+", metavar="FILE.pb")
    add("--rule", choices=RULES, default="declared", help="declared: the rule the file names")
    add("--utility", choices=[*map(str, Utility)], default="cost", help="of Equal Shares")
    add("--completion", choices=[*map(str, Completion)], default="none", help="of Equal Shares")
    add("--increment", type=int, default=0, help="step of add1 in the smallest unit of money")
    add("--exhaustive-stop", action="store_true", help="end add1 when nothing more fits")
    add("--ties", default="cost,votes", help="steps among equals: cost, votes, id, lot")
    add("--seed", default="", metavar="HEX", help="seed of the lot among equals")
    add("--compare", action="store_true", help="show what other rules would have chosen")
    add("--explain", action="store_true", help="a sentence for each project, English and Chinese")
    add("--json", action="store_true", help="print the record as JSON")
    return parser


def _seed(text: str) -> str:
    if text and any(character not in "0123456789abcdefABCDEF" for character in text):
        raise ValueError("the seed must be hexadecimal")
    return text.lower()


def _rule(
    options: argparse.Namespace, election: Election, ties: Ties
) -> tuple[Rule, tuple[str, ...]]:
    name = options.rule
    if name == "declared":
        return declared_rule(election, ties)
    if name == "phragmen":
        return Phragmen(ties), ()
    vector, remarks = score_vector(election)
    if name == "equal-shares":
        return EqualShares(
            utility=Utility(options.utility),
            completion=Completion(options.completion),
            increment=options.increment,
            exhaustive_stop=options.exhaustive_stop,
            score_vector=vector,
            ties=ties,
        ), remarks
    rule = Greedy(score_vector=vector, ties=ties)
    if name == "greedy-no-skip":
        rule = replace(rule, misfit=Misfit.STOP)
    if name == "greedy-threshold":
        rule = replace(rule, min_score=minimum_score(election))
    return rule, remarks


def _unused(options: argparse.Namespace) -> tuple[str, ...]:
    """Say which options were given that the rule does not know."""
    if options.rule == "equal-shares":
        return ()
    given = [name for name, usual in OF_EQUAL_SHARES.items() if getattr(options, name) != usual]
    return tuple(
        f"--{name.replace('_', '-')} is for --rule equal-shares and changes nothing here"
        for name in given
    )


def _compared(election: Election, outcome: Outcome, other: Outcome) -> dict[str, object]:
    return {
        **effect(election, other)._asdict(),
        "rule": other.rule,
        "overlap": overlap(outcome, other),
    }


if __name__ == "__main__":
    gc.disable()  # a short life, in which nothing becomes garbage
    sys.exit(main())
