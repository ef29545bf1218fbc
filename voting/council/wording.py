"""The sentences of the council: what the figures mean, as one would say it aloud."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mws.core.wording import yuan_words
from mws.rounds.majorities import Count, Share, Standing
from voting.models import Motion, MotionKind, MotionState

_COMMON = {
    (1, 2): gettext_lazy("half"),
    (1, 3): gettext_lazy("a third"),
    (2, 3): gettext_lazy("two thirds"),
    (3, 4): gettext_lazy("three quarters"),
    (3, 5): gettext_lazy("three fifths"),
}


def share_words(share: Share) -> str:
    """2/3, strict → "more than two thirds"."""
    fraction = (share.numerator, share.denominator)
    part = _COMMON.get(fraction, f"{share.numerator}/{share.denominator}")
    if share.is_strict:
        return _("more than %(part)s") % {"part": part}
    return _("at least %(part)s") % {"part": part}


def validity_words(standing: Standing) -> str:
    return _("Valid meeting") if standing.has_quorum else _("No quorum")


def quorum_words(count: Count, standing: Standing, quorum: Share) -> str:
    """13 席到会 12 人,应超过三分之二(9 人)。"""
    return _("%(present)s of %(seated)s seats present; %(share)s (%(least)s) must be.") % {
        "present": count.present,
        "seated": count.seated,
        "share": share_words(quorum),
        "least": standing.quorum_least,
    }


def base_words(count: Count, standing: Standing) -> str:
    """1 人回避,11 人计票。"""
    if count.recused:
        return _("%(recused)s recused, %(base)s count.") % {
            "recused": count.recused,
            "base": standing.base,
        }
    return _("%(base)s count.") % {"base": standing.base}


def needed_words(standing: Standing) -> str:
    """6 票同意即通过。"""
    return _("%(needed)s yes votes pass it.") % {"needed": standing.needed}


def motion_words(motion: Motion, together: int = 1, total_fen: int = 0) -> str:
    """通过“一米书桌”,预算 136,600 元. ``together``: on how many projects the vote is at once."""
    if motion.kind == MotionKind.PASS and together > 1:
        return _("Pass %(count)s projects at once for %(sum)s") % {
            "count": together, "sum": yuan_words(total_fen),
        }  # fmt: skip
    return question_words(motion.kind, motion.item.proposal.title, motion.amount_fen)


def question_words(kind: str, title: str, sum_fen: int) -> str:
    """What the council is asked, by the kind of motion."""
    return _QUESTIONS[MotionKind(kind)]() % {"title": title, "sum": yuan_words(sum_fen)}


_QUESTIONS = {
    MotionKind.PASS: lambda: _("Pass “%(title)s” for %(sum)s"),
    MotionKind.AMEND: lambda: _("Amend “%(title)s” to %(sum)s"),
    MotionKind.DEFER: lambda: _("Defer “%(title)s” to a later meeting"),
    MotionKind.REJECT: lambda: _("Reject “%(title)s”"),
    MotionKind.WAITLIST: lambda: _("Put “%(title)s” on the waitlist"),
    MotionKind.PACKAGE: lambda: _("Vote on several projects at once, “%(title)s” the first"),
}


def standing_words(count: Count, standing: Standing, state: str) -> str:
    """How the vote stands, or how it ended."""
    if state != MotionState.OPEN:
        return str(MotionState(state).label)
    if not standing.missing:
        return _("Enough votes to pass")
    if standing.is_settled:
        return _("Can no longer pass")
    return _("%(missing)s more to pass") % {"missing": standing.missing}
