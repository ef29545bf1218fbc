"""Results in sentences: why a project is on the list or is not, and by which rule."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mws.core.wording import yuan_words
from voting.counting import BallotKind, Decision, Terms, say
from voting.models import CountEvent, CountRun, Poll

FEN = 100


def why(event: CountEvent, terms: Terms) -> str:
    """One sentence for one project, as the count itself says it; nothing is counted again. What is
    funded in its turn needs none: place, votes and money stand beside it."""
    if event.reason == "funded":
        return _("The money suffices.")
    decision = Decision(
        id=event.item.code, cost=event.cost, votes=event.votes, support=event.support,
        rank=event.position, selected=event.is_selected, reason=event.reason, left=event.left,
        figures=event.figures,
    )  # fmt: skip
    return say(decision, terms, "zh" if (get_language() or "").startswith("zh") else "en")


def terms_of(run: CountRun, poll: Poll, titles: Mapping[str, str]) -> Terms:
    """In what the figures of a run are written: yuan, votes or points, titles of projects."""
    return Terms(
        scale=run.scale,
        points_scale=run.points_scale,
        is_approval=has_approvals(poll),
        money=lambda amount: yuan_words(amount * FEN // run.scale),
        names=titles,
    )


def has_approvals(poll: Poll) -> bool:
    """Whether its ballots name projects, and do not give them points or ranks."""
    return BallotKind(poll.rule.get("ballot", "approval")).is_approval


def rule_name(rule: str) -> str:
    """The short name of a rule, for the head of a column."""
    return next(name() for start, name in _NAMES.items() if rule.startswith(start))


def rule_sentence(poll: Poll) -> str:
    """How ballots become a list, in words a voter can check."""
    rule = poll.rule.get("rule", "")
    sentence = next((said() for start, said in _RULES.items() if rule.startswith(start)), "")
    if poll.rule.get("minimum_support", 0) > 1:
        least = _("At least %(votes)s votes are needed.") % {"votes": poll.rule["minimum_support"]}
        return _both(sentence or _RULES["greedy"](), least)
    return sentence or _RULES["greedy"]()


def share_sentence(process: Mapping[str, object], scale: int) -> str:
    """Under Equal Shares: what each voter had to spend, and where raising it had to end."""
    if "share" not in process:
        return ""
    first, last = (
        yuan_words(int(Fraction(str(process[key])) * FEN / scale))
        for key in ("first_share", "share")
    )
    sentence = _("Each voter's part was %(first)s at first and %(last)s in the end.") % {
        "first": first, "last": last,
    }  # fmt: skip
    if "next_cost" not in process:
        return sentence
    cost = yuan_words(int(str(process["next_cost"])) * FEN // scale)
    return _both(sentence, _("One step more would have cost %(sum)s.") % {"sum": cost})


def _both(first: str, second: str) -> str:
    """Two sentences in a row; Chinese puts no space between them."""
    return _("%(first)s %(second)s") % {"first": first, "second": second}


_NAMES = {
    "greedy-council": lambda: _("The council's order"),
    "greedy-no-skip": lambda: _("Most votes first, up to the first that does not fit"),
    "greedy-fund-misfit": lambda: _("Most votes first, helped where most of the money is there"),
    "greedy": lambda: _("Most votes first"),
    "equal": lambda: _("Equal Shares"),
    "phragmen": lambda: _("Phragmén's rule"),
}

# The first that a rule's name begins with.
_RULES = {
    "greedy-no-skip": lambda: _(
        "Most votes first; the list ends at the first project that costs more than is left."
    ),
    "greedy-fund-misfit": lambda: _(
        "Most votes first; the first project that costs more than is left ends the list, and is "
        "still chosen if most of its cost is there."
    ),
    "greedy": lambda: _(
        "Most votes first, as long as the money lasts; what costs more than is left is passed over."
    ),
    "equal": lambda: _(
        "Equal Shares: the money is divided equally among the voters; those who want a project "
        "pay for it together, the cheapest for each of them first."
    ),
    "phragmen": lambda: _(
        "Phragmén's rule: every voter saves at the same pace; a project is chosen as soon as "
        "those who want it have its cost together."
    ),
}
