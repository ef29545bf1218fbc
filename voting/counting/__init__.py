"""The count: ballots in, funded projects out, with a reason for each.

Pure functions over plain data; nothing here knows Django, a database or the time. The same
election and rule give the same record, byte for byte, on any machine.

From a file::

    from voting.counting import count, declared_rule, read_pb

    election = read_pb("Poland_Wieliczka_2023.pb")
    rule, remarks = declared_rule(election)
    outcome = count(election, rule)
    outcome.selected            # ids in the order of selection
    outcome.by_id["41"].reason  # "funded", "too_expensive", …
    outcome.sha256              # hash of the canonical record

From memory, money in fen:

>>> from voting.counting import Greedy, Project, Ties, count, make_election
>>> election = make_election(
...     budget=100_00,
...     scale=100,
...     projects=[Project("A", 60_00), Project("B", 60_00), Project("C", 40_00)],
...     ballots=[("A", "C"), ("A",), ("B",), ("B", "C"), ("A",)],
... )
>>> outcome = count(election, Greedy(ties=Ties(("cost", "lot"), seed="5f2c")))
>>> outcome.selected, outcome.spent
(('A', 'C'), 10000)
>>> outcome.by_id["B"].reason, outcome.by_id["B"].figures["needs"]
('too_expensive', 1)
"""

from .amounts import format_amount
from .ballot_limits import BallotLimits, Invalid, declared_limits, invalid_ballots
from .compare import Effect, effect, overlap
from .completion import Progress, count_equal_shares
from .declared import Declared, RuleError, declared_rule
from .explain import Terms, explain, say
from .greedy import count_greedy
from .lots import Tie, lot
from .model import Ballot, BallotKind, Election, Note, Project, make_election
from .outcome import VERSION, Decision, Outcome, canonical_json
from .pb import Limits, PbError, load_pb, parse_pb, read_pb
from .pb_writer import write_pb
from .phragmen import count_phragmen
from .rules import (
    Cap,
    Completion,
    EqualShares,
    Greedy,
    Misfit,
    Phragmen,
    Rule,
    Standing,
    Ties,
    Utility,
    rule_from,
)
from .tally import Tally, tally

__all__ = [
    "VERSION",
    "Ballot",
    "BallotKind",
    "BallotLimits",
    "Cap",
    "Completion",
    "Decision",
    "Declared",
    "Effect",
    "Election",
    "EqualShares",
    "Greedy",
    "Invalid",
    "Limits",
    "Misfit",
    "Note",
    "Outcome",
    "PbError",
    "Phragmen",
    "Project",
    "Rule",
    "RuleError",
    "Standing",
    "Tally",
    "Terms",
    "Tie",
    "Ties",
    "Utility",
    "canonical_json",
    "count",
    "declared_limits",
    "declared_rule",
    "effect",
    "explain",
    "format_amount",
    "invalid_ballots",
    "load_pb",
    "lot",
    "make_election",
    "other_rules",
    "overlap",
    "parse_pb",
    "read_pb",
    "rule_from",
    "say",
    "tally",
    "write_pb",
]


def count(election: Election, rule: Rule, progress: Progress | None = None) -> Outcome:
    """Apply a rule to an election.

    ``progress`` is called after each step of add1 with the step and the cost of its outcome;
    the other rules are done before a first call would be due. Raises ValueError where the rule
    cannot be applied to this kind of ballots.
    """
    if isinstance(rule, EqualShares):
        return count_equal_shares(election, rule, progress)
    if isinstance(rule, Phragmen):
        return count_phragmen(election, rule)
    return count_greedy(election, rule)


def other_rules(election: Election, outcome: Outcome) -> list[Outcome]:
    """Count by the rules that one compares with: greedy, Equal Shares, Phragmén for approvals.

    Ties, minimum score and worth of ranks stay those of the outcome.
    """
    applied, least = outcome.applied, 0
    vector: tuple[int, ...] = ()
    if not isinstance(applied, Phragmen):
        least, vector = applied.min_score, applied.score_vector
    rules: list[Rule] = [
        Greedy(min_score=least, score_vector=vector, ties=applied.ties),
        EqualShares(min_score=least, score_vector=vector, ties=applied.ties),
    ]
    if election.kind.is_approval:
        rules.append(Phragmen(applied.ties))
    return [count(election, rule) for rule in rules if rule != applied]
