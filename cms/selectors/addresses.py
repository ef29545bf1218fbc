"""The addresses of everything public, for search engines."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from cms.models import CommunityYearPage, NewsPage, ProjectPage, ReportPage, RoundPage
from mws.places.models import Place
from proposals.models import Proposal

MOST = 45_000  # a sitemap may hold 50,000
NAMES = (
    "pages:home", "pages:community_list", "proposals:list", "voting:polls", "cms:outcomes",
    "cms:news", "oversight:board", "oversight:open_data",
)  # fmt: skip


def public_addresses() -> list[list[str]]:
    """Each page as its addresses in all languages (seven queries)."""
    found: dict[int, list[str]] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for number, address in enumerate(_addresses()):
                found.setdefault(number, []).append(address)
    return list(found.values())[:MOST]


def _addresses() -> Iterator[str]:
    for name in NAMES:
        yield reverse(name)
    for code in Place.objects.communities().order_by("path").values_list("code", flat=True):
        yield reverse("pages:community", args=[code])
    originals = {"alias_of": None, "live": True}
    for code, year in CommunityYearPage.objects.filter(**originals).values_list(
        "community__code", "year"
    ):
        yield reverse("cms:community_year", args=[code, year])
    for code, year in ReportPage.objects.filter(**originals).values_list("place__code", "year"):
        yield reverse("cms:report", args=[code, year])
    for row in RoundPage.objects.filter(**originals).values_list(
        "round__community__code", "round__year", "round__batch"
    ):
        yield reverse("cms:round", args=row)
    for row in ProjectPage.objects.filter(**originals).values_list(
        "project__community__code", "project__year", "project"
    ):
        yield reverse("cms:project", args=row)
    for slug in NewsPage.objects.filter(**originals).values_list("slug", flat=True):
        yield reverse("cms:news_item", args=[slug])
    for pk in Proposal.objects.public().order_by("-pk").values_list("pk", flat=True)[:MOST]:
        yield reverse("proposals:detail", args=[pk])
