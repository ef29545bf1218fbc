"""Command line of the count: ``python -m voting.counting FILE.pb [options]``."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace

from . import PbError, RuleError, count, declared_rule, read_pb
from .declared import minimum_score
from .model import Election
from .rules import Greedy, Misfit, Rule, Ties
from .table import print_outcome

RULES = ("declared", "greedy", "greedy-no-skip", "greedy-threshold")


def main(arguments: Sequence[str] | None = None) -> int:
    """Count each file; 0 when all went well, 2 with one line on bad input."""
    options = _parser().parse_args(arguments)
    try:
        ties = Ties.parse(options.ties, _seed(options.seed))
        for file in options.files:
            election = read_pb(file)
            rule, remarks = _rule(options.rule, election, ties)
            outcome = count(election, rule)
            if options.json:
                report = {**outcome.record(), "sha256": outcome.sha256, "remarks": list(remarks)}
                print(json.dumps(report, ensure_ascii=False, indent=2, sort_keys=True))
            else:
                print_outcome(election, outcome, remarks)
    except (PbError, RuleError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m voting.counting", description="Count participatory budgeting elections."
    )
    parser.add_argument("files", nargs="+", metavar="FILE.pb")
    parser.add_argument("--rule", choices=RULES, default="declared")
    parser.add_argument(
        "--ties", default="cost,votes", help="steps among equals: cost, votes, id, lot"
    )
    parser.add_argument("--seed", default="", metavar="HEX", help="seed of the lot among equals")
    parser.add_argument("--json", action="store_true", help="print the record as JSON")
    return parser


def _seed(text: str) -> str:
    if text and any(character not in "0123456789abcdefABCDEF" for character in text):
        raise ValueError("the seed must be hexadecimal")
    return text.lower()


def _rule(name: str, election: Election, ties: Ties) -> tuple[Rule, tuple[str, ...]]:
    if name == "declared":
        return declared_rule(election, ties)
    rule = Greedy(ties=ties)
    if name == "greedy-no-skip":
        rule = replace(rule, misfit=Misfit.STOP)
    if name == "greedy-threshold":
        rule = replace(rule, min_score=minimum_score(election))
    return rule, ()


if __name__ == "__main__":
    sys.exit(main())
