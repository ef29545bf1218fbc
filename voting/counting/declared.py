"""The rule that a .pb file declares in its META section, as data."""

import re
from dataclasses import replace
from typing import NamedTuple

from .amounts import AmountError, in_scale, parse_amount
from .model import MAX_POINTS, BallotKind, Election
from .rules import Cap, Completion, EqualShares, Greedy, Misfit, Phragmen, Rule, Ties

POZNAN_PERCENT = 80
"""Poznań funds the first project that does not fit where 80 % of its cost is left."""

EXCLUSIVE = "exclusive_projects"
"""META key of our own: groups of projects of which one at most is funded, ``A,B;C,D``."""

CAPS = (
    ("budget_per_category", "categories", "category"),
    ("budget_per_neighborhood", "neighborhoods", "place"),
    ("budget_per_neighbourhood", "neighbourhoods", "place"),
)
"""META keys of money limits, the key that lists the names, and what they are names of."""

IN_WORDS = re.compile(r"\bprojects (\S+) and (\S+) .{0,60}\bmutually exclusive\b", re.IGNORECASE)
"""How a comment names a pair of projects that exclude each other (Ruda Śląska 2026)."""

OTHERS: dict[str, Rule] = {
    "equalshares": EqualShares(),
    "equalshares-comparison": EqualShares(comparison=True),
    "equalshares/add1": EqualShares(completion=Completion.ADD1),
    "equalshares/add1-comparison": EqualShares(completion=Completion.ADD1, comparison=True),
    "equalshares/add1u": EqualShares(completion=Completion.ADD1U),
    "equalshares/add1u-comparison": EqualShares(completion=Completion.ADD1U, comparison=True),
    "phragmen": Phragmen(),
}
"""Świecie, Assen and Wieliczka: cost utility, linear add1 to the last outcome within budget."""


class RuleError(ValueError):
    """The file declares a rule that cannot be applied; the text says why."""


class Declared(NamedTuple):
    """A rule and what the file leaves open about it."""

    rule: Rule
    remarks: tuple[str, ...]


def declared_rule(election: Election, ties: Ties = Ties()) -> Declared:  # noqa: B008 - immutable
    """Return the rule named in META ``rule`` with its parameters; RuleError where none is known.

    ``unknown`` is taken as plain greedy, and a remark says so.
    """
    name = election.meta.get("rule", "").lower() or "unknown"
    vector, remarks = score_vector(election)
    if name in OTHERS:
        rule = replace(OTHERS[name], ties=ties)
        if isinstance(rule, EqualShares):
            rule = replace(rule, min_score=minimum_score(election), score_vector=vector)
        return Declared(rule, remarks)
    caps, not_applied = _caps(election)
    base = Greedy(
        min_score=minimum_score(election), caps=caps, exclusive=_exclusive(election),
        score_vector=vector, ties=ties,
    )  # fmt: skip
    if name == "greedy-exclusive" and not base.exclusive:
        base = replace(base, exclusive=_exclusive_in_words(election))
    greedy, remark = _greedy(name, base)
    return Declared(greedy, remarks + not_applied + remark + _leftover(election))


def _greedy(name: str, base: Greedy) -> tuple[Greedy, tuple[str, ...]]:
    """Return the variant of greedy of this name; RuleError where there is none."""
    if name in ("greedy", "greedy-threshold"):
        return base, ()
    if name == "greedy-no-skip":
        return replace(base, misfit=Misfit.STOP), ()
    if name in ("greedy-custom", "greedy-fund-misfit"):
        rule = replace(base, misfit=Misfit.FUND, misfit_percent=POZNAN_PERCENT)
        return rule, (f"{name} is taken as the {POZNAN_PERCENT} % rule of Poznań",)
    if name == "greedy-exclusive":
        pairs = "; ".join(map(", ".join, base.exclusive))
        silent = "the file does not say which projects exclude each other"
        return base, (f"of each group one at most: {pairs}" if pairs else silent,)
    if name == "unknown":
        return base, ("the file does not name its rule; counted by plain greedy",)
    raise RuleError(f"the rule {name!r} is not known")


def _exclusive(election: Election) -> tuple[tuple[str, ...], ...]:
    """Return the groups of META ``exclusive_projects``: ``A,B;C,D``; a key of our own."""
    text = election.meta.get(EXCLUSIVE, "")
    groups = tuple(tuple(_items(group)) for group in text.split(";") if group.strip())
    known = {project.id for project in election.projects}
    unknown = sorted({each for group in groups for each in group} - known)
    if unknown:
        raise RuleError(f"{EXCLUSIVE} names project {unknown[0]!r}, which is not listed")
    return groups


def _exclusive_in_words(election: Election) -> tuple[tuple[str, ...], ...]:
    """Return the pairs that META ``comment`` calls mutually exclusive by their ids."""
    known = {project.id for project in election.projects}
    pairs = IN_WORDS.findall(election.meta.get("comment", ""))
    return tuple(pair for pair in pairs if known.issuperset(pair))


def score_vector(election: Election) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return what each rank is worth, from META ``scoring_fn``: Borda, or numbers."""
    text = election.meta.get("scoring_fn", "").strip()
    if election.kind is not BallotKind.RANKED or text.lower() in ("", "borda"):
        return (), ()
    items = _items(text)
    if items and all(item.isdecimal() and int(item) <= MAX_POINTS for item in items):
        return tuple(map(int, items)), ()
    return (), (f"scoring_fn {text[:40]!r} is not understood; ranks are scored k, k-1, …, 1",)


def _leftover(election: Election) -> tuple[str, ...]:
    text = election.meta.get("leftover_budget", "")
    return (f"what is left is spent outside the rule: {text}",) if text else ()


def minimum_score(election: Election) -> int:
    """The minimum score in units of support; points with decimals are scaled like the ballots."""
    text = election.meta.get("min_project_score_threshold", "")
    if not text:
        return 0
    digits, places = _number(text, "min_project_score_threshold")
    return -(-digits * election.points_scale // 10**places)


def _caps(election: Election) -> tuple[tuple[Cap, ...], tuple[str, ...]]:
    """Return the money limits of categories and places, and remarks on those not understood.

    They are given as a list beside the list of names, or as pairs of ``name: amount``.
    """
    caps: list[Cap] = []
    remarks: list[str] = []
    for key, names_key, by in CAPS:
        amounts = _items(election.meta.get(key, ""))
        names = _items(election.meta.get(names_key, ""))
        if amounts and all(":" in item for item in amounts):
            names = [item.rsplit(":", 1)[0].strip(" '\"") for item in amounts]
            amounts = [item.rsplit(":", 1)[1] for item in amounts]
        try:
            limits = [_in_scale(election, _number(amount, key), key) for amount in amounts]
        except RuleError as error:
            remarks.append(f"{error}; it is not applied")
            continue
        if amounts and len(amounts) != len(names):
            remarks.append(
                f"{key} has {len(amounts)} amounts for {len(names)} {names_key}; it is not applied"
            )
            continue
        caps += [Cap(by, name, limit) for name, limit in zip(names, limits, strict=False)]
    return tuple(caps), tuple(remarks)


def _in_scale(election: Election, amount: tuple[int, int], key: str) -> int:
    digits, places = amount
    if digits * election.scale % 10**places:
        raise RuleError(f"{key} has more decimals than the costs")
    return in_scale(amount, election.scale)


def _number(text: str, key: str) -> tuple[int, int]:
    try:
        return parse_amount(text.strip())
    except AmountError:
        raise RuleError(f"{key} {text[:40]!r} is not a number") from None


def _items(text: str) -> list[str]:
    items = (item.strip(" '\"") for item in text.strip("[]{} ").split(","))
    return [item for item in items if item]
