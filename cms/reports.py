"""Annual reports of the community, its sub-district and its district: drafts; editors are told."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse

from cms.models import OutcomesPage, ReportPage
from cms.tree import draft, originals, publish
from mws.accounts.permissions import Role
from mws.accounts.selectors import holders_of
from mws.core.clock import database_now
from mws.notifications.services import queue_for_all
from mws.places.models import Level, Place

REPORTED = (Level.DISTRICT, Level.SUBDISTRICT, Level.COMMUNITY)
HEADINGS = ("这一年做了什么", "钱花在哪里", "居民怎么说", "明年要改进什么")


def draft_reports(community: Place, year: int) -> int:
    """A draft for each place whose year has something to tell; returns how many are new."""
    codes = [*community.ancestor_codes, community.code]
    places = Place.objects.filter(code__in=codes, level__in=REPORTED)
    return sum(add_report(place=place, year=year) for place in places)


def publish_reports(year: int) -> int:
    """The reports of districts and sub-districts on a year that was over before the site began;
    their communities have their own pages. Returns how many are new."""
    levels = (Level.DISTRICT, Level.SUBDISTRICT)
    places = Place.objects.filter(level__in=levels).order_by("path")
    return sum(add_report(place=place, year=year, is_public=True) for place in places)


@transaction.atomic
def add_report(*, place: Place, year: int, is_public: bool = False) -> bool:
    """The report of a place and year, if there is none yet. A draft: whoever edits it is told.
    ``is_public``: of a year that was over before the site began; nobody need complete it."""
    index = originals(OutcomesPage).select_for_update(of=("self",)).get()
    key = ReportPage.key_of(place.code, year)
    if originals(ReportPage).filter(translation_key=key).exists():
        return False
    page = ReportPage(
        place=place, year=year, title=f"{place.name} {year} 年度报告",
        slug=ReportPage.slug_of(place.code, year), translation_key=key,
    )  # fmt: skip
    if is_public:
        publish(page, under=index)
    else:
        page.body = skeleton(place, year)
        draft(page, under=index)
        _tell_editors(page, place)
    return True


def skeleton(place: Place, year: int) -> list[dict[str, Any]]:
    """Headings with the figures that belong below them, as blocks that stay right."""
    figures = (("projects", "finished"), ("paid", "villages"), ("satisfied",), ("sunshine",))
    blocks: list[dict[str, Any]] = []
    for heading, codes in zip(HEADINGS, figures, strict=True):
        blocks.append({"type": "text", "value": f"<h2>{heading}</h2><p></p>"})
        for code in codes:
            value = {"figure": code, "place": place.pk, "year": year}
            blocks.append({"type": "figure", "value": value})
    return blocks


def _tell_editors(page: ReportPage, place: Place) -> None:
    editors = holders_of(Role.EDITOR, place, now=database_now()).values_list("pk", flat=True)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    context = {"place": place.name, "year": str(page.year)}
    queue_for_all("report_drafted", to=list(editors), context=context, url=url)
