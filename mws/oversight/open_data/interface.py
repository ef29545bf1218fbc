"""What the interface offers: its resources, their filters, and the OpenAPI document of both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mws.ledger.models import Transfer
from mws.ledger.selectors import all_transfers
from mws.oversight.figure_rows import COLUMNS
from mws.oversight.filters import PlaceYearFilter, ProjectFilter, counted
from mws.oversight.open_data.bundle import LICENCE
from mws.oversight.open_data.tables import DECISIONS, LEDGER, PROJECTS, Column, Table
from mws.places.models import Level, Place
from proposals.filters import ProposalFilter
from proposals.models import CouncilDecision, Proposal
from proposals.selectors.open_rows import COLUMNS as PROPOSAL_COLUMNS
from proposals.selectors.open_rows import for_open_row, open_row

PAGE_SIZE, MOST = 50, 200


class LedgerFilter(PlaceYearFilter):
    community = "fund__community"
    year = django_filters.NumberFilter(
        field_name="fund__year", label=_("Year"), min_value=2000, max_value=2100
    )

    class Meta:
        model = Transfer
        fields: list[str] = []


class DecisionFilter(PlaceYearFilter):
    community = "proposal__community"
    year = django_filters.NumberFilter(
        field_name="proposal__round__year", label=_("Year"), min_value=2000, max_value=2100
    )

    class Meta:
        model = CouncilDecision
        fields: list[str] = []


class PlaceFilter(django_filters.FilterSet):
    level = django_filters.ChoiceFilter(choices=Level, label=_("Level"))

    class Meta:
        model = Place
        fields: list[str] = []


PLACES = Table(
    "places", _("Places"),
    (
        Column("code", _("code of the place"), "places.Place.code", lambda p: p.code),
        Column("name", _("name"), "places.Place.name", lambda p: p.name),
        Column("name_en", _("name in English"), "places.Place.name_en", lambda p: p.name_en),
        Column("level", _("level"), "places.Place.level", lambda p: p.level),
        Column("path", _("codes from the city down"), "places.Place.path", lambda p: p.path),
    ),
    lambda place, _year: Place.objects.below(place),
)  # fmt: skip


@dataclass(frozen=True)
class Resource:
    """A list of rows: ``rows`` are all of them, the filter chooses, ``row`` says one."""

    name: str
    title: Any
    filter: type[django_filters.FilterSet]
    rows: Callable[[], QuerySet]
    row: Callable[[Any], dict[str, Any]]
    columns: dict[str, Any]

    def chosen(self, params: QueryDict) -> Any:
        return self.filter(params, queryset=self.rows())


def _of_table(table: Table, chosen: type[django_filters.FilterSet], rows: Any) -> Resource:
    columns = {column.name: column.meaning for column in table.columns}
    return Resource(table.name, table.title, chosen, rows, table.row, columns)


def _decisions() -> QuerySet[CouncilDecision]:
    rows = CouncilDecision.objects.filter(proposal__in=Proposal.objects.public())
    return rows.select_related("proposal__community", "proposal__round").order_by("pk")


def _proposals() -> QuerySet[Proposal]:
    return for_open_row(Proposal.objects.public().order_by("pk"))


def _places() -> QuerySet[Place]:
    public = (Level.CITY, Level.DISTRICT, Level.SUBDISTRICT, Level.COMMUNITY)
    return Place.objects.filter(level__in=public).order_by("path")


RESOURCES: dict[str, Resource] = {
    "places": _of_table(PLACES, PlaceFilter, _places),
    "proposals": Resource(
        "proposals", _("Proposals"), ProposalFilter, _proposals, open_row, PROPOSAL_COLUMNS
    ),
    "projects": _of_table(PROJECTS, ProjectFilter, counted),
    "decisions": _of_table(DECISIONS, DecisionFilter, _decisions),
    "ledger": _of_table(LEDGER, LedgerFilter, all_transfers),
}


def openapi(address: str, *, title: str) -> dict[str, Any]:
    """The document of the interface; ``address``: where it begins."""
    paths = {f"/{name}/": {"get": _operation(each)} for name, each in RESOURCES.items()}
    paths["/figures/"] = {"get": _figures_operation()}
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1", "license": {"name": LICENCE}},
        "servers": [{"url": address}],
        "paths": paths,
    }


def _operation(resource: Resource) -> dict[str, Any]:
    parameters = [
        _parameter(name, each) for name, each in resource.chosen(QueryDict()).form.fields.items()
    ]
    parameters += [
        _query("page", _("which page"), {"type": "integer", "minimum": 1}),
        _query("page_size", _("rows a page"), {"type": "integer", "maximum": MOST}),
    ]
    row = {
        "type": "object",
        "properties": _described(resource.columns),
    }
    return _answer(resource.name, str(resource.title), parameters, row)


def _described(columns: dict[str, Any]) -> dict[str, Any]:
    return {name: {"description": gettext(str(text))} for name, text in columns.items()}


def _figures_operation() -> dict[str, Any]:
    parameters = [
        _query("place", _("code of the place"), {"type": "string"}, is_required=True),
        _query("year", _("year"), {"type": "integer"}, is_required=True),
    ]
    row = {
        "type": "object",
        "properties": _described(COLUMNS),
    }
    return _answer("figures", str(_("Figures of the sunshine board")), parameters, row)


def _answer(name: str, title: str, parameters: list, row: dict[str, Any]) -> dict[str, Any]:
    page = {
        "type": "object",
        "properties": {
            "count": {"type": "integer"}, "next": {"type": ["string", "null"]},
            "previous": {"type": ["string", "null"]}, "results": {"type": "array", "items": row},
        },
    }  # fmt: skip
    content = {"application/json": {"schema": page}}
    return {
        "operationId": f"list_{name}", "summary": title, "parameters": parameters,
        "responses": {
            "200": {"description": title, "content": content},
            "304": {"description": "Not modified (If-None-Match)"},
            "400": {"description": "A filter was not understood"},
            "429": {"description": "Too many requests"},
        },
    }  # fmt: skip


def _parameter(name: str, field: Any) -> dict[str, Any]:
    choices = [str(value) for value, _label in getattr(field, "choices", ()) if str(value)]
    schema: dict[str, Any] = {"type": "string"}
    if choices:
        schema["enum"] = choices
    return _query(name, field.label or name, schema)


def _query(name: str, text: Any, schema: dict, *, is_required: bool = False) -> dict[str, Any]:
    return {
        "name": name, "in": "query", "required": is_required, "description": str(text),
        "schema": schema,
    }  # fmt: skip
