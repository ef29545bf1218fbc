"""The filters of the public list: each a query parameter, so that a selection has an address."""

from __future__ import annotations

import re
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.choices import CallableChoiceIterator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from mws.core.text_search import Holds
from mws.places.models import Level, Place
from mws.rounds.models import Round
from proposals.models import (
    BeneficiaryGroup,
    Category,
    ProjectStatus,
    Proposal,
    ProposalStatus,
    Theme,
)

S = ProposalStatus
FINISHED = (ProjectStatus.SETTLED, ProjectStatus.EVALUATED, ProjectStatus.CLOSED)
MOST_WORDS = 5
MOST_PLACES = 200  # a word such as 社区 names them all and says nothing
RECEIPT = re.compile(r"[A-Z]+-\d{4}-[\w-]+")
SEARCHED = ("title", "location", "problem", "solution")
"""The columns of the index in migration 0003, in its order."""

# What a visitor asks for, in the order of a case's life.
STATUS_GROUPS: dict[str, tuple[Any, Q]] = {
    "screening": (_("Being screened"), Q(status__in=[S.ADMITTED, S.SCREENED])),
    "deciding": (
        _("Before the vote"),
        Q(status__in=[S.SHORTLISTED, S.ON_AGENDA, S.DEFERRED, S.SELECTED]),
    ),
    "notice": (_("On public notice"), Q(status__in=[S.ON_NOTICE, S.OBJECTED])),
    "review": (_("With the sub-district"), Q(status=S.IN_REVIEW)),
    "works": (
        _("Under way"),
        Q(status=S.APPROVED) & ~Q(project__status__in=[*FINISHED, ProjectStatus.TERMINATED]),
    ),
    "finished": (_("Finished"), Q(project__status__in=FINISHED)),
    "waitlist": (_("On the waitlist"), Q(status=S.WAITLISTED)),
    "ended": (
        _("Not carried out"),
        Q(status__in=[S.NOT_ADMITTED, S.MERGED, S.REJECTED, S.REFUSED, S.WITHDRAWN])
        | Q(project__status=ProjectStatus.TERMINATED),
    ),
}

_WAN = 1_000_000  # fen
COST_BANDS: dict[str, tuple[Any, int, int | None]] = {
    "to1": (_("up to 10,000 yuan"), 0, _WAN),
    "to5": (_("10,000 to 50,000 yuan"), _WAN, 5 * _WAN),
    "to10": (_("50,000 to 100,000 yuan"), 5 * _WAN, 10 * _WAN),
    "to20": (_("100,000 to 200,000 yuan"), 10 * _WAN, 20 * _WAN),
    "more": (_("over 200,000 yuan"), 20 * _WAN, None),
}
"""Word, more than this, up to this; in fen."""

COST = Coalesce("selected_fen", "requested_fen")
"""What the council passed, or what was asked for: the sum that the list is cut and sorted by."""

ORDERS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "newest": (_("Newest first"), ("-submitted_at", "-id")),
    "oldest": (_("Oldest first"), ("submitted_at", "id")),
    "dearest": (_("Highest cost first"), (COST.desc(), "-id")),
    "cheapest": (_("Lowest cost first"), (COST.asc(), "id")),
}


def _years() -> list[tuple[int, int]]:
    years = Round.objects.order_by("-year").values_list("year", flat=True).distinct()
    return [(year, year) for year in years]


class ProposalFilter(django_filters.FilterSet):
    """``place`` takes the code of a district, sub-district or community."""

    q = django_filters.CharFilter(
        method="search",
        label=_("Words, place or receipt number"),
        widget=forms.TextInput(attrs={"type": "search", "maxlength": 60}),
    )
    year = django_filters.ChoiceFilter(
        field_name="round__year", choices=_years, label=_("Year"), empty_label=_("All years")
    )
    status = django_filters.ChoiceFilter(
        choices=[(key, group[0]) for key, group in STATUS_GROUPS.items()],
        method="in_group",
        label=_("How far it is"),
        empty_label=_("All"),
    )
    category = django_filters.ChoiceFilter(
        choices=Category, label=_("Form"), empty_label=_("All forms")
    )
    theme = django_filters.ChoiceFilter(
        choices=Theme, label=_("Subject"), empty_label=_("All subjects")
    )
    group = django_filters.ChoiceFilter(
        field_name="beneficiary_group",
        choices=BeneficiaryGroup,
        label=_("Whom it serves"),
        empty_label=_("All groups"),
    )
    cost = django_filters.ChoiceFilter(
        choices=[(key, band[0]) for key, band in COST_BANDS.items()],
        method="in_band",
        label=_("Cost, as passed or asked for"),
        empty_label=_("Any cost"),
    )
    place = django_filters.CharFilter(method="in_place", label=_("Sub-district"))
    sort = django_filters.ChoiceFilter(
        choices=[(key, order[0]) for key, order in ORDERS.items()],
        method="unchanged",
        label=_("Order"),
        empty_label=_("As usual"),
    )

    class Meta:
        model = Proposal
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.named: dict[str, list[int]] = {}
        self.chosen_place = self._chosen_place()
        self.form.fields["place"].widget = forms.Select(
            choices=CallableChoiceIterator(self._choices)
        )

    @cached_property
    def places(self) -> list[Place]:
        """Districts and sub-districts by path (one query)."""
        rows = Place.objects.filter(level__in=[Level.DISTRICT, Level.SUBDISTRICT])
        return list(rows.only("code", "path", "level", "name").order_by("path"))

    @cached_property
    def communities(self) -> list[Place]:
        """Those in the chosen place, by path (one query): by their keys the database knows how few
        cases lie there, by the beginning of a path it does not and reads all."""
        there = Place.objects.communities().filter(path__startswith=self.chosen_place.path)
        return list(there.only("code", "path", "level", "name").order_by("path"))

    @property
    def searched(self) -> QuerySet:
        """The rows that the words and the place leave, before the choices are applied."""
        rows = self.queryset
        for name in ("q", "place"):
            rows = self.filters[name].filter(rows, self.form.cleaned_data.get(name) or "")
        return rows

    @property
    def sorted(self) -> bool:
        """Whether the visitor asked for an order."""
        return bool(self.form.cleaned_data.get("sort"))

    @property
    def order(self) -> str:
        return self.form.cleaned_data.get("sort") or "newest"

    @property
    def ordered(self) -> QuerySet:
        """The selection in its order; see ``COST`` for what is sorted by."""
        return self.qs.order_by(*ORDERS[self.order][1])

    def unchanged(self, rows: QuerySet, _name: str, _value: str) -> QuerySet:
        return rows

    def search(self, rows: QuerySet, _name: str, text: str) -> QuerySet:
        """Every word must be found; Chinese has no blanks, so a word may be a part of one."""
        for word in text.split()[:MOST_WORDS]:
            rows = self._with_word(rows, word)
        return rows

    def _with_word(self, rows: QuerySet, word: str) -> QuerySet:
        """Each case has its own index; alternatives in one condition would have none."""
        if RECEIPT.fullmatch(word.upper()):
            return rows.filter(receipt_no=word.upper())
        named = self._communities_named(word)
        if not named:
            return rows.filter(Holds(*SEARCHED, word=word))
        everything = Proposal.objects.order_by().values("pk")
        there = everything.filter(community__in=named)
        return rows.filter(pk__in=there.union(everything.filter(Holds(*SEARCHED, word=word))))

    def _communities_named(self, word: str) -> list[int]:
        """Keys of the communities with the word in their name, asked for once."""
        if word not in self.named:
            found = Place.objects.communities().filter(name__icontains=word)
            self.named[word] = list(found.values_list("pk", flat=True)[:MOST_PLACES])
        return self.named[word]

    def in_group(self, rows: QuerySet, _name: str, key: str) -> QuerySet:
        return rows.filter(STATUS_GROUPS[key][1])

    def in_band(self, rows: QuerySet, _name: str, key: str) -> QuerySet:
        _word, above, up_to = COST_BANDS[key]
        rows = rows.alias(cost=COST).filter(cost__gt=above)
        return rows if up_to is None else rows.filter(cost__lte=up_to)

    def in_place(self, rows: QuerySet, _name: str, _code: str) -> QuerySet:
        if self.chosen_place is None:
            return rows.none()
        return rows.filter(community__in=[community.pk for community in self.communities])

    def _chosen_place(self) -> Place | None:
        code = (self.data or {}).get("place", "")
        return Place.objects.filter(code=code).first() if code else None

    def _choices(self) -> list[tuple[str, Any]]:
        """All, the districts and sub-districts; a chosen community as well."""
        choices = [("", _("All sub-districts")), *((each.code, each.name) for each in self.places)]
        chosen = self.chosen_place
        if chosen and chosen.pk not in [place.pk for place in self.places]:
            choices.append((chosen.code, chosen.name))
        return choices
