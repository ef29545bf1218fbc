"""The root of Wagtail's pages, and plain pages that editors write."""

from __future__ import annotations

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.blocks import BodyBlock
from cms.kinds import SystemPage, WrittenPage


class HomePage(SystemPage):
    """What all pages of Wagtail's hang under. "/" itself is shown by ``mws.pages``."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.OutcomesPage", "cms.NewsIndexPage", "cms.EditorialPage"]
    is_creatable = False
    content_panels: list[FieldPanel] = []
    preview_modes: list[tuple[str, str]] = []

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return redirect("pages:home")


class EditorialPage(WrittenPage):
    """A page of words: about, legal basis, news."""

    intro = models.CharField(
        _("introduction"), max_length=300, blank=True,
        help_text=_("One or two sentences under the title."),
    )  # fmt: skip
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    parent_page_types = ["cms.HomePage", "cms.EditorialPage"]
    subpage_types = ["cms.EditorialPage"]
    template = "cms/editorial.html"
    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]
    promote_panels = [FieldPanel("slug")]

    class Meta:
        verbose_name = _("editorial page")
        verbose_name_plural = _("editorial pages")
