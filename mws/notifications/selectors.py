"""Reading the inbox, what a person chose, and the words of all messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import override

from mws.notifications.models import Channel, Message, MessageTemplate, Reach
from mws.notifications.rendering import Text, render_all
from mws.notifications.words import WORDS


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One message as its recipient sees it, in the language of the page."""

    id: UUID
    subject: str
    body: str
    url: str
    queued_at: datetime
    is_read: bool


@dataclass(frozen=True, slots=True)
class Thread:
    """What was written about one case, the newest first; a message about none stands alone."""

    title: str
    newest: InboxRow
    earlier: list[InboxRow]
    unread: int


@dataclass(frozen=True, slots=True)
class WordsRow:
    """One kind of message, as an editor finds it: its words in each language of the site."""

    code: str
    texts: dict[str, Text]
    is_own: bool
    is_outward: bool  # whether it leaves the site unless somebody chose otherwise


def inbox_messages(person: Any) -> QuerySet[Message]:
    """A person's messages on this site, newest first."""
    return Message.objects.filter(recipient_id=person.pk, channel=Channel.IN_SITE).order_by(
        "-queued_at", "-id"
    )


def inbox_threads(person: Any) -> QuerySet[Message, Any]:
    """The keys of a person's threads, what was written to last first."""
    threads = inbox_messages(person).order_by().annotate(thread=Coalesce("case_id", "id"))
    return (
        threads.values("thread")
        .annotate(newest=Max("queued_at"), unread=Count("id", filter=Q(read_at=None)))
        .order_by("-newest", "thread")
    )


def thread_rows(person: Any, threads: Sequence[dict[str, Any]]) -> list[Thread]:
    """A page of threads with their words (two queries)."""
    keys = [thread["thread"] for thread in threads]
    messages = list(inbox_messages(person).filter(Q(case_id__in=keys) | Q(pk__in=keys)))
    found: dict[UUID, list[InboxRow]] = {}
    titles: dict[UUID, str] = {}
    for message, row in zip(messages, inbox_rows(messages), strict=True):
        key = message.case_id or message.pk
        found.setdefault(key, []).append(row)
        titles.setdefault(key, message.context.get("title", "") if message.case_id else "")
    return [
        Thread(
            title=titles[thread["thread"]],
            newest=found[thread["thread"]][0],
            earlier=found[thread["thread"]][1:],
            unread=thread["unread"],
        )
        for thread in threads
    ]


def unread_count(person: Any) -> int:
    return inbox_messages(person).filter(read_at=None).count()


def inbox_rows(messages: Sequence[Message]) -> list[InboxRow]:
    """A page of messages with their words (one query)."""
    return [
        InboxRow(
            id=message.pk,
            subject=text.subject,
            body=text.body,
            url=message.url,
            queued_at=message.queued_at,
            is_read=message.read_at is not None,
        )
        for message, text in zip(messages, render_all(messages), strict=True)
    ]


def reach_of(person: Any) -> Reach:
    """What a person chose, or what holds for who never chose."""
    return Reach.objects.filter(pk=person.pk).first() or Reach(person_id=person.pk)


def words_rows(codes: Sequence[str] = ()) -> list[WordsRow]:
    """All kinds of message, or some, with the words in force (one query)."""
    codes = codes or list(WORDS)
    rows = MessageTemplate.objects.filter(code__in=codes)
    own = {(row.code, row.language): Text(row.subject, row.body) for row in rows}
    languages = [language for language, _name in settings.LANGUAGES]
    return [
        WordsRow(
            code=code,
            texts={each: own.get((code, each)) or built_in(code, each) for each in languages},
            is_own=any((code, each) in own for each in languages),
            is_outward=WORDS[code].is_urgent or WORDS[code].is_security,
        )
        for code in codes
    ]


def built_in(code: str, language: str) -> Text:
    """The words that stand in the code, in a language."""
    with override(language):
        return Text(str(WORDS[code].subject), str(WORDS[code].body))
