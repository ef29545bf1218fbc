"""Ending a person's sessions, on all devices and all servers at once."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from mws.accounts.models import User
from mws.audit import services as audit
from mws.notifications.services import queue


@transaction.atomic
def end_sessions(*, user: User) -> User:
    """No session from before counts any more. No audit event: what led to it has one."""
    User.objects.filter(pk=user.pk).update(session_generation=F("session_generation") + 1)
    user.refresh_from_db(fields=["session_generation"])
    return user


@transaction.atomic
def note_factor_change(*, user: User, kind: str, is_new: bool) -> User:
    """A second factor was set up or removed: audited, told, and all sessions end."""
    action = "account.factor_added" if is_new else "account.factor_removed"
    audit.record(action, target=user, by=user, kind=kind)
    code = "factor_added" if is_new else "factor_removed"
    queue(code, to=user, context={"site": settings.MWS_SITE_NAME}, url=reverse("mfa_index"))
    return end_sessions(user=user)
