"""The rule that a .pb file declares in its META section, as data."""

from dataclasses import replace
from typing import NamedTuple

from .amounts import AmountError, in_scale, parse_amount
from .model import Election
from .rules import Cap, Completion, EqualShares, Greedy, Misfit, Rule, Ties

POZNAN_PERCENT = 80
"""Poznań funds the first project that does not fit where 80 % of its cost is left."""

EQUAL_SHARES = {
    "equalshares": EqualShares(),
    "equalshares/add1": EqualShares(completion=Completion.ADD1),
    "equalshares/add1-comparison": EqualShares(completion=Completion.ADD1, comparison=True),
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
    name = election.meta.get("rule", "unknown").lower() or "unknown"
    caps, remarks = _caps(election)
    base = Greedy(min_score=minimum_score(election), caps=caps, ties=ties)
    if name in ("greedy", "greedy-threshold"):
        rule: Rule = base
    elif name == "greedy-no-skip":
        rule = replace(base, misfit=Misfit.STOP)
    elif name == "greedy-custom":
        rule = replace(base, misfit=Misfit.FUND, misfit_percent=POZNAN_PERCENT)
        remarks += (f"greedy-custom is taken as the {POZNAN_PERCENT} % rule of Poznań",)
    elif name == "greedy-exclusive":
        rule = base
        remarks += ("the file does not say which projects exclude each other",)
    elif name == "unknown":
        rule = base
        remarks += ("the file does not name its rule; counted by plain greedy",)
    elif name in EQUAL_SHARES:
        rule = replace(EQUAL_SHARES[name], min_score=base.min_score, ties=ties)
    else:
        raise RuleError(f"the rule {name!r} is not known")
    return Declared(rule, remarks)


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
    for key, names_key, by in (
        ("budget_per_category", "categories", "category"),
        ("budget_per_neighborhood", "neighborhoods", "place"),
    ):
        amounts = _items(election.meta.get(key, ""))
        names = _items(election.meta.get(names_key, ""))
        if amounts and all(":" in item for item in amounts):
            names = [item.rsplit(":", 1)[0].strip() for item in amounts]
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
    return [item.strip() for item in text.strip("[]{} ").split(",") if item.strip()]
