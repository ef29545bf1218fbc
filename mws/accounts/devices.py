"""Devices on which somebody has signed in before, by a signed cookie.

Guesses at an account are counted for the account, from wherever they come. Who has signed in to
it on this device before is counted apart, so a stranger who guesses locks nobody out at home.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from mws.accounts.models import User

A_YEAR = 365 * 24 * 3600
SALT = "mws.device"
MOST = 8  # people of one household


def guess_key(request: HttpRequest, *, user: User | None, typed: str) -> str:
    """What a guess at signing in counts against: the account and, where it is known there, the
    device; for an account that does not exist, what was typed. Never the network address."""
    if user is None:
        return f"nobody|{typed.lower()}"
    device = _cookie(request)
    here = device["id"] if user.pk in device["people"] else ""
    return f"account|{user.pk}|{here}"


def device_of(request: HttpRequest) -> str:
    """The name of the device, told by its cookie; empty where it carries none that is sound."""
    device = _cookie(request)
    return device["id"] if device["is_known"] else ""


def note_device(request: HttpRequest, response: HttpResponse) -> None:
    """Give a device without a cookie its name, though nobody has signed in on it."""
    if not device_of(request):
        _set_cookie(response, {"id": _cookie(request)["id"], "people": []})


def keep_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Note in the browser that this person has signed in on it."""
    device = _cookie(request)
    people = [user.pk, *(pk for pk in device["people"] if pk != user.pk)][:MOST]
    _set_cookie(response, {"id": device["id"], "people": people})


def _set_cookie(response: HttpResponse, device: dict[str, Any]) -> None:
    value = signing.dumps(device, salt=SALT)
    response.set_cookie(
        settings.MWS_DEVICE_COOKIE_NAME, value, max_age=A_YEAR, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def _cookie(request: HttpRequest) -> dict[str, Any]:
    value = request.COOKIES.get(settings.MWS_DEVICE_COOKIE_NAME, "")
    try:
        return {**signing.loads(value, salt=SALT, max_age=A_YEAR), "is_known": True}
    except signing.BadSignature:
        return {"id": secrets.token_urlsafe(12), "people": [], "is_known": False}
