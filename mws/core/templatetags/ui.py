"""The components of the site's design as template tags; `docs/components.md` shows them in use."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import forms, template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mws.core import fund_bar as bars
from mws.core import money, spine, wording
from mws.core.money import Balances
from mws.core.qr import qr_path
from mws.core.status import tone_of
from mws.core.track import Station, current_station, stations_done

register = template.Library()
Shown = tuple[tuple[str, Hashable], ...]
register.tag("track_spine", spine.parse_track_spine)
register.tag("record", spine.parse_record)

register.filter("yuan_short", wording.yuan_short)
register.filter("family_name", wording.family_name)
register.filter("yuan_words", wording.yuan_words)
register.filter("wan_words", wording.wan_words)
register.filter("cn_date", wording.day, expects_localtime=True)
register.filter("cn_date_year", wording.day_and_year, expects_localtime=True)
register.filter("cn_datetime", wording.day_and_time, expects_localtime=True)
register.filter("cn_weekday", wording.weekday_and_time, expects_localtime=True)


@register.filter
def yuan(fen: int | None) -> str:
    """Fen as 元 with two decimals: "109,440.00"; nothing for no amount."""
    return "" if fen is None else money.format_yuan(fen)


@register.filter
def wan(fen: int | None) -> str:
    """Fen as 万元 with two decimals: "68.00"; for tables whose heading names the unit."""
    return "" if fen is None else money.format_wan(fen)


@register.filter
def figure(fen: int, in_wan: bool) -> str:
    """The bare figure in the bar's own unit."""
    return wording.wan_figure(fen) if in_wan else wording.yuan_short(fen)


@register.filter
def in_unit(fen: int, in_wan: bool) -> str:
    """The figure and its unit."""
    return wording.wan_words(fen) if in_wan else wording.yuan_words(fen)


@register.filter
def share_of(part: int, whole: int) -> str:
    """30.6%: one amount or count of another; all of it is 100%, none of it 0%."""
    return wording.share_words(part, whole, money.per_mille(part, whole))


@register.filter
def grouped(count: int) -> str:
    """1779 -> "1,779": also for Chinese readers, as in amounts of money."""
    return f"{count:,}"


@register.simple_tag
def fact(code: str, place: str, year: int, value: int | None, words: str) -> SafeString:
    """A figure marked so that a machine can compare it with the same figure on another page."""
    if value is None:
        return format_html("{}", words)
    mark = '<data value="{}" data-figure="{}:{}:{}">{}</data>'
    return format_html(mark, value, code, place, year, words)


@register.filter
def days_left(due: date | datetime | None, today: date | None = None) -> str:
    """How far off a day is: "5 days left", "last day today"."""
    if not due:
        return ""
    if isinstance(due, datetime):
        due = timezone.localtime(due).date()
    return wording.days_left(due, today=today or timezone.localdate())


@register.simple_tag
def icon(name: str) -> SafeString:
    """One icon of the sprite, always beside a word and therefore hidden from screen readers."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("vendor/lucide/icons.svg"),
        name,
    )


@register.inclusion_tag("components/fund_bar.html")
def fund_bar(
    balances: Balances,
    *,
    title: str = "",
    size: str = "normal",
    after: int | None = None,
    unit: str = "wan",
) -> dict[str, Any]:
    """A fund's bar; `after` (fen) adds what a motion would reserve."""
    in_wan = unit == "wan"
    return {
        "bar": bars.of_fund(balances, in_wan=in_wan),
        "after": None if after is None else bars.after_motion(balances, after, in_wan=in_wan),
        "amount": after,
        "lacks": max((after or 0) - balances.available, 0),
        "balances": balances,
        "left": balances.available - (after or 0),
        "title": title,
        "size": size,
        "in_wan": in_wan,
        "unit": wording.wan_unit() if in_wan else wording.yuan_unit(),
        "ruler": bars.ruler(balances.allocated) if in_wan and size == "normal" else (),
    }


@register.inclusion_tag("components/project_bar.html")
def project_bar(
    *, paid: int, unpaid: int, back: int = 0, title: str = "", size: str = "normal"
) -> dict[str, Any]:
    """A project's budget by what was paid, is still to pay and went back; amounts in fen."""
    bar = bars.of_project(paid=paid, unpaid=unpaid, back=back)
    return {"bar": bar, "paid": paid, "title": title, "size": size}


@register.inclusion_tag("components/ballot_bar.html")
def ballot_bar(
    budget: int, picks: Sequence[tuple[object, int]], *, size: str = "normal"
) -> dict[str, Any]:
    """What is left of `budget` (fen) after the picks, each a (number on the ballot, fen) pair."""
    chosen = sum(fen for _number, fen in picks)
    bar = bars.of_ballot(budget, picks)
    return {"bar": bar, "chosen": chosen, "left": budget - chosen, "picks": picks, "size": size}


@register.simple_tag
def tray_words(budget: int, picks: Sequence[tuple[object, int]]) -> SafeString:
    """How many are chosen and what is left, for the bar at the foot of a ballot."""
    left = wording.yuan_words(budget - sum(fen for _number, fen in picks))
    chosen = ngettext("%(count)s chosen", "%(count)s chosen", len(picks)) % {"count": len(picks)}
    left = _("%(sum)s left") % {"sum": left}
    return format_html("<p><span>{}</span> <b>{}</b></p>", chosen, left)


@register.inclusion_tag("components/track.html")
def track(stations: Sequence[Station], *, say: bool = True) -> dict[str, Any]:
    """The track across: names and dates on a desk, dots and one sentence on a phone."""
    language = get_language()
    line = format_html_join("", "{}", ((_station(each, language),) for each in stations))
    return {"line": line, "current": current_station(stations) if say else None}


def _station(station: Station, language: str | None) -> SafeString:
    """A station of the line, without what only its sentence tells: a list shows the same ones
    again and again."""
    shown = (
        ("state", station.state), ("is_current", station.is_current), ("label", station.label),
        ("url", station.url), ("on", station.on), ("due", station.due),
        ("is_held", bool(station.holder)),
    )  # fmt: skip
    return _drawn("components/track_station.html", shown, language)


@register.simple_tag
def proposal_card(card: Hashable, *, level: int = 3) -> SafeString:
    """A case in a list. `card` holds all that it shows, so equal cards are drawn once."""
    shown = (("card", card), ("level", level))
    return _drawn("components/proposal_card.html", shown, get_language())


@register.simple_tag
def proposal_row(card: Hashable) -> SafeString:
    """A case in a table; equal ones are drawn once."""
    return _drawn("components/proposal_row.html", (("card", card),), get_language())


def _drawn(template_name: str, shown: Shown, language: str | None) -> SafeString:
    """A component that shows what is handed to it and nothing else, drawn once in a language."""
    draw = _drawn_once.__wrapped__ if settings.DEBUG else _drawn_once
    return draw(template_name, shown, language)


@lru_cache(maxsize=8_000)  # of some 2 kB each
def _drawn_once(template_name: str, shown: Shown, language: str | None) -> SafeString:
    return render_to_string(template_name, dict(shown))


@register.filter
def passed(stations: Sequence[Station]) -> int:
    """How many stations of a track are behind the file."""
    return stations_done(stations)


@register.simple_tag
def status_badge(code: str, label: str) -> SafeString:
    """A state in a word, its tone beside the word and never instead of it."""
    shown = (("label", str(label)), ("tone", tone_of(code)))
    return _drawn("components/status.html", shown, get_language())


@register.inclusion_tag("components/qr.html")
def qr(text: str, label: str) -> dict[str, Any]:
    """An address to scan; `label` says in words where it leads."""
    side, path = qr_path(text)
    return {"side": side, "path": path, "label": label}


@register.simple_tag
def form_field(field: BoundField) -> SafeString:
    """One field with its label, hint and error."""
    return field.as_field_group()


@register.simple_tag
def choice_field(field: BoundField) -> SafeString:
    """A choice that may be left open, as `form_field` draws it; equal ones are drawn once."""
    if field.errors or settings.DEBUG:
        return field.as_field_group()
    choices = tuple((str(value), str(label)) for value, label in field.field.widget.choices)
    chosen = str(field.value() or "")
    return _drawn_choice(field.html_name, str(field.label), choices, chosen, get_language())


@lru_cache(maxsize=500)  # of up to 10 kB each
def _drawn_choice(
    name: str, label: str, choices: tuple[tuple[str, str], ...], chosen: str, language: str | None
) -> SafeString:
    form = forms.Form({name: chosen})
    select = forms.Select(choices=choices)
    form.fields[name] = forms.CharField(label=label, required=False, widget=select)
    return form[name].as_field_group()


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """What is to be mended in a form, each line a link to its field."""
    return {"form": form, "fields": [field for field in form.visible_fields() if field.errors]}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page, *, name: str = "page") -> dict[str, Any]:
    """Earlier and later pages; keeps the rest of the query string."""
    kept = context["request"].GET.copy()
    kept.pop(name, None)
    numbers: Iterable = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"page": page, "numbers": numbers, "kept": kept.urlencode(), "name": name}
