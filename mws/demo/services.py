"""What only the demonstration does: sign in as anyone, move a community's deadlines."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.second_factor import mark_factor_used
from mws.core.clock import database_now
from mws.core.refusals import Refusal, require
from mws.pages.jobs import JOBS
from mws.places.models import Place
from mws.rounds.models import Round, RoundState, Stage
from mws.rounds.services import move_dates
from voting.council.services import move_meeting
from voting.models import Meeting, MeetingState, Poll, PollState
from voting.polls.services import move_poll

BACKEND = "django.contrib.auth.backends.ModelBackend"


def why_not_demo() -> Refusal | None:
    if not settings.MWS_DEMO:
        return Refusal("demo_only", _("This exists in the demonstration only."))
    return None


def why_not_sign_in(user: User | None) -> Refusal | None:
    if refusal := why_not_demo():
        return refusal
    if user is None or not user.is_demo:
        return Refusal("not_demo_person", _("Only invented persons can be played."))
    return None


def sign_in_as(request: HttpRequest, user: User | None) -> None:
    """Sign in as a seeded person, the second factor counted as passed. Raises Refused."""
    require(why_not_sign_in(user))
    login(request, user, backend=BACKEND)
    mark_factor_used(request, user, kind="demo")


def why_not_advance(round: Round | None, now: datetime) -> Refusal | None:
    if refusal := why_not_demo():
        return refusal
    if round is None or _next_start(round, now) is None:
        return Refusal("no_next_stage", _("This community stands at its last stage."))
    return None


def current_round(community: Place) -> Round | None:
    """The round that is open, the newest first."""
    rounds = Round.objects.filter(community=community, state=RoundState.OPEN)
    return rounds.prefetch_related("stages").order_by("-year", "-batch").first()


@transaction.atomic
def advance_community(*, community: Place, by: User | None, now: datetime | None = None) -> Stage:
    """Move all dates of the community's round so that its next stage begins now.

    Returns the stage that runs then. Raises Refused.
    """
    now = now or database_now()
    round = current_round(community)
    require(why_not_advance(round, now))
    stage, starts_at = _next_start(round, now)
    days = (starts_at - now).days + 1
    for poll in Poll.objects.filter(round=round, state__in=[PollState.FROZEN, PollState.OPEN]):
        move_poll(poll_id=poll.pk, by_time=-timedelta(days=days), by=by)
    for meeting in Meeting.objects.filter(round=round, state=MeetingState.CALLED):
        move_meeting(meeting_id=meeting.pk, by_time=-timedelta(days=days), by=by)
    move_dates(round_id=round.pk, days=-days, by=by)
    return stage


def _next_start(round: Round, now: datetime) -> tuple[Stage, datetime] | None:
    """The next stage to begin, and when."""
    coming = [
        (window.starts_at, Stage(stage))
        for stage, window in round.windows.items()
        if window.starts_at > now
    ]
    if not coming:
        return None
    starts_at, stage = min(coming)
    return stage, starts_at


def run_due_jobs() -> None:
    """What the next tick would do, so that a moved date is seen at once."""
    now = database_now()
    for job in JOBS:
        job.run(now)
