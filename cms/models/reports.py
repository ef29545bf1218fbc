"""年度报告: a place's year in figures, with the words that an editor adds."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from cms.blocks import BodyBlock
from cms.kinds import SystemPage
from mws.core.clock import database_now
from mws.oversight.board import board_of
from mws.places.models import Place


class ReportPage(SystemPage):
    """Made as a draft; an editor completes and publishes it. Its figures are the board's."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="report_pages")
    year = models.PositiveSmallIntegerField()
    intro = models.CharField(
        _("introduction"), max_length=300, blank=True,
        help_text=_("One or two sentences under the title."),
    )  # fmt: skip
    body = StreamField(
        BodyBlock(), verbose_name=_("body"), blank=True,
        help_text=_("Stands above the tables. Complete the sentences that are begun; put figures"
                    " in as blocks, so that they stay right."),
    )  # fmt: skip

    parent_page_types = ["cms.OutcomesPage"]
    subpage_types: list[str] = []
    template = "cms/report.html"
    is_creatable = False
    content_panels = [FieldPanel("intro"), FieldPanel("body")]

    class Meta:
        verbose_name = _("annual report")
        verbose_name_plural = _("annual reports")
        constraints = [
            models.CheckConstraint(
                name="cms_reportpage_year_valid",
                condition=models.Q(year__gte=2000, year__lte=2100),
            )
        ]

    @staticmethod
    def slug_of(code: str, year: int) -> str:
        return f"report-{code}-{year}"

    @staticmethod
    def key_of(code: str, year: int) -> UUID:
        """The same in every language; Wagtail's unique (key, locale) refuses a second page."""
        return uuid5(NAMESPACE_URL, f"mws:outcomes/{ReportPage.slug_of(code, year)}")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        board = board_of(self.place, self.year, [self.year], now=database_now())
        context |= {"board": board, "place": self.place, "year": self.year}
        return context
