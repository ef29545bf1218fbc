"""Short addresses that can be read out, and what a poster with one says.

``p`` a proposal by receipt number or key, ``r`` a round, ``n`` a notice by the first ten letters of
its id, ``j`` a project, ``s`` what residents think of one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from mws.core.clock import local_day
from mws.core.context import url_or_none
from mws.core.wording import day_and_year, yuan_words
from mws.rounds.models import Round, RoundState, Stage
from proposals.models import AnswerChannel, Project, Proposal
from proposals.selectors.lists import cost_of, with_case
from proposals.selectors.tracking import spelled

KINDS = "prnjs"
NOTICE_LETTERS = 10
LONGEST_KEY = 19
Said = tuple[str, str, list[tuple[str, Any]], str]
"""What stands above the title, the title, the facts, and what to do."""


@dataclass(frozen=True, slots=True)
class Poster:
    over: str
    title: str
    facts: list[tuple[str, Any]]
    call: str  # what one can do there
    short: str  # the path that is printed and scanned
    url: str
    is_asking: bool  # the title is the site's question, not what somebody wrote


def key_of(kind: str, row: Any) -> str:
    """The key that stands in the short address of a row."""
    if kind == "n":
        return row.pk.hex[:NOTICE_LETTERS]
    return (kind == "p" and row.receipt_no) or str(row.pk)


def page_behind(kind: str, key: str) -> str | None:
    """The canonical address; None where there is none. A receipt number whose file is not public,
    or that does not exist, leads to the tracking page: the address tells nothing about which."""
    row = public_row(kind, key)
    if row is not None:
        return _url(kind, row)
    if kind != "p":
        return None
    if key.isdigit():
        number = _number(key)
        return reverse("proposals:detail", args=[number]) if number else None
    return f"{reverse('proposals:track')}?{urlencode({'no': spelled(key)})}"


def public_row(kind: str, key: str) -> Any:
    """The row of a short address, if everybody may see it (one query)."""
    number = _number(key)
    cases = with_case(Proposal.objects.public())
    if kind == "p":
        return cases.filter(pk=number).first() if number else _by_receipt(key)
    if kind == "n":
        return _posted(key)
    if kind in ("j", "s"):
        projects = Project.objects.filter(pk=number)
        return projects.select_related("proposal__community").first()
    rounds = Round.objects.filter(pk=number).exclude(state=RoundState.DRAFT)
    return rounds.select_related("community").prefetch_related("stages").first()


def _number(key: str) -> int:
    """A primary key, 0 for what can be none."""
    return int(key) if key.isdigit() and len(key) < LONGEST_KEY else 0


def poster_of(kind: str, key: str) -> Poster | None:
    row = public_row(kind, key)
    if row is None:
        return None
    words: dict[str, Callable[[Any], Said]] = {
        "p": _proposal, "r": _round, "n": _notice, "j": _project, "s": _survey,
    }  # fmt: skip
    over, title, facts, call = words[kind](row)
    short = reverse("proposals:short", args=[kind, key_of(kind, row)])
    return Poster(over, title, facts, call, short, _url(kind, row), is_asking=kind == "r")


@dataclass(frozen=True, slots=True)
class Share:
    """How a case is passed on; ``address``, ``card`` and ``poster`` with the site's name before."""

    words: str
    address: str
    card: str
    poster: str

    @property
    def read_out(self) -> str:
        return self.address.partition("://")[2]


def share_of(proposal: Proposal, *, absolute: Callable[[str], str]) -> Share:
    """``absolute`` puts the site's name before a path."""
    project = getattr(proposal, "project", None)
    kind, row = ("j", project) if project else ("p", proposal)
    short, card, poster = (
        absolute(reverse(f"proposals:{name}", args=[kind, key_of(kind, row)]))
        for name in ("short", "card", "poster")
    )
    status = (project or proposal).get_status_display()
    words = f"{proposal.community.name} · {proposal.where} · {yuan_words(cost_of(proposal))}"
    return Share(f"{words} · {status}", short, card, poster)


def _by_receipt(key: str) -> Proposal | None:
    return with_case(Proposal.objects.public()).filter(receipt_no=spelled(key)).first()


def _posted(key: str) -> Any:
    """The notice whose id begins so; none where two do."""
    letters = key.lower()
    if len(letters) != NOTICE_LETTERS or set(letters) - set("0123456789abcdef"):
        return None
    span = (UUID(letters.ljust(32, "0")), UUID(letters.ljust(32, "f")))
    cases = with_case(Proposal.objects.filter(notice__pk__range=span))
    found = cases.select_related("notice__round__community")[:2]
    return found[0].notice if len(found) == 1 else None


def _url(kind: str, row: Any) -> str:
    if kind == "r":
        return url_or_none("pages:community", row.community.code) or reverse("proposals:list")
    if kind == "n":
        return reverse("proposals:notice", args=[row.pk])
    if kind == "s":
        return f"{reverse('proposals:survey_nameless', args=[row.pk])}?by={AnswerChannel.CODE}"
    return reverse("proposals:detail", args=[row.pk if kind == "p" else row.proposal_id])


def _proposal(row: Proposal) -> Said:
    holder = getattr(row, "project", None) or row
    facts = [
        (_("Where"), row.location),
        (_("How far it is"), holder.get_status_display()),
        (_("Cost now"), yuan_words(cost_of(row))),
        (_("Receipt number"), row.receipt_no),
    ]
    return (
        row.community.name, row.title, facts,
        _("Scan it to read the whole case, to support it or to say what worries you."),
    )  # fmt: skip


def _round(row: Round) -> Said:
    call = row.windows.get(Stage.CALL)
    facts: list[tuple[str, Any]] = []
    if call is not None:
        last = local_day(call.ends_at - timedelta(microseconds=1))
        words = {"first": day_and_year(local_day(call.starts_at)), "last": day_and_year(last)}
        facts.append((_("Call for proposals"), _("%(first)s to %(last)s") % words))
    facts.append((_("On paper"), _("Forms lie at the community office; the staff write with you.")))
    title = _("What does %(community)s need?") % {"community": row.community.name}
    over = _("%(year)s, batch %(batch)s") % {"year": row.year, "batch": row.batch}
    return over, title, facts, _("Scan it to propose something, or to see what neighbours propose.")


def _notice(row: Any) -> Said:
    days = {"first": day_and_year(row.posted_at), "last": day_and_year(row.ends_on)}
    facts = [
        (_("Sum"), yuan_words(row.amount_fen)),
        (_("Posted from and to"), _("%(first)s to %(last)s") % days),
    ]
    over = f"{row.round.community.name} · {row.number}"
    return over, row.title, facts, _("Scan it to read the notice, or to object to it.")


def _project(row: Project) -> Said:
    case = row.proposal
    facts = [
        (_("How far it is"), row.get_status_display()),
        (_("Approved"), yuan_words(row.approved_fen)),
        (_("Where"), case.location),
    ]
    return (
        case.community.name, case.title, facts,
        _("Scan it to see every payment, the photographs and the acceptance."),
    )  # fmt: skip


def _survey(row: Project) -> Said:
    case = row.proposal
    facts = [(_("Where"), case.location), (_("How far it is"), row.get_status_display())]
    call = _("Scan it to answer five questions about the finished work; it takes a minute.")
    return case.community.name, case.title, facts, call
