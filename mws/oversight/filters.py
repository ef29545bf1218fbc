"""The filters of the rows behind the figures: page, interface and file take the same ones."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mws.oversight.counts import PROMISES, with_promises
from mws.oversight.definitions import FINISHED
from mws.places.models import EstateKind, Level, Place
from proposals.models import BeneficiaryGroup, Category, Project, ProjectStatus, Proposal, Theme

SITES: dict[str, tuple[Any, Q]] = {
    EstateKind.VILLAGE: (_("In an urban village"), Q(proposal__area__kind=EstateKind.VILLAGE)),
    EstateKind.GARDEN: (_("In a housing estate"), Q(proposal__area__kind=EstateKind.GARDEN)),
    EstateKind.STAFF: (_("In staff housing"), Q(proposal__area__kind=EstateKind.STAFF)),
    Level.COMMUNITY: (_("For the whole community"), Q(proposal__area__level=Level.COMMUNITY)),
}
STAGES: dict[str, tuple[Any, Q]] = {
    "finished": (_("Accepted and later"), Q(status__in=FINISHED)),
    "running": (_("Not yet accepted"), ~Q(status__in=FINISHED)),
}


def _words(table: dict[str, tuple[Any, Q]]) -> list[tuple[str, Any]]:
    return [(key, words) for key, (words, _condition) in table.items()]


class PlaceYearFilter(django_filters.FilterSet):
    """``place`` takes the code of a place of any level; ``community`` is where a row lies."""

    community = "community"
    place = django_filters.CharFilter(method="in_place", label=_("Place (its code)"))

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """What was asked for besides place and year: the filter and the choice, in words."""
        given = self.form.cleaned_data
        return [
            (str(self.form.fields[name].label), str(self._words_of(name, value)))
            for name, value in given.items()
            if value and name not in ("place", "year", "kept")
        ]

    def _words_of(self, name: str, value: Any) -> Any:
        return dict(getattr(self.form.fields[name], "choices", ())).get(value, value)

    def in_place(self, rows: QuerySet, _name: str, code: str) -> QuerySet:
        found = Place.objects.filter(code=code).first()
        if found is None:
            return rows.none()
        communities = Place.objects.below(found).communities()
        return rows.filter(
            **{f"{self.community}__in": list(communities.values_list("pk", flat=True))}
        )


class ProjectFilter(PlaceYearFilter):
    """Projects that count: approved and not terminated."""

    year = django_filters.NumberFilter(label=_("Year"), min_value=2000, max_value=2100)
    category = django_filters.ChoiceFilter(
        field_name="proposal__category", choices=Category, label=_("Form")
    )
    theme = django_filters.ChoiceFilter(
        field_name="proposal__theme", choices=Theme, label=_("Subject")
    )
    group = django_filters.ChoiceFilter(
        field_name="proposal__beneficiary_group", choices=BeneficiaryGroup,
        label=_("Whom it serves"),
    )  # fmt: skip
    status = django_filters.ChoiceFilter(
        choices=[(value, label) for value, label in ProjectStatus.choices if value != "terminated"],
        label=_("Status"),
    )
    stage = django_filters.ChoiceFilter(
        choices=_words(STAGES), method="in_stage", label=_("How far it is")
    )
    site = django_filters.ChoiceFilter(
        choices=_words(SITES), method="at_site", label=_("Kind of place")
    )
    supplier = django_filters.NumberFilter(field_name="supplier", label=_("Supplier"))

    class Meta:
        model = Project
        fields: list[str] = []

    def in_stage(self, rows: QuerySet, _name: str, key: str) -> QuerySet:
        return rows.filter(STAGES[key][1])

    def at_site(self, rows: QuerySet, _name: str, key: str) -> QuerySet:
        return rows.filter(SITES[key][1])


class FileFilter(PlaceYearFilter):
    """Files to which a promise is made: those that kept it, and those that did not."""

    year = django_filters.NumberFilter(
        field_name="round__year", label=_("Year"), min_value=2000, max_value=2100
    )
    promise = django_filters.ChoiceFilter(
        choices=[
            ("number", _("One number for everything")),
            ("window", _("One window for everything")),
            ("online", _("Everything online")),
            ("once", _("Everything at one time")),
        ],
        method="promised",
        label=_("Promise"),
    )
    kept = django_filters.ChoiceFilter(
        choices=[("yes", _("kept")), ("no", _("not kept"))], method="keeps", label=_("Kept")
    )

    class Meta:
        model = Proposal
        fields: list[str] = []

    def promised(self, rows: QuerySet, _name: str, promise: str) -> QuerySet:
        return with_promises(rows).filter(PROMISES[promise][0])

    def keeps(self, rows: QuerySet, _name: str, kept: str) -> QuerySet:
        promise = self.form.cleaned_data.get("promise")
        if not promise:
            return rows
        condition = PROMISES[promise][1]
        return with_promises(rows).filter(condition if kept == "yes" else ~condition)


def counted() -> QuerySet[Project]:
    """The projects behind every figure, with what a row shows of them."""
    rows = Project.objects.exclude(status=ProjectStatus.TERMINATED)
    return rows.select_related("proposal", "community", "account", "supplier").order_by("pk")


def handed_in() -> QuerySet[Proposal]:
    """The files behind the promises; those not yet public are counted and not listed."""
    rows = Proposal.objects.filter(submitted_at__isnull=False)
    return rows.select_related("community").order_by("pk")
