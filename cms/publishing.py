"""Outcomes publish themselves: what became fact gets its page, in every language.

Pages are only ever added. What exists stays as an editor left it: the figures on it are read from
the rooms each time, so that there is nothing to bring up to date.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from wagtail.models import Locale, Page

from cms.models import CommunityYearPage, OutcomesPage, ProjectPage
from mws.audit.models import AuditEvent
from mws.core.clock import database_now
from mws.places.models import Place
from mws.rounds.models import Round
from proposals.models import Project


def on_event(event: AuditEvent) -> None:
    """The subscriber; it may be told the same twice."""
    if event.action == "round.decided":
        publish_round(round_id=int(event.target_id))
    elif event.action == "project.closed":
        publish_project(project_id=int(event.target_id))


on_event.actions = frozenset({"round.decided", "project.closed"})  # type: ignore[attr-defined]


def publish_round(*, round_id: int) -> None:
    """The results of a round stand on the page of its community's year."""
    round = Round.objects.select_related("community").get(pk=round_id)
    _add_year_pages([round.community], round.year)


@transaction.atomic
def publish_project(*, project_id: int) -> ProjectPage:
    """A page of its own for a project, to be enriched by an editor."""
    project = Project.objects.select_related("proposal", "community").get(pk=project_id)
    _add_year_pages([project.community], project.year)
    key = ProjectPage.key_of(project.pk)
    page = _originals(ProjectPage).filter(translation_key=key).first()
    if page is None:
        key_of_year = CommunityYearPage.key_of(project.community.code, project.year)
        page = ProjectPage(
            project=project, title=project.proposal.title[:255],
            slug=ProjectPage.slug_of(project.pk), translation_key=key,
        )  # fmt: skip
        _publish(page, under=_originals(CommunityYearPage).get(translation_key=key_of_year))
    return page


def publish_year_pages(year: int) -> int:
    """The page of every community that has a project in that year; returns how many are new.

    For years that were closed before the site began: their projects get no pages of their own."""
    communities = Place.objects.filter(pk__in=Project.objects.filter(year=year).values("community"))
    return _add_year_pages(communities.order_by("path"), year)


@transaction.atomic
def _add_year_pages(communities: Iterable[Place], year: int) -> int:
    index = _originals(OutcomesPage).select_for_update(of=("self",)).get()
    wanted = {CommunityYearPage.key_of(place.code, year): place for place in communities}
    found = _originals(CommunityYearPage).filter(translation_key__in=wanted)
    for key in found.values_list("translation_key", flat=True):
        del wanted[key]
    for key, place in wanted.items():
        page = CommunityYearPage(
            community=place, year=year, title=f"{place.name} {year}",
            slug=CommunityYearPage.slug_of(place.code, year), translation_key=key,
        )  # fmt: skip
        _publish(page, under=index)
    return len(wanted)


def _originals(model: type[Page]) -> Any:
    """The pages of a kind in the language of the site; the others are their translations."""
    return model.objects.filter(locale=Locale.get_default())


def _publish(page: Page, *, under: Page) -> None:
    now = database_now()
    page.locale = under.locale
    page.first_published_at = page.last_published_at = now
    under.add_child(instance=page)
    for locale in Locale.objects.exclude(pk=page.locale_id):
        page.copy_for_translation(locale, alias=True)
