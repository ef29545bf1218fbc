"""Command line of the count: ``python -m voting.counting FILE.pb [options]``."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace

from . import PbError, RuleError, count, declared_rule, read_pb
from .compare import effect, overlap
from .declared import minimum_score
from .explain import LANGUAGES, explain
from .model import BallotKind, Election
from .outcome import Outcome
from .rules import Completion, EqualShares, Greedy, Misfit, Phragmen, Rule, Ties, Utility
from .table import print_comparison, print_outcome

RULES = ("declared", "greedy", "greedy-no-skip", "greedy-threshold", "equal-shares", "phragmen")


def main(arguments: Sequence[str] | None = None) -> int:
    """Count each file; 0 when all went well, 2 with one line on bad input."""
    options = _parser().parse_args(arguments)
    try:
        ties = Ties.parse(options.ties, _seed(options.seed))
        for file in options.files:
            _count_file(file, options, ties)
    except (PbError, RuleError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
    return 0


def _count_file(file: str, options: argparse.Namespace, ties: Ties) -> None:
    election = read_pb(file)
    rule, remarks = _rule(options, election, ties)
    outcome = count(election, rule)
    others = _others(election, ties) if options.compare else []
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
            report["comparison"] = [_compared(election, outcome, each) for each in others]
        print(json.dumps(report, ensure_ascii=False, indent=2, sort_keys=True))
        return
    print_outcome(election, outcome, remarks, explained=options.explain)
    if others:
        print_comparison(election, outcome, others)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m voting.counting", description="Count participatory budgeting elections."
    )
    add = parser.add_argument
    add("files", nargs="+", metavar="FILE.pb")
    add("--rule", choices=RULES, default="declared", help="declared: the rule the file names")
    add("--utility", choices=list(Utility), default="cost", help="of Equal Shares")
    add("--completion", choices=list(Completion), default="none", help="of Equal Shares")
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
    if name == "equal-shares":
        return EqualShares(
            utility=Utility(options.utility),
            completion=Completion(options.completion),
            increment=options.increment,
            exhaustive_stop=options.exhaustive_stop,
            ties=ties,
        ), ()
    rule = Greedy(ties=ties)
    if name == "greedy-no-skip":
        rule = replace(rule, misfit=Misfit.STOP)
    if name == "greedy-threshold":
        rule = replace(rule, min_score=minimum_score(election))
    return rule, ()


def _others(election: Election, ties: Ties) -> list[Outcome]:
    """Count by the rules that one compares with: greedy, Equal Shares topped up, Phragmén."""
    rules: list[Rule] = [Greedy(ties=ties), EqualShares(ties=ties)]
    if election.kind in (BallotKind.APPROVAL, BallotKind.CHOOSE_1):
        rules.append(Phragmen(ties))
    return [count(election, rule) for rule in rules]


def _compared(election: Election, outcome: Outcome, other: Outcome) -> dict[str, object]:
    return {
        **effect(election, other)._asdict(),
        "rule": other.rule,
        "overlap": overlap(outcome, other),
    }


if __name__ == "__main__":
    sys.exit(main())
