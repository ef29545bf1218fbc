"""Results in sentences: why a project is on the list or is not, and by which rule."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mws.core.wording import yuan_words
from voting.models import Poll, PollResult


def why(result: PollResult) -> str:
    """One sentence for one project; ends with what would have helped, where something would."""
    sentence = _REASONS[result.reason](result) if result.reason in _REASONS else result.reason
    if result.is_selected or not result.short_by_votes:
        return sentence
    votes = result.short_by_votes
    more = ngettext(
        "%(votes)s more vote would have sufficed.",
        "%(votes)s more votes would have sufficed.",
        votes,
    ) % {"votes": votes}
    return _both(sentence, more)


def rule_sentence(poll: Poll) -> str:
    """How ballots become a list, in words a voter can check."""
    sentence = _RULES.get(poll.rule.get("rule", ""), _RULES["greedy"])()
    if poll.rule.get("minimum_support", 0) > 1:
        least = _("At least %(votes)s votes are needed.") % {"votes": poll.rule["minimum_support"]}
        return _both(sentence, least)
    return sentence


def _both(first: str, second: str) -> str:
    """Two sentences in a row; Chinese puts no space between them."""
    return _("%(first)s %(second)s") % {"first": first, "second": second}


def _too_expensive(result: PollResult) -> str:
    return _("It cost more than was left: %(sum)s short.") % {
        "sum": yuan_words(result.short_by_fen)
    }


def _shared(result: PollResult) -> str:
    missing = result.item.cost_fen - result.left_before_fen
    return _("Chosen; %(sum)s of its cost must come from elsewhere.") % {
        "sum": yuan_words(max(missing, 0))
    }


_REASONS = {
    "funded": lambda result: _("The money suffices."),
    "funded_share": _shared,
    "mandated": lambda result: _("Chosen before the vote, by law."),
    "too_expensive": _too_expensive,
    "tie_lost": lambda result: _(
        "As many votes as one above it; that one came first, and the money no longer sufficed."
    ),
    "stopped": lambda result: _("The list ended above it: the rule stops where money runs out."),
    "below_minimum": lambda result: _("Fewer votes than are needed."),
    "excluded": lambda result: _("A project that excludes it has more votes."),
    "over_cap": lambda result: _("The limit for projects of its kind was used up."),
    "withdrawn": lambda result: _("Withdrawn before the count."),
}  # fmt: skip

_RULES = {
    "greedy": lambda: _(
        "Most votes first, as long as the money lasts; what costs more than is left is passed over."
    ),
    "greedy-no-skip": lambda: _(
        "Most votes first; the list ends at the first project that costs more than is left."
    ),
    "greedy-fund-misfit": lambda: _(
        "Most votes first; the first project that costs more than is left ends the list, and is "
        "still chosen if most of its cost is there."
    ),
}
