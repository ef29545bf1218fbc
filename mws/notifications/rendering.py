"""From a code and its context to words in one language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, override

from mws.core.wording import day_and_year, yuan_words
from mws.notifications.models import Message, MessageTemplate
from mws.notifications.words import WORDS, Words

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Text:
    """The words of one message, ready to read."""

    subject: str
    body: str


def pack(value: str | int | date | Promise) -> Any:
    """A value of a context as JSON that can be said in any language later: a translatable text
    keeps its message id, a day stays a day. Raises TypeError for anything else."""
    if isinstance(value, Promise):
        with override(None):
            return {"text": str(value)}
    if isinstance(value, date):
        return {"day": value.isoformat()[:10]}
    if isinstance(value, str | int):
        return value
    raise TypeError(f"a message cannot say {value!r}")


def fill(words: str, context: Mapping[str, Any]) -> str:
    """Put the packed context into ``{names}``; an unknown name stays as it is, for all to see."""
    return _PLACEHOLDER.sub(
        lambda found: _say(found[1], context[found[1]]) if found[1] in context else found[0], words
    )


def _say(name: str, value: Any) -> str:
    if isinstance(value, dict):
        if "day" in value:
            return day_and_year(date.fromisoformat(value["day"]))
        return gettext(value["text"])
    if name.endswith("_fen"):
        return yuan_words(value)
    return str(value)


def render_words(words: Words, context: Mapping[str, Any], language: str = "") -> Text:
    with override(language or settings.LANGUAGE_CODE):
        return Text(fill(str(words.subject), context), fill(str(words.body), context))


def render(message: Message, language: str = "") -> Text:
    """One message in a language (default: the site's)."""
    return render_all([message], language or settings.LANGUAGE_CODE)[0]


def render_all(messages: Iterable[Message], language: str | None = None) -> list[Text]:
    """Messages in one language (default: the reader's); one query for all of them.

    A code that no longer exists (an old message) shows the code itself.
    """
    messages = list(messages)
    language = language or get_language() or settings.LANGUAGE_CODE
    rows = MessageTemplate.objects.filter(
        code__in={message.code for message in messages}, language=language
    )
    own = {row.code: Words(row.subject, row.body) for row in rows}
    return [
        render_words(_words_of(message.code, own), message.context, language)
        for message in messages
    ]


def _words_of(code: str, own: Mapping[str, Words]) -> Words:
    return own.get(code) or WORDS.get(code) or Words(code, "")
