"""Before a member's first vote in a meeting: the second factor once more, as the rules ask."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import cast

from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from mws.accounts.models import User
from mws.accounts.second_factor import factor_used_at
from voting.models import CouncilVote, Meeting, Motion


def proves_factor_first(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that takes the motion itself, and lets no first vote through without a factor used
    for this meeting. What was posted waits meanwhile and is carried out after it."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int) -> HttpResponse:
        motion = get_object_or_404(Motion.objects.select_related(_ROUND), pk=pk)
        if asks_for_factor(request, motion.item.meeting):
            raise ReauthenticationRequired
        return view(request, motion)

    return guarded


_ROUND = "item__meeting__round"


def asks_for_factor(request: HttpRequest, meeting: Meeting) -> bool:
    """Not where the rules ask for none, the factor was used since the meeting was opened or
    within MWS_STEP_UP_SECONDS, or the member has voted in this meeting already."""
    if meeting.round.frozen_rules.vote_factor != "factor" or meeting.opened_at is None:
        return False
    used_at = factor_used_at(request) or 0.0
    if used_at >= meeting.opened_at.timestamp():
        return False
    if time.time() - used_at <= settings.MWS_STEP_UP_SECONDS:
        return False
    return not CouncilVote.objects.filter(
        motion__item__meeting=meeting, member=cast(User, request.user), keyed_by=None
    ).exists()
