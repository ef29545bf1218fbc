"""Councils in session, for the burst: everybody votes on an open motion within one minute.

``sessions`` runs inside the site's settings and plays each meeting through the services.
"""

from __future__ import annotations

import secrets
import time
from datetime import timedelta
from itertools import islice
from typing import Any

MOTION_FEN = 1_000_000


def sessions(meetings: int) -> list[dict[str, Any]]:
    """Members of so many councils, each with a sign-in and the motion that is open there."""
    from mws.places.models import Place

    places = Place.objects.communities().order_by("pk")[:meetings]
    return [row for place in places for row in _meeting(place)]


def _meeting(place: Any) -> list[dict[str, Any]]:
    from mws.core.clock import database_now
    from voting.council import services
    from voting.models import Attendance

    now = database_now()
    called = now - timedelta(days=10)
    people = _people(place)
    chair, secretary = people["council_chair"], people["council_secretary"]
    round, proposals = _round(place, people, called)
    meeting = services.call_meeting(
        round_id=round.pk, scheduled_at=now - timedelta(hours=1), location=place.name,
        proposal_ids=[proposal.pk for proposal in proposals], by=secretary, now=called,
    )  # fmt: skip
    services.open_meeting(meeting_id=meeting.pk, by=secretary, chair=chair)
    rows = list(Attendance.objects.filter(meeting=meeting).select_related("member"))
    for row in rows:
        services.mark_arrival(attendance_id=row.pk, by=secretary)
    item = meeting.agenda.order_by("position").first()
    motion = services.move_motion(item_id=item.pk, amount_fen=MOTION_FEN, by=chair)
    return [
        {"session": signed_in(row.member, with_factor=True), "motion": motion.pk} for row in rows
    ]


def _people(place: Any) -> dict[str, Any]:
    from mws.accounts.models import Membership

    held = Membership.objects.filter(place__in=[place, place.parent]).select_related("user")
    return {hat.role: hat.user for hat in held}


def _round(place: Any, people: dict[str, Any], now: Any) -> tuple[Any, list[Any]]:
    from mws.demo.city.vote import shortlist
    from mws.demo.seeding.base import Office
    from mws.rounds.models import RuleSet, Stage
    from mws.rounds.services import create_round, open_round

    district = place.parent.parent
    rules = RuleSet.objects.filter(district=district).order_by("-year").first()
    residents = [home.user for home in place.residencies.order_by("-pk")[:3]]
    batch = place.rounds.filter(rule_set=rules).count() + 1
    created = create_round(
        community=place, rule_set=rules, batch=batch, by=None, now=now,
        windows={Stage.COUNCIL: (now, now + timedelta(days=60))},
    )  # fmt: skip
    round = open_round(round_id=created.pk, by=None, now=now)
    office = Office(place, people, [], residents)
    return round, shortlist(office, round, batch * 400_000 + place.pk * 20)


def signed_in(user: Any, *, with_factor: bool = False) -> str:
    """A session as a sign-in would have left it; its key."""
    from django.http import HttpRequest

    from mws.accounts.second_factor import mark_factor_used
    from mws.accounts.session_store import SessionStore

    session = SessionStore()
    session.update(_kept(user))
    session.create()
    if with_factor:
        request = HttpRequest()
        request.session = session
        mark_factor_used(request, user, kind="test")
        session.save()
    return str(session.session_key)


def all_signed_in(users: list[Any]) -> list[str]:
    """The same for many who need no factor, as one load of rows; their keys in order."""
    from mws.accounts.models import Session
    from mws.accounts.session_store import SessionStore

    keys = [secrets.token_hex(16) for _user in users]
    rows = (SessionStore(key).create_model_instance(_kept(user))
            for key, user in zip(keys, users, strict=True))  # fmt: skip
    while batch := list(islice(rows, 2_000)):
        Session.objects.bulk_create(batch)
    return keys


def _kept(user: Any) -> dict[str, Any]:
    from mws.accounts.session_limits import BEGAN

    return {
        "_auth_user_id": str(user.pk),
        "_auth_user_backend": "django.contrib.auth.backends.ModelBackend",
        "_auth_user_hash": user.get_session_auth_hash(), BEGAN: time.time(),
    }  # fmt: skip
