"""The home page: what this is, what is open now, what got done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from mws.core.clock import local_day
from mws.files.models import Attachment
from mws.ledger.selectors import years_with_money
from mws.oversight.selectors import YearFigures, root_place, year_figures
from mws.rounds.models import NoticeState, PublicNotice, RoundStage, RoundState, Stage
from proposals.models import ProgressEntry, Project, ProjectStatus, Proposal, ProposalStatus
from voting.models import Meeting, MeetingState, Poll, PollState

OPEN_OF_A_KIND = 2
FINISHED = 3


@dataclass(frozen=True, slots=True)
class OpenThing:
    """Something one can take part in now. ``day`` is when it ends, or when a meeting begins; none
    where it is being done this minute."""

    label: str
    url: str
    place: Any
    detail: str
    day: date | datetime | None = None
    ends: bool = True


@dataclass(frozen=True, slots=True)
class FinishedWork:
    project: Project
    photograph: Attachment | None


@dataclass(frozen=True, slots=True)
class Home:
    figures: YearFigures | None
    open_things: list[OpenThing]
    finished: list[FinishedWork]


def home(now: datetime) -> Home:
    """Everything on the home page but the search (a fixed number of queries)."""
    years = years_with_money()
    place = root_place()
    figures = year_figures(place, years[0]) if place and years else None
    things = [*_polls(now), *_calls(now), *_meetings(), *_notices(now)]
    return Home(figures, things, finished_works())


def _polls(now: datetime) -> list[OpenThing]:
    polls = (
        Poll.objects.filter(state=PollState.OPEN, closes_at__gt=now)
        .select_related("round__community__parent")
        .annotate(projects=Count("items"))
        .order_by("closes_at")[:OPEN_OF_A_KIND]
    )
    return [
        OpenThing(
            _("Vote"), reverse("voting:poll", args=[poll.pk]), poll.round.community,
            _("%(count)s projects on the ballot") % {"count": poll.projects}, poll.closes_at,
        )
        for poll in polls
    ]  # fmt: skip


def _calls(now: datetime) -> list[OpenThing]:
    windows = (
        RoundStage.objects.filter(
            stage=Stage.CALL, starts_at__lte=now, ends_at__gt=now, round__state=RoundState.OPEN
        )
        .select_related("round__community__parent")
        .annotate(received=_proposals_of_round())
        .order_by("ends_at", "pk")[:OPEN_OF_A_KIND]
    )
    return [
        OpenThing(
            _("Propose something"),
            reverse("pages:community", args=[window.round.community.code]),
            window.round.community,
            _("%(count)s proposals so far") % {"count": window.received},
            window.ends_at,
        )
        for window in windows
    ]


def _proposals_of_round() -> Coalesce:
    """How many a round has received; counted for the rows shown only."""
    received = Proposal.objects.filter(round=OuterRef("round")).exclude(status=ProposalStatus.DRAFT)
    counts = received.order_by().values("round").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counts), 0)


def _meetings() -> list[OpenThing]:
    meetings = (
        Meeting.objects.exclude(state=MeetingState.CLOSED)
        .select_related("place__parent")
        .annotate(items=Count("agenda"))
        .order_by("scheduled_at")[:OPEN_OF_A_KIND]
    )
    return [
        OpenThing(
            _("The council is sitting") if meeting.state == MeetingState.OPEN
            else _("Council meeting"),
            reverse("voting:meeting", args=[meeting.pk]), meeting.place,
            _("%(count)s items on the agenda") % {"count": meeting.items},
            None if meeting.state == MeetingState.OPEN else meeting.scheduled_at, ends=False,
        )
        for meeting in meetings
    ]  # fmt: skip


def _notices(now: datetime) -> list[OpenThing]:
    notices = (
        PublicNotice.objects.filter(state=NoticeState.POSTED, ends_on__gte=local_day(now))
        .select_related("round__community__parent")
        .order_by("ends_on")[:OPEN_OF_A_KIND]
    )
    return [
        OpenThing(
            _("Public notice: objections possible"), reverse("proposals:notice", args=[notice.pk]),
            notice.round.community, notice.title, notice.ends_on,
        )
        for notice in notices
    ]  # fmt: skip


def finished_works(limit: int = FINISHED) -> list[FinishedWork]:
    """What was closed last, with its last photograph, one for each community; pictured works
    first (two queries)."""
    pictured = ProgressEntry.objects.filter(
        project__status=ProjectStatus.CLOSED, photograph__isnull=False
    ).select_related("photograph", "project__proposal", "project__community__parent")
    newest: dict[int, ProgressEntry] = {}  # by community
    for entry in pictured.order_by(_last("project__closed_at"), "-percent")[: limit * 30]:
        newest.setdefault(entry.project.community_id, entry)
    works = [FinishedWork(entry.project, entry.photograph) for entry in newest.values()][:limit]
    if len(works) < limit:
        others = Project.objects.filter(status=ProjectStatus.CLOSED).exclude(
            pk__in=[work.project.pk for work in works]
        )
        others = others.select_related("proposal", "community__parent")
        others = others.order_by(_last("closed_at"), "-pk")
        works += [FinishedWork(project, None) for project in others[: limit - len(works)]]
    return works


def _last(day: str) -> OrderBy:
    """The newest first; a day that is not known is none of them."""
    return F(day).desc(nulls_last=True)
