"""From a code and its context to words in one language."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, override

from mws.core.wording import day_and_year, yuan_words
from mws.notifications.models import Channel, Message, MessageTemplate
from mws.notifications.words import WORDS, Words

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
ONE_SCREEN = 220  # characters of an SMS that a small phone shows without scrolling
CLIPPED = 40  # characters left of each value where the whole would not fit


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


def fill(words: str, context: Mapping[str, Any], *, clip: int | None = None) -> str:
    """Put the packed context into ``{names}``, each value cut to ``clip`` characters; an unknown
    name stays as it is, for all to see."""

    def say(found: re.Match[str]) -> str:
        if found[1] not in context:
            return found[0]
        said = _say(found[1], context[found[1]])
        return said if clip is None or len(said) <= clip else f"{said[: clip - 1]}…"

    return _PLACEHOLDER.sub(say, words)


def one_screen(words: str, context: Mapping[str, Any]) -> str:
    """A body as an SMS says it: whole where it fits, else with its longer values cut."""
    whole = fill(words, context)
    return whole if len(whole) <= ONE_SCREEN else fill(words, context, clip=CLIPPED)


def _say(name: str, value: Any) -> str:
    if isinstance(value, dict):
        if "day" in value:
            return day_and_year(date.fromisoformat(value["day"]))
        return gettext(value["text"])
    if name.endswith("_fen"):
        return yuan_words(value)
    return str(value)


def render_words(
    words: Words, context: Mapping[str, Any], language: str = "", *, is_sms: bool = False
) -> Text:
    fill_body = one_screen if is_sms else fill
    with override(language or settings.LANGUAGE_CODE):
        return Text(fill(str(words.subject), context), fill_body(str(words.body), context))


def render(message: Message) -> Text:
    """One message as it leaves the site, in the site's language; an SMS fits one screen."""
    words = words_now([message.code], settings.LANGUAGE_CODE)[message.code]
    return render_words(words, message.context, is_sms=message.channel == Channel.SMS)


def render_all(messages: Iterable[Message], language: str | None = None) -> list[Text]:
    """Messages in one language (default: the reader's); one query for all of them.

    A code that no longer exists (an old message) shows the code itself.
    """
    messages = list(messages)
    language = language or get_language() or settings.LANGUAGE_CODE
    words = words_now({message.code for message in messages}, language)
    return [render_words(words[message.code], message.context, language) for message in messages]


def words_now(codes: Collection[str], language: str) -> dict[str, Words]:
    """The words in force: an editor's own where there are any, else the built-in ones."""
    rows = MessageTemplate.objects.filter(code__in=codes, language=language)
    own = {row.code: Words(row.subject, row.body) for row in rows}
    return {code: own.get(code) or WORDS.get(code) or Words(code, "") for code in codes}
