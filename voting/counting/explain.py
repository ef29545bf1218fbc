"""Each decision as a sentence, in English and Chinese, from stored figures alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .amounts import format_amount
from .model import Election
from .outcome import Decision, Outcome
from .shares_explained import SHOWN

LANGUAGES = ("en", "zh")

SENTENCES = {
    "mandated": ("Funded before the vote.", "不经投票，先行安排。"),
    "funded": (
        "Funded: rank {rank} with {support}; {left} were left and it costs {cost}.",
        "入选：第 {rank} 名，{support}；轮到时还剩 {left}，需要 {cost}。",
    ),
    "funded_share": (
        "Funded with help: {left} were left, {reserve} come from elsewhere.",
        "入选：轮到时还剩 {left}，另外补 {reserve}。",
    ),
    "too_expensive": (
        "Not funded: it costs {cost} and {left} were left when its turn came.",
        "未入选：需要 {cost}，轮到时只剩 {left}。",
    ),
    "above_budget": (
        "Not funded: alone it costs {short} more than there is.",
        "未入选：单这一项就比总额多 {short}。",
    ),
    "tie_lost": (
        "Not funded: {by} has equal support and came first in the declared order.",
        "未入选：{by} 与它同票，按事先公布的顺序排在前面。",
    ),
    "tie_lost_to_one": (
        "Not funded: another project with equal support came first in the declared order.",
        "未入选：同票的另一个项目按事先公布的顺序排在前面。",
    ),
    "stopped": (
        "Not funded: the count stopped before at {by}, which did not fit.",
        "未入选：在它之前，{by} 的钱不够，计票到此为止。",
    ),
    "below_minimum": (
        "Not funded: {support}; the minimum is {minimum}.",
        "未入选：{support}，至少要 {minimum}。",
    ),
    "excluded": (
        "Not funded: {by} was funded and excludes it.",
        "未入选：{by} 已入选，两者只能选一个。",
    ),
    "over_cap": (
        "Not funded: it costs {cost} and only {room} were left for {cap}.",
        "未入选：需要 {cost}，“{cap}”只剩 {room}。",
    ),
    "withdrawn": ("Took no part: withdrawn.", "没有参加：已撤回。"),
    "no_support": ("Not funded: nobody voted for it.", "未入选：没有人投它。"),
    "bought": (
        "Funded in round {round}: its supporters paid {price} each, or all they had left;"
        " {support} counted like {effective} at full price.",
        "第 {round} 轮入选：支持者每人出 {price}，钱不够的出全部余额；"
        "{support}，相当于 {effective} 票全价。",
    ),
    "bought_free": ("Funded: it costs nothing.", "入选：不用花钱。"),
    "bought_at": (
        "Funded in round {round}: its {support} had its cost together at {time} earned each.",
        "第 {round} 轮入选：每人攒到 {time} 时，{support}合起来够了。",
    ),
    "topped_up": (
        "Funded from what was left over: next by support that still fitted.",
        "用剩下的钱入选：按票数轮到，而且还够。",
    ),
    "not_affordable": (
        "Not funded: its supporters had {held} left of {cost}; {without_money} had nothing left.",
        "未入选：支持者只剩 {held}，需要 {cost}；其中 {without_money} 人的钱已用完。",
    ),
    "over_budget": (
        "Not funded: it costs {cost} and {left} were left when its turn came;"
        " the count ended here.",
        "未入选：需要 {cost}，轮到时只剩 {left}，计票到此为止。",
    ),
    "too_late": (
        "Not funded: the count ended before its supporters had its cost.",
        "未入选：支持者还没攒够，计票已结束。",
    ),
}
MARGINS = {
    ("needs", "cheaper"): (
        " It would have been in with {needs}, or {cheaper} cheaper.",
        "再多 {needs}，或者少花 {cheaper}，就能入选。",
    ),
    ("needs",): (" It would have been in with {needs}.", "再多 {needs}就能入选。"),
    ("cheaper",): (" It would have been in {cheaper} cheaper.", "少花 {cheaper}就能入选。"),
}
WENT_TO = (" Their money went to {went_to}.", "他们的钱用在：{went_to}。")
ENOUGH = {"too_expensive", "over_cap", "tie_lost", "over_budget"}
"""Reasons where a cost lower by what was short would have been enough, all else equal."""


@dataclass(frozen=True)
class Terms:
    """In what the figures of a count are written: what an explanation needs of an election.

    ``money`` writes an amount in the smallest unit and ``names`` names projects; the site has
    its own ways.
    """

    scale: int = 1
    currency: str = ""
    points_scale: int = 1
    is_approval: bool = True
    money: Callable[[int], str] | None = None
    names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, election: Election) -> "Terms":
        """The terms of an election at hand."""
        return cls(
            election.scale,
            election.meta.get("currency", ""),
            election.points_scale,
            election.kind.is_approval,
        )

    def amount(self, amount: int) -> str:
        """Write an amount of money."""
        if self.money is not None:
            return self.money(amount)
        return f"{format_amount(amount, self.scale)} {self.currency}".strip()

    def fine(self, amount: int) -> str:
        """Write a price kept in thousandths of the smallest unit, to hundredths of currency."""
        if self.money is not None:
            return self.money(amount // SHOWN)
        cents = amount * 100 // (SHOWN * self.scale)
        return f"{format_amount(cents, 100)} {self.currency}".strip()

    def support(self, number: int, column: int, more: str = "") -> str:
        """Write votes or points: ``3 votes``, ``1 more vote``."""
        unit = ("vote", "票") if self.is_approval else ("point", "分")
        many = "s" if column == 0 and number != self.points_scale else ""
        return f"{format_amount(number, self.points_scale)} {more}{unit[column]}{many}"


def explain(election: Election, outcome: Outcome, decision: Decision, language: str = "en") -> str:
    """Return the sentence for one decision of an outcome; ``language`` is ``en`` or ``zh``."""
    return say(decision, Terms.of(election), language)


def say(decision: Decision, terms: Terms, language: str = "en") -> str:
    """Return the sentence for one decision as it is kept."""
    column = LANGUAGES.index(language)
    figures = decision.figures
    sentence = SENTENCES[_template(decision)][column]
    given = tuple(key for key in ("needs", "cheaper") if margin(decision, key))
    if given:
        sentence += MARGINS[given][column]
    if figures.get("went_to") and not decision.selected:
        sentence += WENT_TO[column]
    return sentence.format_map(_worded(decision, terms, column))


def _template(decision: Decision) -> str:
    if decision.reason == "tie_lost" and "by" not in decision.figures:
        return "tie_lost_to_one"  # kept before version 1.2
    if decision.reason != "bought":
        return decision.reason
    if "time" in decision.figures:
        return "bought_at"
    return "bought" if "price" in decision.figures else "bought_free"


def margin(decision: Decision, key: str) -> int:
    """How much more support, or less cost, would have been enough; 0 where none is known."""
    if decision.selected:
        return 0
    if key != "cheaper":
        return decision.figures.get(key, 0)
    less = decision.figures.get("short" if decision.reason in ENOUGH else key, 0)
    return less if less < decision.cost else 0


def _worded(decision: Decision, terms: Terms, column: int) -> Mapping[str, object]:
    """Return the figures as they are written: money with its currency, support with its unit."""
    figures = decision.figures
    words: dict[str, object] = {
        **figures,
        "cost": terms.amount(decision.cost),
        "left": terms.amount(decision.left),
        "rank": decision.rank,
        "support": terms.support(decision.support, column),
        "needs": terms.support(margin(decision, "needs"), column, ("more ", "")[column]),
        "cheaper": terms.amount(margin(decision, "cheaper")),
    }
    for key in ("short", "reserve", "room", "held"):
        if key in figures:
            words[key] = terms.amount(figures[key])
    for key in ("price", "time"):
        if key in figures:
            words[key] = terms.fine(figures[key])
    if "minimum" in figures:
        words["minimum"] = terms.support(figures["minimum"], column)
    if "by" in figures:
        words["by"] = terms.names.get(figures["by"], figures["by"])
    if "effective" in figures:
        words["effective"] = format_amount(figures["effective"] * 10 // SHOWN, 10)
    if figures.get("went_to"):
        pairs = [
            f"{terms.names.get(project_id, project_id)} ({terms.amount(amount)})"
            for project_id, amount in figures["went_to"]
        ]
        words["went_to"] = (", ", "、")[column].join(pairs)
    return words
