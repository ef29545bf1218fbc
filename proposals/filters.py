"""The filters of the public list: each a query parameter, so that a selection has an address."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mws.places.models import Level, Place
from mws.rounds.models import Round
from proposals.models import Category, ProjectStatus, Proposal, ProposalStatus, Theme

S = ProposalStatus
FINISHED = (ProjectStatus.SETTLED, ProjectStatus.EVALUATED, ProjectStatus.CLOSED)

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


def _years() -> list[tuple[int, int]]:
    years = Round.objects.order_by("-year").values_list("year", flat=True).distinct()
    return [(year, year) for year in years]


def _places() -> list[tuple[str, str]]:
    subdistricts = Place.objects.filter(level=Level.SUBDISTRICT).order_by("path")
    return list(subdistricts.values_list("code", "name"))


class ProposalFilter(django_filters.FilterSet):
    """``place`` takes the code of a district, sub-district or community."""

    q = django_filters.CharFilter(
        method="search",
        label=_("Title, place or receipt number"),
        widget=forms.TextInput(attrs={"type": "search", "maxlength": 60}),
    )
    year = django_filters.ChoiceFilter(
        field_name="round__year", choices=_years, label=_("Year"), empty_label=_("All years")
    )
    status = django_filters.ChoiceFilter(
        choices=[(key, label) for key, (label, _q) in STATUS_GROUPS.items()],
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
    place = django_filters.CharFilter(method="in_place", label=_("Sub-district"))

    class Meta:
        model = Proposal
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("All sub-districts")), *_places()]
        self.chosen_place = self._chosen_place()
        if self.chosen_place and self.chosen_place.level != Level.SUBDISTRICT:
            choices.append((self.chosen_place.code, self.chosen_place.name))
        self.form.fields["place"].widget = forms.Select(choices=choices)

    def search(self, rows: QuerySet, _name: str, text: str) -> QuerySet:
        """Every word must be found; Chinese has no blanks, so a word may be a part of one."""
        for word in text.split()[:5]:
            rows = rows.filter(
                Q(title__icontains=word)
                | Q(location__icontains=word)
                | Q(receipt_no__iexact=word)
                | Q(community__name__icontains=word)
            )
        return rows

    def in_group(self, rows: QuerySet, _name: str, group: str) -> QuerySet:
        return rows.filter(STATUS_GROUPS[group][1])

    def in_place(self, rows: QuerySet, _name: str, _code: str) -> QuerySet:
        if self.chosen_place is None:
            return rows.none()
        return rows.filter(community__path__startswith=self.chosen_place.path)

    def _chosen_place(self) -> Place | None:
        code = (self.data or {}).get("place", "")
        return Place.objects.filter(code=code).first() if code else None
