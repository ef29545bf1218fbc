"""资金条, the fund bar: where each segment begins, how wide it is, and all of it as a sentence.

The strict policy forbids inline style, so the bar is SVG with its geometry in attributes. The order
never changes: paid, committed, reserved, available; what went back to the district closes it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mws.core.money import Balances, per_mille, split_largest_remainder
from mws.core.wording import share_words, wan_mark, wan_words, yuan_words

Part = tuple[str, str, int]  # kind, label, fen
_NAMED_FROM = 600  # hundredths of a percent


@dataclass(frozen=True)
class Segment:
    """One piece of the bar; `x`, `width` and `middle` are percentages of the whole."""

    kind: str
    label: str
    fen: int
    share: str
    x: str
    width: str
    middle: str
    is_wide: bool = False  # wide enough to bear its name


@dataclass(frozen=True)
class Bar:
    """A drawn bar: its segments, the whole in fen and the sentence that says it all."""

    segments: Sequence[Segment]
    whole: int
    sentence: str
    added: Segment | None = None


def of_fund(balances: Balances, *, in_wan: bool = True) -> Bar:
    """A fund's five states; the fifth, returned, is drawn only where there is any."""
    parts = [
        ("paid", _("Paid"), balances.paid),
        ("committed", _("Committed"), balances.committed),
        ("reserved", _("Reserved"), balances.reserved),
        ("available", _("Available"), balances.available),
    ]
    if balances.returned:
        parts.append(("returned", _("Returned"), balances.returned))
    words = wan_words if in_wan else yuan_words
    return Bar(_segments(parts, balances.allocated), balances.allocated, _say(balances, words))


def after_motion(balances: Balances, amount: int, *, in_wan: bool = True) -> Bar:
    """The same fund if a motion for `amount` fen passed: more reserved, less available."""
    amount = min(amount, balances.available)
    after = Balances(
        balances.allocated,
        balances.available - amount,
        balances.reserved + amount,
        balances.committed,
        balances.paid,
        balances.returned,
    )
    bar = of_fund(after, in_wan=in_wan)
    start = balances.paid + balances.committed + balances.reserved
    added = _segment("added", "", start, amount, balances.allocated, 0)
    return Bar(bar.segments, bar.whole, bar.sentence, added)


def of_project(*, paid: int, unpaid: int, back: int) -> Bar:
    """A project's budget: paid, contracted and not yet paid, gone back to the community."""
    whole = paid + unpaid + back
    parts = [
        ("paid", _("Paid"), paid),
        ("committed", _("Not yet paid"), unpaid),
        ("available", _("Back to the community"), back),
    ]
    sentence = _("Budget %(whole)s: paid %(paid)s, not yet paid %(unpaid)s, back %(back)s.") % {
        "whole": yuan_words(whole),
        "paid": yuan_words(paid),
        "unpaid": yuan_words(unpaid),
        "back": yuan_words(back),
    }
    return Bar(_segments(parts, whole), whole, sentence)


def of_ballot(budget: int, picks: Sequence[tuple[object, int]]) -> Bar:
    """What a ballot would spend: one segment a choice, labelled with its number on the ballot."""
    chosen = sum(fen for _number, fen in picks)
    parts = [("pick", str(number), fen) for number, fen in picks]
    sentence = _("%(count)s chosen for %(chosen)s of %(budget)s, %(left)s left.") % {
        "count": len(picks),
        "chosen": yuan_words(chosen),
        "budget": yuan_words(budget),
        "left": yuan_words(budget - chosen),
    }
    return Bar(_segments(parts, max(budget, chosen)), budget, sentence)


def ruler(whole: int) -> list[tuple[str, str]]:
    """Quarter marks of an overview bar as (x, figure) pairs; none for an empty fund."""
    return [(f"{q * 25}%", wan_mark(whole * q // 4)) for q in range(5)] if whole else []


def _segments(parts: Sequence[Part], whole: int) -> list[Segment]:
    """Place the parts one after another; shares add up to 100.0 where the parts fill the whole."""
    amounts = [fen for _kind, _label, fen in parts]
    rest = max(whole - sum(amounts), 0)
    shares = split_largest_remainder(1000 if whole else 0, [*amounts, rest])
    segments, start = [], 0
    for (kind, label, fen), share in zip(parts, shares, strict=False):
        segments.append(_segment(kind, label, start, fen, whole, share))
        start += fen
    return segments


def _segment(kind: str, label: str, start: int, fen: int, whole: int, share: int) -> Segment:
    """Edges are rounded, not widths, so that neighbours meet without a gap."""
    left, right = (per_mille(edge * 10, whole) for edge in (start, start + fen))
    return Segment(
        kind=kind,
        label=label,
        fen=fen,
        share=share_words(fen, whole, share),
        x=_percent(left),
        width=_percent(right - left),
        middle=_percent((left + right) // 2),
        is_wide=right - left >= _NAMED_FROM,
    )


def _percent(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def _say(balances: Balances, words: Callable[[int], str]) -> str:
    if not balances.allocated:
        return _("No money has been allocated yet.")
    sentence = _(
        "Allocated %(allocated)s: paid %(paid)s, committed %(committed)s, "
        "reserved %(reserved)s, available %(available)s."
    ) % {
        "allocated": words(balances.allocated),
        "paid": words(balances.paid),
        "committed": words(balances.committed),
        "reserved": words(balances.reserved),
        "available": words(balances.available),
    }
    if balances.returned:
        sentence += " " + _("Returned %(returned)s.") % {"returned": words(balances.returned)}
    return sentence
