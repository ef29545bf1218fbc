"""For the offices that run and certify a residents' vote: what is to be done, and by when."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission, roles_with
from mws.core.clock import local_day
from mws.core.refusals import Refusal
from mws.core.tasks import DeskTask
from mws.rounds.models import PollRole, Round, RoundState, Stage
from voting.models import Poll, PollItem, PollState
from voting.polls import keys, progress, rules
from voting.polls.preflight import Preflight, preflight
from voting.polls.selectors.results import ResultsPage, results_page

AHEAD = timedelta(days=14)  # how long before its stage a vote should be prepared


@dataclass(frozen=True, slots=True)
class ManagePage:
    """Everything the office decides by, and for each step the rule's own answer."""

    poll: Poll
    preflight: Preflight | None
    voted: int
    results: ResultsPage | None
    counting: tuple[int, int] | None
    why_not_freeze: Refusal | None
    rehearsal: list[tuple[PollItem, int]]
    why_not_rehearse: Refusal | None
    why_not_end_rehearsal: Refusal | None
    why_not_open: Refusal | None
    why_not_close: Refusal | None
    why_not_propose: Refusal | None
    why_not_certify: Refusal | None


def manage_page(poll: Poll, *, user: User, now: datetime) -> ManagePage:
    checked = preflight(poll, by=user, now=now) if poll.state == PollState.DRAFT else None
    return ManagePage(
        poll=poll,
        preflight=checked,
        voted=poll.roll.filter(has_voted=True).count(),
        results=results_page(poll) if poll.is_counted else None,
        counting=progress.step_of(poll.pk) if poll.awaits_count else None,
        why_not_freeze=checked.refusal if checked else None,
        rehearsal=_rehearsal_tally(poll) if poll.is_rehearsing else [],
        why_not_rehearse=rules.why_not_rehearse(poll, by=user),
        why_not_end_rehearsal=rules.why_not_end_rehearsal(poll, by=user),
        why_not_open=rules.why_not_open_poll(
            poll, has_key=keys.has_key(poll.pk), by=user, now=now
        ),
        why_not_close=rules.why_not_close_poll(poll, by=user, now=now),
        why_not_propose=rules.why_not_propose_certification(poll, by=user),
        why_not_certify=rules.why_not_certify_poll(poll, by=user),
    )  # fmt: skip


def _rehearsal_tally(poll: Poll) -> list[tuple[PollItem, int]]:
    """The trial's own count, from its box; of a vote that counts nobody sees the like."""
    ballots = poll.box.values_list("choices", flat=True)
    votes = Counter(code for choices in ballots for code in json.loads(choices))
    return [(item, votes[item.code]) for item in poll.items.order_by("number")]


def may_manage(user: User, round: Round) -> bool:
    """Whether this round's vote is on the person's desk at all."""
    return user.may(Permission.POLL_RUN, round.community) or user.may(
        Permission.POLL_CERTIFY, round.community
    )


def polls_of(user: User) -> list[Poll]:
    """The votes in the places where the person runs or certifies them, the newest first."""
    within = _places(user, Permission.POLL_RUN, "round__community") | _places(
        user, Permission.POLL_CERTIFY, "round__community"
    )
    found = Poll.objects.filter(within).select_related("round__community")
    return list(found.order_by("-opens_at", "pk")[:100])


def rounds_without_poll(user: User) -> list[Round]:
    """Open rounds that provide for a vote which has no dates yet."""
    within = _places(user, Permission.POLL_RUN, "community")
    return list(
        Round.objects.filter(within, state=RoundState.OPEN, poll=None)
        .exclude(poll_role=PollRole.NONE)
        .select_related("community")
        .prefetch_related("stages")
    )


def desk_tasks(user: User, now: datetime) -> list[DeskTask]:
    """What residents' votes ask of this person (four queries at most)."""
    if not any(_roles(user, permission) for permission in _DESK):
        return []
    return [*_to_prepare(user, now), *_to_act(user, now)]


_DESK = (Permission.POLL_RUN, Permission.POLL_CERTIFY)


def _to_prepare(user: User, now: datetime) -> Iterator[DeskTask]:
    for round in rounds_without_poll(user):
        window = round.windows.get(Stage.POLL)
        if window and window.starts_at - AHEAD <= now:
            url = reverse("voting:poll_create", args=[round.pk])
            yield _task(_("Prepare the residents' vote"), round, window.starts_at, url, now)


def _to_act(user: User, now: datetime) -> Iterator[DeskTask]:
    for poll in polls_of(user):
        step = _next_step(poll, user, now)
        if step:
            label, due = step
            yield _task(label, poll.round, due, reverse("voting:poll_manage", args=[poll.pk]), now)


def _next_step(poll: Poll, user: User, now: datetime) -> tuple[str, datetime] | None:
    """What this person can do for the vote now; the rules of the services decide."""
    runs = user.may(Permission.POLL_RUN, poll.round.community)
    if poll.state == PollState.DRAFT and runs:
        return _("Freeze the list of the vote"), poll.opens_at
    if poll.state == PollState.FROZEN and runs and now >= poll.opens_at:
        return _("Open the vote"), poll.opens_at
    if poll.state == PollState.OPEN and runs and now >= poll.closes_at:
        return _("Close the vote and count"), poll.closes_at
    if poll.state == PollState.RECONCILING and runs:
        return _("Key the papers of the vote"), poll.closes_at
    if rules.why_not_propose_certification(poll, by=user) is None:
        return _("Check the count and sign first"), poll.closes_at
    if rules.why_not_certify_poll(poll, by=user) is None:
        return _("Certify the result of the vote"), poll.closes_at
    return None


def _task(label: str, round: Round, due: datetime, url: str, now: datetime) -> DeskTask:
    due_on = local_day(due)
    title = _("Residents' vote %(year)s, batch %(batch)s") % {
        "year": round.year, "batch": round.batch,
    }  # fmt: skip
    return DeskTask(
        kind="poll", label=label, title=title, place_name=round.community.name, url=url,
        due_on=due_on, days_late=max((local_day(now) - due_on).days, 0),
    )  # fmt: skip


def _roles(user: User, permission: Permission) -> list:
    return [hat for hat in user.hats if hat.role in roles_with(permission)]


def _places(user: User, permission: Permission, place: str) -> Q:
    """Rows in the places where the person holds the permission; none without one."""
    within = Q(pk__in=[])
    for hat in _roles(user, permission):
        within |= Q(**{f"{place}__path__startswith": hat.place.path})
    return within
