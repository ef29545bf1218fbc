"""News: an item at each public step, made by the system; and whatever an editor writes."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.blocks import BodyBlock
from cms.kinds import SystemPage, WrittenPage
from mws.places.models import Place

PAGE_SIZE = 20


class NewsKind(models.TextChoices):
    """The steps that make an item; empty: an editor's own."""

    ROUND_OPENED = "round_opened", _("A round has begun")
    ROUND_DECIDED = "round_decided", _("A round is decided")
    POLL_CERTIFIED = "poll_certified", _("A residents' vote is certified")
    PROJECT_CLOSED = "project_closed", _("A project is finished")


class NewsIndexPage(SystemPage):
    """/news/: the newest first."""

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.NewsPage"]
    template = "cms/news_index.html"
    is_creatable = False
    content_panels: list[FieldPanel] = []

    class Meta:
        verbose_name = _("news")
        verbose_name_plural = _("news")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        items = newest_news()
        context["items"] = Paginator(items, PAGE_SIZE).get_page(request.GET.get("page"))
        return context


class NewsPage(WrittenPage):
    """One item. While an editor leaves the title as it was made, it is said in the reader's
    language; ``link`` leads to the page that the item is about."""

    kind = models.CharField(max_length=16, choices=NewsKind, blank=True, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, null=True, editable=False, related_name="+")
    year = models.PositiveSmallIntegerField(default=0, editable=False)
    subject = models.CharField(max_length=200, blank=True, editable=False)
    made_title = models.CharField(max_length=255, blank=True, editable=False)
    link = models.CharField(max_length=200, blank=True, editable=False)
    happened_at = models.DateTimeField(_("when"), default=timezone.now)
    intro = models.CharField(
        _("introduction"), max_length=300, blank=True,
        help_text=_("One or two sentences under the title."),
    )  # fmt: skip
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    parent_page_types = ["cms.NewsIndexPage"]
    subpage_types: list[str] = []
    template = "cms/news.html"
    content_panels = [*Page.content_panels, FieldPanel("happened_at"), FieldPanel("intro"),
                      FieldPanel("body")]  # fmt: skip
    promote_panels = [FieldPanel("slug")]

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news items")
        indexes = [models.Index(fields=["-happened_at"], name="cms_newspage_newest")]
        constraints = [
            models.CheckConstraint(
                name="cms_newspage_kind_valid", condition=models.Q(kind__in=["", *NewsKind.values])
            )
        ]

    @staticmethod
    def key_of(kind: str, target: str) -> UUID:
        """The same in every language, and once for each step."""
        return uuid5(NAMESPACE_URL, f"mws:news/{kind}/{target}")

    @property
    def is_as_made(self) -> bool:
        return bool(self.kind) and self.title == self.made_title

    @property
    def headline(self) -> str:
        return headline_of(self.kind, self) if self.is_as_made else self.title

    @property
    def headline_language(self) -> str:
        """Of the title: the page's own unless an editor wrote it elsewhere; "" is the reader's."""
        return "" if self.is_as_made else self.words_language


def headline_of(kind: str, about: Any) -> str:
    """What happened, in the language of the moment; ``about`` has place, year and subject."""
    words = {
        NewsKind.ROUND_OPENED: _now("%(place)s asks for proposals for %(year)s"),
        NewsKind.ROUND_DECIDED: _now("%(place)s has decided on its projects for %(year)s"),
        NewsKind.POLL_CERTIFIED: _now("The residents of %(place)s have chosen for %(year)s"),
        NewsKind.PROJECT_CLOSED: _now("Finished in %(place)s: %(subject)s"),
    }
    facts = {"place": about.place.name, "year": about.year, "subject": about.subject}
    return words[NewsKind(kind)] % facts


def newest_news() -> Any:
    """Live items, the newest first. Each stands once: what the system made is said in the reader's
    language, what an editor wrote in the language it was written in."""
    items = NewsPage.objects.live().filter(alias_of=None)
    return items.select_related("place", "locale", "alias_of__locale").order_by(
        "-happened_at", "-pk"
    )
