"""A news item at each public step, once."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from cms.models import NewsIndexPage, NewsPage
from cms.models.news import headline_of
from cms.tree import originals, publish
from mws.places.models import Place


@transaction.atomic
def add_news(
    kind: str, *, target: str, place: Place, year: int, at: datetime, link: str, subject: str = ""
) -> NewsPage:
    """The item about a step; where it is there already it stays as it is."""
    index = originals(NewsIndexPage).select_for_update(of=("self",)).get()
    key = NewsPage.key_of(kind, target)
    page = originals(NewsPage).filter(translation_key=key).first()
    if page is not None:
        return page
    with override(settings.LANGUAGE_CODE):  # whoever's request this runs in
        about = SimpleNamespace(place=place, year=year, subject=subject)
        title = headline_of(kind, about)[:255]
    page = NewsPage(
        kind=kind, place=place, year=year, subject=subject, link=link, happened_at=at,
        title=title, made_title=title, slug=f"{kind.replace('_', '-')}-{target}",
        translation_key=key,
    )  # fmt: skip
    publish(page, under=index, has_aliases=False)
    return page
