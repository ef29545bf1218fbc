"""Choices not cast yet: kept in the voter's own browser, where only this server can read them.

The server stores nothing. The cookie is encrypted, bound to person and vote, out of reach of
scripts, sent to the pages of votes alone, and removed when the ballot is cast. It has one name a
language because the address of those pages, which is its path, differs by language.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from mws.accounts.models import User
from mws.core.canonical import canonical_json
from mws.core.secrets import cipher
from voting.models import Poll

LASTS = 7 * 24 * 3600
NAME = "mws_choices_{language}"


def keep_choices(
    response: HttpResponse, *, poll: Poll, voter: User, choices: Sequence[str]
) -> None:
    """Remember the choices of a person who stops half-way."""
    text = canonical_json({"choices": list(choices), "poll": poll.pk, "voter": voter.pk})
    token = cipher().encrypt(text.encode()).decode()
    for name, path in _cookies():
        response.set_cookie(
            name, token, max_age=LASTS, path=path, secure=settings.SESSION_COOKIE_SECURE,
            httponly=True, samesite="Strict",
        )  # fmt: skip


def kept_choices(request: HttpRequest, *, poll: Poll) -> list[str]:
    """The choices kept for this person and vote; none for anybody else's."""
    token = request.COOKIES.get(NAME.format(language=translation.get_language()), "")
    try:
        kept = json.loads(cipher().decrypt(token.encode(), ttl=LASTS))
    except InvalidToken:
        return []
    if (kept["poll"], kept["voter"]) != (str(poll.pk), request.user.pk):
        return []
    return [str(code) for code in kept["choices"]]


def forget_choices(response: HttpResponse) -> None:
    """The ballot is cast: nothing of it stays behind."""
    for name, path in _cookies():
        response.delete_cookie(name, path=path, samesite="Strict")


def _cookies() -> Iterator[tuple[str, str]]:
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            yield NAME.format(language=language), reverse("voting:polls")
