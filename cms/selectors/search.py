"""One search over pages, proposals and projects. Chinese knows no blanks between words: what is
found are texts that hold the words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Cast, Coalesce
from django.http import QueryDict
from django.urls import reverse
from wagtail.models import Page

from cms.models import EditorialPage, NewsPage, ProjectPage, ReportPage, RoundPage
from mws.core.text_search import Holds
from proposals.filters import MOST_WORDS
from proposals.models import Proposal
from proposals.selectors.lists import selection_of

SHOWN = 20
# Models with words of an editor's in their body, and below their title.
WRITTEN: tuple[tuple[type[Page], tuple[str, ...]], ...] = (
    (EditorialPage, ("intro", "body")),
    (NewsPage, ("intro", "body")),
    (ReportPage, ("intro", "body")),
    (RoundPage, ("intro", "body")),
    (ProjectPage, ("body",)),
)


@dataclass(frozen=True)
class PageHit:
    title: str
    address: str
    language: str


@dataclass(frozen=True)
class Found:
    """``case_count``: of all cases; the first SHOWN are in ``cases``."""

    pages: list[PageHit]
    cases: list[Proposal]
    case_count: int


def search_everything(text: str, *, language: str) -> Found:
    """Three queries; nothing is found by no word."""
    words = text.split()[:MOST_WORDS]
    if not words:
        return Found([], [], 0)
    params = QueryDict(mutable=True)
    params["q"] = text
    cases = selection_of(params).ordered
    return Found(
        pages=_pages(words, language),
        cases=list(cases.select_related("community", "project")[:SHOWN]),
        case_count=cases.count(),
    )


def _pages(words: list[str], language: str) -> list[PageHit]:
    """In the language of the reader; news stands in one language only."""
    here = Q(locale__language_code=language) | Q(pk__in=NewsPage.objects.values("pk"))
    pages = Page.objects.live().public().filter(here, depth__gt=2)
    for word in words:
        condition = Q(Holds("title", word=word))
        for model, columns in WRITTEN:
            rows: Any = model.objects.filter(pk=OuterRef("pk"))
            condition |= Q(Exists(rows.filter(_holds(columns, word))))
        pages = pages.filter(condition)
    rows = pages.order_by("-first_published_at", "pk").values_list(
        "title", "url_path", Coalesce("alias_of__locale__language_code", "locale__language_code")
    )
    root = reverse("pages:home")
    return [
        PageHit(title, root + path.split("/", 2)[2], words_in)
        for title, path, words_in in rows[:SHOWN]
    ]


def _holds(columns: tuple[str, ...], word: str) -> Q:
    """A body is JSON: PostgreSQL says it in plain characters, SQLite keeps Chinese as escapes."""
    condition = Q()
    for column in columns:
        text: Any = Cast(column, models.TextField()) if column == "body" else column
        condition |= Q(Holds(text, word=word))
        if column == "body":
            condition |= Q(Holds(text, word=json.dumps(word)[1:-1]))
    return condition
