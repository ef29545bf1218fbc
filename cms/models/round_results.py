"""The results of a round: frozen when it was decided, enriched by an editor."""

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
from cms.selectors.round_results import round_results
from mws.rounds.models import Round


class RoundPage(SystemPage):
    """One round: what won and why, what did not and by how much, the money after every row."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="result_pages")
    intro = models.CharField(
        _("introduction"), max_length=300, blank=True,
        help_text=_("One or two sentences under the title."),
    )  # fmt: skip
    body = StreamField(
        BodyBlock(), verbose_name=_("body"), blank=True,
        help_text=_("Stands above the results. The results come from the council's decisions and"
                    " the certified count; they cannot be changed here."),
    )  # fmt: skip

    parent_page_types = ["cms.CommunityYearPage"]
    subpage_types: list[str] = []
    template = "cms/round.html"
    is_creatable = False
    content_panels = [FieldPanel("intro"), FieldPanel("body")]

    class Meta:
        verbose_name = _("results of a round")
        verbose_name_plural = _("results of rounds")

    @staticmethod
    def slug_of(batch: int) -> str:
        return f"round-{batch}"

    @staticmethod
    def key_of(round_id: int) -> UUID:
        """The same in every language; Wagtail's unique (key, locale) refuses a second page."""
        return uuid5(NAMESPACE_URL, f"mws:outcomes/round/{round_id}")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["results"] = round_results(self.round)
        return context
