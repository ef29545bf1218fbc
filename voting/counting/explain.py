"""Each decision as a sentence, in English and Chinese, from stored figures alone."""

from collections.abc import Mapping

from .amounts import format_amount
from .model import BallotKind, Election
from .outcome import Decision, Outcome
from .shares_explained import SHOWN

LANGUAGES = ("en", "zh")

SENTENCES = {
    "mandated": ("Funded before the vote.", "不经投票,先行安排。"),
    "funded": (
        "Funded: rank {rank} with {support}; {left} were left and it costs {cost}.",
        "入选:第 {rank} 名,{support};轮到时还剩 {left},需要 {cost}。",
    ),
    "funded_share": (
        "Funded with help: {left} were left, {reserve} come from elsewhere.",
        "入选:轮到时还剩 {left},另外补 {reserve}。",
    ),
    "too_expensive": (
        "Not funded: it costs {cost}, {short} too much when its turn came.",
        "未入选:需要 {cost},轮到时还差 {short}。",
    ),
    "tie_lost": (
        "Not funded: another project with equal support came first in the declared order.",
        "未入选:同票的另一个项目按事先公布的顺序排在前面。",
    ),
    "stopped": (
        "Not funded: the count stopped before at {by}, which did not fit.",
        "未入选:在它之前,{by} 的钱不够,计票到此为止。",
    ),
    "below_minimum": (
        "Not funded: {support}, at least {minimum} are required.",
        "未入选:{support},至少要 {minimum}。",
    ),
    "excluded": (
        "Not funded: {by} was funded and excludes it.",
        "未入选:{by} 已入选,两者只能选一个。",
    ),
    "over_cap": (
        "Not funded: only {room} were left for {cap}, {short} too little.",
        "未入选:“{cap}”只剩 {room},还差 {short}。",
    ),
    "withdrawn": ("Took no part: withdrawn.", "没有参加:已撤回。"),
    "no_support": ("Not funded: nobody voted for it.", "未入选:没有人投它。"),
    "bought": (
        "Funded in round {round}: its supporters paid {price} each, or all they had left;"
        " {support} counted like {effective} at full price.",
        "第 {round} 轮入选:支持者每人出 {price},钱不够的出全部余额;"
        "{support},相当于 {effective} 票全价。",
    ),
    "bought_free": ("Funded: it costs nothing.", "入选:不用花钱。"),
    "bought_at": (
        "Funded in round {round}: its {support} had its cost together at {time} earned each.",
        "第 {round} 轮入选:每人攒到 {time} 时,{support}合起来够了。",
    ),
    "topped_up": (
        "Funded from what was left over: next by support that still fitted.",
        "用剩下的钱入选:按票数轮到,而且还够。",
    ),
    "not_affordable": (
        "Not funded: its supporters had {held} left of {cost}; {without_money} had nothing left.",
        "未入选:支持者只剩 {held},需要 {cost};其中 {without_money} 人的钱已用完。",
    ),
    "over_budget": (
        "Not funded: its turn came and it cost {short} more than was left; the count ended here.",
        "未入选:轮到时还差 {short},计票到此为止。",
    ),
    "too_late": (
        "Not funded: the count ended before its supporters had its cost.",
        "未入选:支持者还没攒够,计票已结束。",
    ),
}
NEEDS = (" {needs} more would have been enough.", "再多 {needs}就能入选。")
WENT_TO = (" Their money went to {went_to}.", "他们的钱用在:{went_to}。")


def explain(election: Election, outcome: Outcome, decision: Decision, language: str = "en") -> str:
    """Return the sentence for one decision; ``language`` is ``en`` or ``zh``."""
    column = LANGUAGES.index(language)
    figures = _worded(election, outcome, decision, column)
    sentence = SENTENCES[_template(decision)][column]
    if "needs" in decision.figures:
        sentence += NEEDS[column]
    if decision.figures.get("went_to") and not decision.selected:
        sentence += WENT_TO[column]
    return sentence.format_map(figures)


def _template(decision: Decision) -> str:
    if decision.reason != "bought":
        return decision.reason
    if "time" in decision.figures:
        return "bought_at"
    return "bought" if "price" in decision.figures else "bought_free"


def _worded(
    election: Election, outcome: Outcome, decision: Decision, column: int
) -> Mapping[str, object]:
    """Return the figures as they are written: money with its currency, support with its unit."""
    scale, figures = outcome.scale, decision.figures
    currency = election.meta.get("currency", "")

    def money(amount: int) -> str:
        text = format_amount(amount, scale)
        return f"{text} {currency}".strip()

    def fine(amount: int) -> str:
        cents = amount * 100 // (SHOWN * scale)
        return f"{format_amount(cents, 100)} {currency}".strip()

    def count(number: int) -> str:
        return f"{format_amount(number, election.points_scale)}{_unit(election, column)}"

    words: dict[str, object] = {
        **figures,
        "cost": money(decision.cost),
        "left": money(decision.left),
        "rank": decision.rank,
        "support": count(decision.support),
    }
    for key, write in (
        ("short", money), ("reserve", money), ("room", money), ("held", money),
        ("price", fine), ("time", fine), ("needs", count), ("minimum", count),
    ):  # fmt: skip
        if key in figures:
            words[key] = write(figures[key])
    if "effective" in figures:
        words["effective"] = format_amount(figures["effective"] * 10 // SHOWN, 10)
    if figures.get("went_to"):
        pairs = [f"{name} ({money(amount)})" for name, amount in figures["went_to"]]
        words["went_to"] = ", ".join(pairs) if column == 0 else "、".join(pairs)
    return words


def _unit(election: Election, column: int) -> str:
    if election.kind in (BallotKind.POINTS, BallotKind.RANKED):
        return (" points", " 分")[column]
    return (" votes", " 票")[column]
