"""Amounts and days as a reader of the current language writes them."""

from datetime import date, datetime
from functools import lru_cache

from django.utils import dateformat, timezone
from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

from mws.core import money

# Django's catalogue says 星期四; a timetable has room for 周四 only.
SHORT_WEEKDAYS = (
    gettext_noop("Mon"),
    gettext_noop("Tue"),
    gettext_noop("Wed"),
    gettext_noop("Thu"),
    gettext_noop("Fri"),
    gettext_noop("Sat"),
    gettext_noop("Sun"),
)


def yuan_short(fen: int) -> str:
    """13660000 -> "136,600"; the decimals stay only where there are any."""
    return money.format_yuan(fen).removesuffix(".00")


def yuan_words(fen: int) -> str:
    """13660000 -> "136,600 元"."""
    return _("%(amount)s yuan") % {"amount": yuan_short(fen)}


def wan_figure(fen: int) -> str:
    """The figure of an overview: 万元 for a Chinese reader, whole yuan for an English one."""
    if _counts_in_wan():
        return money.format_wan(fen)
    return f"{(fen + money.FEN_PER_YUAN // 2) // money.FEN_PER_YUAN:,}"


def wan_mark(fen: int) -> str:
    """The figure without idle decimals, for a ruler: "50", "12.5"."""
    whole, point, part = wan_figure(fen).partition(".")
    part = part.rstrip("0")
    return whole + (point + part if part else "")


def wan_unit() -> str:
    """The unit that `wan_figure` counts in."""
    return _("10,000 yuan") if _counts_in_wan() else yuan_unit()


def yuan_unit() -> str:
    """The unit of `yuan_short`."""
    return _("yuan")


def wan_words(fen: int) -> str:
    """68000000 -> "68.00 万元", in English "680,000 yuan"."""
    return f"{wan_figure(fen)} {wan_unit()}"


def per_mille_words(per_mille: int) -> str:
    """306 -> "30.6%"."""
    return f"{per_mille // 10}.{per_mille % 10}%"


def share_words(part: int, whole: int, per_mille: int) -> str:
    """30.6%, rounded as it was handed in; exactly all is 100%, exactly nothing 0%."""
    if whole and part in (0, whole):
        return "100%" if part else "0%"
    return per_mille_words(per_mille)


def day(value: date | datetime | None) -> str:
    """6月21日, 21 June."""
    return _formatted(value, _("j F"))


def day_and_year(value: date | datetime | None) -> str:
    """2026年6月21日, 21 June 2026."""
    return _formatted(value, _("j F Y"))


def day_and_time(value: datetime | None) -> str:
    """6月21日 19:30; 21 June, 19:30."""
    return _formatted(value, _("j F, H:i"))


def weekday_and_time(value: datetime | None) -> str:
    """6月25日 周四 19:30; Thu 25 June, 19:30."""
    return _formatted(value, _("D j F, H:i"))


def days_left(due: date, *, today: date) -> str:
    """How far off a day is, in words that need no calendar."""
    days = (due - today).days
    if days > 0:
        return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
    if days == 0:
        return _("last day today")
    return ngettext("%(days)s day ago", "%(days)s days ago", -days) % {"days": -days}


def _counts_in_wan() -> bool:
    return (get_language() or "").startswith("zh")


def _formatted(value: date | datetime | None, form: str) -> str:
    if not value:
        return ""
    if not isinstance(value, datetime):
        return _written(value, form, get_language())
    return dateformat.format(timezone.localtime(value) if timezone.is_aware(value) else value, form)


@lru_cache(maxsize=2_000)
def _written(value: date, form: str, language: str | None) -> str:
    """A day in the language's words: a list names the same few days again and again."""
    return dateformat.format(value, form)


def family_name(person: object) -> str:
    """ "林晓" -> "林**": all that neighbours read of a resident's name; of one who has left, that
    they have."""
    if getattr(person, "erased_at", None):
        return str(person)
    return f"{str(person)[:1]}**"
