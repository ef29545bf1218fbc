"""What became of the money: pages the system makes and editors enrich.

The figures on them are read from the rooms every time; what an editor writes stands beside them.
A page and its translation share a key that is derived from what the page is about, so that the
database refuses a second one. Translations are aliases: they follow the original until an editor
makes them pages of their own.
"""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from cms.blocks import BodyBlock
from cms.kinds import StaysInPlace, SystemPage
from cms.selectors.community_year import community_year
from cms.selectors.outcomes import outcomes_of
from cms.selectors.project import project_outcome, projects_with_case
from mws.core.clock import database_now
from mws.places.models import Place
from proposals.models import Project


class OutcomesPage(SystemPage):
    """/outcomes/: every year with its totals and its communities."""

    intro = models.CharField(_("introduction"), max_length=300, blank=True)

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.CommunityYearPage", "cms.ReportPage"]
    template = "cms/outcomes.html"
    is_creatable = False
    content_panels = [FieldPanel("intro")]

    class Meta:
        verbose_name = _("outcomes")
        verbose_name_plural = _("outcomes")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["outcomes"] = outcomes_of(
            request.GET.get("year", ""), CommunityYearPage.objects.live().filter(locale=self.locale)
        )
        return context


class CommunityYearPage(SystemPage):
    """One community's year: the money, the decisions, every project and what became of it."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="year_pages")
    year = models.PositiveSmallIntegerField()
    intro = models.CharField(
        _("introduction"), max_length=300, blank=True,
        help_text=_("One or two sentences under the title."),
    )  # fmt: skip
    body = StreamField(
        BodyBlock(), verbose_name=_("body"), blank=True,
        help_text=_("Stands above the figures. The figures come from the ledger and the files;"
                    " they cannot be changed here."),
    )  # fmt: skip

    parent_page_types = ["cms.OutcomesPage"]
    subpage_types = ["cms.ProjectPage", "cms.RoundPage"]
    template = "cms/community_year.html"
    is_creatable = False
    content_panels = [FieldPanel("intro"), FieldPanel("body")]

    class Meta:
        verbose_name = _("year of a community")
        verbose_name_plural = _("years of communities")
        indexes = [models.Index(fields=["year", "community"], name="cms_communityyear")]
        constraints = [
            models.CheckConstraint(
                name="cms_communityyearpage_year_valid",
                condition=models.Q(year__gte=2000, year__lte=2100),
            )
        ]

    @staticmethod
    def slug_of(code: str, year: int) -> str:
        return f"{code}-{year}"

    @staticmethod
    def key_of(code: str, year: int) -> UUID:
        """The same in every language; Wagtail's unique (key, locale) refuses a second page."""
        return uuid5(NAMESPACE_URL, f"mws:outcomes/{CommunityYearPage.slug_of(code, year)}")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["outcome"] = community_year(self.community, self.year, request.GET)
        return context


class ProjectPage(SystemPage):
    """One project and what came of it, with the story an editor tells around the figures. Without
    such a page, or while it is taken back, the figures stand at the same address alone."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="outcome_pages")
    body = StreamField(
        BodyBlock(), verbose_name=_("story"), blank=True,
        help_text=_("Stands above the figures. The figures come from the ledger and the files;"
                    " they cannot be changed here."),
    )  # fmt: skip

    parent_page_types = ["cms.CommunityYearPage"]
    subpage_types: list[str] = []
    template = "cms/project.html"
    is_creatable = False
    content_panels = [FieldPanel("title", heading=_("Headline")), FieldPanel("body")]
    permission_tester = StaysInPlace

    class Meta:
        verbose_name = _("project's outcome")
        verbose_name_plural = _("projects' outcomes")

    @staticmethod
    def slug_of(project_id: int) -> str:
        return f"project-{project_id}"

    @staticmethod
    def key_of(project_id: int) -> UUID:
        """The same in every language; Wagtail's unique (key, locale) refuses a second page."""
        return uuid5(NAMESPACE_URL, f"mws:outcomes/{ProjectPage.slug_of(project_id)}")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        project = projects_with_case().get(pk=self.project_id)
        context["outcome"] = project_outcome(project, now=database_now())
        context["story"] = self
        return context
