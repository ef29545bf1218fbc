"""Lists of cases: the public list with its filters, and one's own proposals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.urls import reverse

from mws.accounts.models import User
from mws.core.track import Station
from proposals.filters import ProposalFilter
from proposals.models import Proposal
from proposals.selectors.track import tracks_of

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Card:
    """A case in a list, as ``components/proposal_card.html`` draws it; money in fen."""

    pk: int
    title: str
    url: str
    code: str
    status: Any
    community: str
    form: Any
    theme: Any
    cost_fen: int
    summary: str
    stations: list[Station]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter that is set, and the address without it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class ProposalList:
    filter: ProposalFilter
    page: Page
    cards: list[Card]
    chosen: list[Chosen]


def with_case(rows: Any) -> Any:
    """What a card or a track needs of each case, in the same query."""
    return rows.select_related("round", "community__parent", "author", "notice", "project")


def proposals_list(params: QueryDict, *, now: datetime) -> ProposalList:
    """One page of the public cases that the filters leave, newest first."""
    rows = with_case(Proposal.objects.public()).order_by("-submitted_at", "-id")
    filtered = ProposalFilter(params, queryset=rows)
    page = Paginator(filtered.qs, PAGE_SIZE).get_page(params.get("page"))
    cards = cards_of(list(page.object_list), now=now)
    return ProposalList(filtered, page, cards, _chosen(filtered, params))


def my_proposals(user: User, *, now: datetime) -> list[Card]:
    """What a person has written, or entered for another, the latest first."""
    rows = Proposal.objects.filter(author=user) | Proposal.objects.filter(entered_by=user)
    return cards_of(list(with_case(rows).order_by("-created_at", "-id")), now=now)


def cards_of(proposals: Sequence[Proposal], *, now: datetime) -> list[Card]:
    """Cards in the given order; a fixed number of queries (see ``with_case``)."""
    tracks = tracks_of(proposals, now=now)
    return [_card(proposal, tracks[proposal.pk]) for proposal in proposals]


def _card(proposal: Proposal, stations: list[Station]) -> Card:
    project = getattr(proposal, "project", None)
    holder = project or proposal
    return Card(
        pk=proposal.pk, title=proposal.title, url=reverse("proposals:detail", args=[proposal.pk]),
        code=holder.status, status=holder.get_status_display(),
        community=proposal.community.name, form=proposal.get_category_display(),
        theme=proposal.get_theme_display(),
        cost_fen=cost_of(proposal), summary=proposal.location, stations=stations,
    )  # fmt: skip


def cost_of(proposal: Proposal) -> int:
    """The sum that counts at this point: settled, approved, passed, or asked for."""
    project = getattr(proposal, "project", None)
    if project is not None:
        return project.settled_fen or project.approved_fen
    return proposal.selected_fen or proposal.requested_fen


def _chosen(filtered: ProposalFilter, params: QueryDict) -> list[Chosen]:
    """The filters in force as words, each with the way out of it."""
    found = []
    for name, field in filtered.form.fields.items():
        value = params.get(name, "")
        if value:
            rest = params.copy()
            rest.pop(name)
            rest.pop("page", None)
            words = _words(filtered, name, field, value)
            found.append(Chosen(words, f"?{rest.urlencode()}"))
    return found


def _words(filtered: ProposalFilter, name: str, field: Any, value: str) -> str:
    if name == "place":
        return filtered.chosen_place.name if filtered.chosen_place else value
    choices: Mapping[str, Any] = {
        str(key): label for key, label in getattr(field, "choices", ()) if key != ""
    }
    return str(choices.get(value, value))
