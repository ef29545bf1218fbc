"""What allauth's pages report after the fact. allauth gives no other place for it."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import authentication_step_completed
from allauth.mfa import signals as factors
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash

from mws.accounts import services
from mws.accounts.models import User
from mws.accounts.requests import PersonRequest
from mws.accounts.second_factor import mark_factor_used


def connect() -> None:
    factors.authenticator_added.connect(factor_added)
    factors.authenticator_removed.connect(factor_removed)
    factors.authenticator_reset.connect(factor_added)
    authentication_step_completed.connect(step_completed)


def factor_added(
    request: PersonRequest, user: User, authenticator: Authenticator, **_: Any
) -> None:
    """A code of the new factor was entered in this very session, so it counts as used there."""
    services.note_factor_change(user=user, kind=authenticator.type, is_new=True)
    _keep_this_session(request, user)
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        mark_factor_used(request, user, kind=authenticator.type)


def factor_removed(
    request: PersonRequest, user: User, authenticator: Authenticator, **_: Any
) -> None:
    services.note_factor_change(user=user, kind=authenticator.type, is_new=False)
    _keep_this_session(request, user)


def step_completed(request: PersonRequest, *, reauthenticated: bool = False, **_: Any) -> None:
    """Who has just confirmed who they are goes on under a new session id."""
    if reauthenticated:
        request.session.cycle_key()
        UserSession.objects.create_from_request(request)


def _keep_this_session(request: PersonRequest, user: User) -> None:
    """Under a new id; all others of the person have ended."""
    request.user.session_generation = user.session_generation
    update_session_auth_hash(request, request.user)
    UserSession.objects.create_from_request(request)
