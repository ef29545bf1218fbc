"""Outcomes publish themselves: what became fact gets its page, in every language.

Pages are only ever added. What exists stays as an editor left it: the figures on it are read from
the rooms each time, so that there is nothing to bring up to date.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from cms.models import CommunityYearPage, NewsKind, OutcomesPage, ProjectPage, RoundPage
from cms.news import add_news
from cms.reports import draft_reports
from cms.tree import originals, publish
from mws.audit.models import AuditEvent
from mws.places.models import Place
from mws.rounds.models import Round
from proposals.models import Project
from voting.models import Poll


def on_event(event: AuditEvent) -> None:
    """The subscriber; it may be told the same twice."""
    if event.action == "round.opened":
        _tell_of_round(int(event.target_id), NewsKind.ROUND_OPENED)
    elif event.action == "round.decided":
        publish_round(round_id=int(event.target_id))
    elif event.action == "poll.certified":
        publish_vote(poll_id=event.target_id)
    elif event.action == "project.closed":
        publish_project(project_id=int(event.target_id))


on_event.actions = frozenset(  # type: ignore[attr-defined]
    {"round.opened", "round.decided", "poll.certified", "project.closed"}
)


@transaction.atomic
def publish_round(*, round_id: int) -> RoundPage:
    """The results of a round have a page, below the page of its community's year; and are news."""
    round = Round.objects.select_related("community").get(pk=round_id)
    page = _add_round_page(round)
    _tell_of_round(round_id, NewsKind.ROUND_DECIDED)
    return page


@transaction.atomic
def publish_vote(*, poll_id: str) -> RoundPage:
    """A certified vote of the residents stands on the page of its round at once, before the council
    decides."""
    poll = Poll.objects.select_related("round__community").get(pk=poll_id)
    page = _add_round_page(poll.round)
    _tell_of_round(poll.round_id, NewsKind.POLL_CERTIFIED)
    return page


@transaction.atomic
def publish_project(*, project_id: int) -> ProjectPage:
    """A page of its own for a project, to be enriched; and drafts of the year's reports."""
    project = Project.objects.select_related("proposal", "community").get(pk=project_id)
    _add_year_pages([project.community], project.year)
    key = ProjectPage.key_of(project.pk)
    page = originals(ProjectPage).filter(translation_key=key).first()
    if page is None:
        page = ProjectPage(
            project=project, title=project.proposal.title[:255],
            slug=ProjectPage.slug_of(project.pk), translation_key=key,
        )  # fmt: skip
        publish(page, under=_year_page(project.community, project.year))
    add_news(
        NewsKind.PROJECT_CLOSED, target=str(project.pk), place=project.community,
        year=project.year, at=project.closed_at or project.status_since,
        subject=project.proposal.title, link=_address_of(project),
    )  # fmt: skip
    draft_reports(project.community, project.year)
    return page


def publish_year_pages(year: int) -> int:
    """The page of every community that has a project in that year; returns how many are new.

    For years that were closed before the site began: their projects get no pages of their own."""
    communities = Place.objects.filter(pk__in=Project.objects.filter(year=year).values("community"))
    return _add_year_pages(communities.order_by("path"), year)


def _address_of(project: Project) -> str:
    return f"/outcomes/{project.community.code}-{project.year}/project-{project.pk}/"


def _tell_of_round(round_id: int, kind: str) -> None:
    round = Round.objects.select_related("community").get(pk=round_id)
    if kind == NewsKind.ROUND_OPENED:
        link = f"/communities/{round.community.code}/"
        at = round.opened_at
    else:
        link = f"/outcomes/{round.community.code}-{round.year}/round-{round.batch}/"
        at = round.decided_at if kind == NewsKind.ROUND_DECIDED else round.poll.certified_at
    add_news(
        kind, target=str(round_id), place=round.community, year=round.year, at=at, link=link
    )  # fmt: skip


def _add_round_page(round: Round) -> RoundPage:
    _add_year_pages([round.community], round.year)
    key = RoundPage.key_of(round.pk)
    page = originals(RoundPage).filter(translation_key=key).first()
    if page is None:
        page = RoundPage(
            round=round, title=f"{round.community.name} {round.year} ({round.batch})",
            slug=RoundPage.slug_of(round.batch), translation_key=key,
        )  # fmt: skip
        publish(page, under=_year_page(round.community, round.year))
    return page


def _year_page(community: Place, year: int) -> CommunityYearPage:
    key = CommunityYearPage.key_of(community.code, year)
    return originals(CommunityYearPage).get(translation_key=key)


@transaction.atomic
def _add_year_pages(communities: Iterable[Place], year: int) -> int:
    index = originals(OutcomesPage).select_for_update(of=("self",)).get()
    wanted = {CommunityYearPage.key_of(place.code, year): place for place in communities}
    found = originals(CommunityYearPage).filter(translation_key__in=wanted)
    for key in found.values_list("translation_key", flat=True):
        del wanted[key]
    for key, place in wanted.items():
        page = CommunityYearPage(
            community=place, year=year, title=f"{place.name} {year}",
            slug=CommunityYearPage.slug_of(place.code, year), translation_key=key,
        )  # fmt: skip
        publish(page, under=index)
    return len(wanted)
