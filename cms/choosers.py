"""How an editor finds a place or a project for a block with live figures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from mws.places.models import Place
from proposals.models import Proposal


class NameFilterForm(BaseFilterForm):
    """One line to search by name, in any of the columns ``lookups``."""

    lookups: tuple[str, ...] = ("name",)
    q = forms.CharField(label=_("Name or title"), required=False, max_length=60)

    def filter(self, objects: QuerySet) -> QuerySet:
        wanted = self.cleaned_data["q"].strip()
        if wanted:
            self.search_query, self.is_searching = wanted, True
            objects = objects.filter(
                Q(*((f"{name}__icontains", wanted) for name in self.lookups), _connector=Q.OR)
            )
        return super().filter(objects)


class ProjectFilterForm(NameFilterForm):
    lookups = ("title", "community__name")


class PlaceList:
    filter_form_class = NameFilterForm
    ordering = "path"


class ProjectList:
    """Projects by the title of their proposal, which is the name they are known under."""

    filter_form_class = ProjectFilterForm
    ordering = ("-project__opened_at", "-pk")

    def get_object_list(self) -> QuerySet[Proposal]:
        rows = Proposal.objects.filter(project__isnull=False)
        return rows.select_related("community", "project")

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,  # type: ignore[misc]
            Column("community", label=_("Community"), accessor="community.name"),
            Column("year", label=_("Year"), accessor="project.year"),
        ]


class ChoosePlaceView(PlaceList, ChooseView):
    """The dialog."""


class ChoosePlaceResultsView(PlaceList, ChooseResultsView):
    """Its list, renewed with every search."""


class ChooseProjectView(ProjectList, ChooseView):
    """The dialog."""


class ChooseProjectResultsView(ProjectList, ChooseResultsView):
    """Its list, renewed with every search."""


class PlaceChooserViewSet(ChooserViewSet):
    model = Place
    icon = "site"
    choose_one_text: Any = _("Choose a place")
    choose_another_text: Any = _("Choose another place")
    choose_view_class = ChoosePlaceView
    choose_results_view_class = ChoosePlaceResultsView


class ProjectChooserViewSet(ChooserViewSet):
    model = Proposal
    icon = "clipboard-list"
    choose_one_text: Any = _("Choose a project")
    choose_another_text: Any = _("Choose another project")
    choose_view_class = ChooseProjectView
    choose_results_view_class = ChooseProjectResultsView


place_chooser = PlaceChooserViewSet("place_chooser")
project_chooser = ProjectChooserViewSet("project_chooser")
