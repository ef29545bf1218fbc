"""News, the feed, the search over everything, and the list of addresses for search engines."""

from __future__ import annotations

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.models import NewsIndexPage, NewsPage
from cms.models.news import newest_news
from cms.selectors.addresses import public_addresses
from cms.selectors.search import search_everything
from cms.views import published
from mws.core.context import site_name

FEED_ITEMS = 40


@require_safe
def news(request: HttpRequest) -> HttpResponse:
    return get_object_or_404(published(NewsIndexPage)).serve(request)


@require_safe
def news_item(request: HttpRequest, slug: str) -> HttpResponse:
    return get_object_or_404(newest_news(), slug=slug).serve(request)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Pages, proposals and projects together."""
    wanted = request.GET.get("q", "").strip()[:60]
    found = search_everything(wanted, language=get_language() or settings.LANGUAGE_CODE)
    return render(request, "cms/search.html", {"wanted": wanted, "found": found})


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page in every language, for search engines."""
    context = {"addresses": public_addresses(), "base": request.build_absolute_uri("/")[:-1]}
    return render(request, "cms/sitemap.xml", context, content_type="application/xml")


class NewsFeed(Feed):
    """The newest news as Atom, in the language of the address."""

    feed_type = Atom1Feed

    def title(self) -> str:
        return f"{site_name()}: {_('News')}"

    def link(self) -> str:
        return reverse("cms:news")

    def subtitle(self) -> str:
        return _("Each public step of a round, and what editors write.")

    def items(self) -> list[NewsPage]:
        return list(newest_news()[:FEED_ITEMS])

    def item_title(self, item: NewsPage) -> str:
        return item.headline

    def item_description(self, item: NewsPage) -> str:
        return item.intro

    def item_link(self, item: NewsPage) -> str:
        return reverse("cms:news_item", args=[item.slug])

    def item_updateddate(self, item: NewsPage) -> object:
        return item.happened_at


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    return NewsFeed()(request)
