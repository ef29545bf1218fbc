"""Lists of cases: the public list with its filters, and one's own proposals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet
from django.forms import BoundField
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from mws.accounts.models import User
from mws.core.counted_pages import CountedPages
from mws.core.display import fair_place
from mws.core.track import Station
from mws.places.models import Level, Place
from mws.rounds.models import PollRole, Round, RoundState, Stage
from proposals.filters import ORDERS, ProposalFilter
from proposals.models import Category, Origin, ProjectStatus, Proposal, ProposalStatus, Theme
from proposals.selectors.facets import Facets, facets_of
from proposals.selectors.list_map import ListMap, list_map
from proposals.selectors.track import tracks_of

PAGE_SIZE = 12  # some five screens on a desk
CHOICES = ("status", "place", "category", "theme", "group", "cost", "year", "sort")

BESIDE_CARD = ("round", "community", "area", "notice", "project")
OF_ROW = (
    "title", "category", "theme", "status", "requested_fen", "selected_fen", "community__name",
    "project__status", "project__approved_fen", "project__settled_fen",
)  # fmt: skip
OF_CARD = (
    *OF_ROW, "case_id", "status_since", "submitted_at", "location", "plan_id", "pin_x", "pin_y",
    "round__origin", "area__name", "notice__state", "notice__posted_at", "notice__ends_on",
    "project__contract_fen", "project__opened_at", "project__completed_at", "project__accepted_at",
    "project__settled_at", "project__closed_at", "project__status_since",
    "project__is_taken_over", "project__end_reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """A case in a list, as ``components/proposal_card.html`` draws it; money in fen. Its words are
    those of the visitor's language, and equal cards look alike."""

    pk: int
    title: str
    url: str
    code: str
    status: str
    community: str
    form: str
    theme: str
    cost_fen: int
    summary: str
    stations: tuple[Station, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter that is set, and the address without it."""

    label: str
    url: str


@dataclass(frozen=True)
class ProposalList:
    """``facets`` counts what each choice would leave; ``voting`` is the round whose ballot stands
    first, in the visitor's fair order. What stands beside the cards is worked out when it is drawn:
    it is the same on each page of a selection, and kept for the seconds of a page."""

    filter: ProposalFilter
    said: QueryDict
    facets: Facets
    page: Page
    shown: list[Proposal]
    cards: list[Card]
    chosen: list[Chosen]
    voting: Round | None

    @property
    def order_words(self) -> Any:
        """In which order the cards stand, in words."""
        if self.voting:
            return _("The ballot first, in an order of your own that favours nobody")
        return ORDERS[self.filter.order][0]

    @property
    def query(self) -> str:
        """The selection as an address has it."""
        return self.said.urlencode()

    @property
    def beside(self) -> str:
        """What the look of all beside the cards depends on: the plan of a community shows the
        cases of the page by their numbers."""
        place = self.filter.chosen_place
        is_plan = place is not None and place.level == Level.COMMUNITY
        return f"{self.query} {[case.pk for case in self.shown] if is_plan else ''}"

    @cached_property
    def choices(self) -> list[BoundField]:
        """The fields of the form; beside each choice, how many cases it would leave."""
        _show_counts(self.filter, self.facets)
        return [self.filter.form[name] for name in CHOICES]

    @cached_property
    def map(self) -> ListMap | None:
        return list_map(self.filter, params=self.said, page=self.shown)


def with_case(rows: Any) -> Any:
    """What the page of a case needs of single rows, in the same query."""
    return rows.select_related(*BESIDE_CARD, "community__parent", "author")


def with_card(rows: Any) -> Any:
    """What a card or a track needs of each case, in the same query, and nothing more: of some
    hundred columns most of the time went into reading what is not shown."""
    return rows.select_related(*BESIDE_CARD).only(*OF_CARD)


def selection_of(params: QueryDict) -> ProposalFilter:
    """The public cases that the parameters leave; what they do not know is left aside."""
    filtered = ProposalFilter(params, queryset=Proposal.objects.public())
    filtered.form.is_valid()
    return filtered


def proposals_list(params: QueryDict, *, order: int, now: datetime) -> ProposalList:
    """One page of the selection; ``order`` is the number of the visitor's fair order.

    The keys are read first and the rows after, so that a late page costs what the first does.
    """
    filtered = selection_of(params)
    facets, said = facets_of(filtered), _said(params)
    voting = None if filtered.sorted else _voting_round(filtered.chosen_place, now)
    keys = filtered.ordered.values_list("pk", flat=True)
    pages = CountedPages(_ballot_first(keys, voting, order), PAGE_SIZE, total=facets.total)
    page = pages.get_page(params.get("page"))
    wanted = list(page.object_list)
    rows = with_card(Proposal.objects.all()).in_bulk(wanted)
    shown = [rows[key] for key in wanted]
    cards = cards_of(shown, now=now)
    chosen = _chosen(filtered, said)  # before counts stand beside the choices' words
    return ProposalList(filtered, said, facets, page, shown, cards, chosen, voting)


def _said(params: QueryDict) -> QueryDict:
    """The parameters that say what is looked for: not the page, and nothing that a chat program
    hangs on the addresses that pass through it."""
    said = QueryDict(mutable=True)
    for name in ProposalFilter.base_filters:
        if value := params.get(name):
            said[name] = value
    return said


def _show_counts(filtered: ProposalFilter, facets: Facets) -> None:
    """Beside each choice, how many cases it would leave."""
    for name, counts in facets.counts.items():
        field = filtered.form.fields[name]
        field.choices = [
            (value, _("%(choice)s (%(count)s)") % {"choice": label, "count": counts[str(value)]}
             if value != "" else label)
            for value, label in field.choices
        ]  # fmt: skip


def _voting_round(place: Place | None, now: datetime) -> Round | None:
    """The round of this community in which its residents vote now, if one does."""
    if place is None or place.level != Level.COMMUNITY:
        return None
    rounds = Round.objects.filter(community=place, state=RoundState.OPEN)
    running = rounds.exclude(poll_role=PollRole.NONE).prefetch_related("stages")
    return next((round for round in running if round.is_in(Stage.POLL, now)), None)


def _ballot_first(keys: Any, voting: Round | None, order: int) -> Any:
    """While residents vote, their ballot stands first and in no order that favours one."""
    if voting is None:
        return keys
    ballot = Proposal.objects.filter(round=voting, status=ProposalStatus.SHORTLISTED)
    codes = dict(ballot.values_list("pk", "case_id"))
    seed = f"round-{voting.pk}"
    first = [key for key in keys if key in codes]
    rest = [key for key in keys if key not in codes]
    return sorted(first, key=lambda key: fair_place(seed, order, str(codes[key]))) + rest


def my_proposals(user: User, *, now: datetime) -> list[Card]:
    """What a person has handed in or withdrawn, or entered for another, the latest first."""
    rows = Proposal.objects.filter(author=user) | Proposal.objects.filter(entered_by=user)
    rows = rows.exclude(status=ProposalStatus.DRAFT).exclude(origin=Origin.OPENING)
    return cards_of(list(with_card(rows).order_by("-created_at", "-id")), now=now)


def cards_of(proposals: Sequence[Proposal], *, now: datetime) -> list[Card]:
    """Cards in the given order; a fixed number of queries (see ``with_card``)."""
    tracks = tracks_of(proposals, now=now)
    return [_card(case, where=case.where, stations=tracks[case.pk]) for case in proposals]


def rows_of(proposals: QuerySet[Proposal]) -> list[Card]:
    """Cards as a table has them, without place and track (one query)."""
    rows = proposals.select_related("community", "project").only(*OF_ROW)
    return [_card(row) for row in rows]


def _card(proposal: Proposal, *, where: str = "", stations: Sequence[Station] = ()) -> Card:
    project = getattr(proposal, "project", None)
    status = ProjectStatus(project.status) if project else ProposalStatus(proposal.status)
    return Card(
        pk=proposal.pk, title=proposal.title, url=reverse("proposals:detail", args=[proposal.pk]),
        code=status.value, status=str(status.label), community=proposal.community.name,
        form=str(Category(proposal.category).label), theme=str(Theme(proposal.theme).label),
        cost_fen=cost_of(proposal), summary=where, stations=tuple(stations),
    )  # fmt: skip


def cost_of(proposal: Proposal) -> int:
    """The sum that counts at this point: settled, approved, passed, or asked for."""
    project = getattr(proposal, "project", None)
    if project is not None:
        return project.settled_fen or project.approved_fen
    return proposal.selected_fen or proposal.requested_fen


def _chosen(filtered: ProposalFilter, said: QueryDict) -> list[Chosen]:
    """The filters in force as words, each with the way out of it."""
    found = []
    for name, value in said.items():
        if name != "sort":
            rest = said.copy()
            rest.pop(name)
            words = _words(filtered, name, filtered.form.fields[name], str(value))
            found.append(Chosen(words, f"?{rest.urlencode()}"))
    return found


def _words(filtered: ProposalFilter, name: str, field: Any, value: str) -> str:
    if name == "place":
        return filtered.chosen_place.name if filtered.chosen_place else value
    choices: Mapping[str, Any] = {
        str(key): label for key, label in getattr(field, "choices", ()) if key != ""
    }
    return str(choices.get(value, value))
