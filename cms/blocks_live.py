"""Blocks that show what the site knows: an editor chooses what to show and never types a number."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.choosers import place_chooser, project_chooser
from cms.selectors.round_results import round_results
from mws.core.clock import database_now
from mws.ledger.selectors import balances_of_place
from mws.oversight.board import board_chart
from mws.oversight.definitions import DEFINITIONS, figures_of
from mws.oversight.facts import facts_of, facts_with_parts
from mws.oversight.filters import ProjectFilter, counted
from mws.oversight.schematic import tiles_of
from mws.rounds.models import Round
from proposals.models import Category
from proposals.selectors.project import money_of
from proposals.selectors.track import case_track

ROWS = 10

PlaceChooserBlock = place_chooser.get_block_class(
    name="PlaceChooserBlock", module_path="cms.blocks"
)
ProjectChooserBlock = project_chooser.get_block_class(
    name="ProjectChooserBlock", module_path="cms.blocks"
)


def figure_choices() -> list[tuple[str, Any]]:
    return [(code, definition.label) for code, definition in DEFINITIONS.items()]


CHARTS = [
    ("waterfall", _("From the allocation to what is paid")),
    ("months", _("Money by month")),
    ("held", _("How long the steps take")),
]


class PlaceYearBlock(blocks.StructBlock):
    """A place and a year; what hangs on them is read when the page is."""

    place = PlaceChooserBlock(label=_("Place"))
    year = blocks.IntegerBlock(
        label=_("Year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        if value["place"]:  # none once the place is gone
            context |= self.live(value)
        return context

    def live(self, value: Any) -> dict[str, Any]:
        raise NotImplementedError


class FundBlock(PlaceYearBlock):
    """The money of a place in one year, as the ledger has it at the moment of reading."""

    class Meta:
        label = _("Money of a place (live)")
        icon = "view"
        template = "cms/blocks/fund.html"
        help_text = _("You choose the place and the year; the figures come from the ledger.")

    def live(self, value: Any) -> dict[str, Any]:
        return {"balances": balances_of_place(value["place"], value["year"])}


class FigureBlock(PlaceYearBlock):
    """One figure with its definition, source and time."""

    figure = blocks.ChoiceBlock(label=_("Figure"), choices=figure_choices)

    class Meta:
        label = _("Figure (live)")
        icon = "form"
        template = "cms/blocks/figure.html"
        help_text = _("The number, what it means and where it comes from, as the board has it.")

    def live(self, value: Any) -> dict[str, Any]:
        if value["figure"] not in DEFINITIONS:
            return {}
        facts = facts_of(value["place"], value["year"], now=database_now())
        return {"shown": figures_of(facts, value["figure"])[value["figure"]]}


class ChartBlock(PlaceYearBlock):
    """One of the board's charts with its table."""

    chart = blocks.ChoiceBlock(label=_("Chart"), choices=CHARTS)

    class Meta:
        label = _("Chart (live)")
        icon = "view"
        template = "cms/blocks/chart.html"
        help_text = _("A chart states its finding by itself and brings its table along.")

    def live(self, value: Any) -> dict[str, Any]:
        facts = facts_of(value["place"], value["year"], now=database_now())
        return {"shown": board_chart(facts, value["chart"])}


class MapBlock(PlaceYearBlock):
    """The parts of a place as tiles, filled as far as their money is paid out."""

    class Meta:
        label = _("Sketch of places (live)")
        icon = "site"
        template = "cms/blocks/map.html"
        help_text = _("For a city, a district or a sub-district.")

    def live(self, value: Any) -> dict[str, Any]:
        _whole, parts = facts_with_parts(value["place"], value["year"], now=database_now())
        return {"tiles": tiles_of([figures_of(part, "paid_rate")["paid_rate"] for part in parts])}


class ProjectsBlock(PlaceYearBlock):
    """The first projects of a place and year, of one form if one is chosen."""

    category = blocks.ChoiceBlock(label=_("Form"), choices=Category.choices, required=False)

    class Meta:
        label = _("Projects (live)")
        icon = "list-ul"
        template = "cms/blocks/projects.html"
        help_text = _("The ten with the highest sums, and the way to all of them.")

    def live(self, value: Any) -> dict[str, Any]:
        data = {
            "place": value["place"].code, "year": value["year"],
            "category": value["category"] or "",
        }  # fmt: skip
        found = ProjectFilter(data, queryset=counted()).qs.order_by("-approved_fen", "pk")
        return {"rows": list(found[:ROWS]), "count": found.count()}


class ResultsBlock(PlaceYearBlock):
    """The way to the results of a round, with what was passed."""

    batch = blocks.IntegerBlock(label=_("Round"), default=1, min_value=1)

    class Meta:
        label = _("Results of a round (live)")
        icon = "tick"
        template = "cms/blocks/results.html"
        help_text = _("For a community whose round is decided.")

    def live(self, value: Any) -> dict[str, Any]:
        round = Round.objects.filter(
            community=value["place"], year=value["year"], batch=value["batch"],
            decided_at__isnull=False,
        ).first()  # fmt: skip
        return {"results": round_results(round)} if round else {}


class ProjectBlock(blocks.StructBlock):
    """A project; what is shown of it is read when the page is."""

    proposal = ProjectChooserBlock(label=_("Project"))

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        if value["proposal"]:
            context |= self.live(value)
        return context

    def live(self, value: Any) -> dict[str, Any]:
        raise NotImplementedError


class ProjectMoneyBlock(ProjectBlock):
    """The money of one project, as the ledger has it at the moment of reading."""

    class Meta:
        label = _("Money of a project (live)")
        icon = "view"
        template = "cms/blocks/project_money.html"
        help_text = _("You choose the project; the figures come from the ledger.")

    def live(self, value: Any) -> dict[str, Any]:
        return {"money": money_of(value["proposal"].project)}


class TrackBlock(ProjectBlock):
    """How far a project is, station by station."""

    class Meta:
        label = _("Track of a project (live)")
        icon = "history"
        template = "cms/blocks/track.html"
        help_text = _("The stations a project has passed, with their days.")

    def live(self, value: Any) -> dict[str, Any]:
        return {"stations": case_track(value["proposal"], now=database_now())}
