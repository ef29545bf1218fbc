"""An editor's own words for a kind of message, and the way back to the built-in ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from mws.audit.services import record
from mws.core.refusals import require
from mws.notifications import rules
from mws.notifications.models import MessageTemplate
from mws.notifications.rendering import Text
from mws.notifications.selectors import words_rows


@transaction.atomic
def keep_words(
    *, code: str, texts: Mapping[str, Text], by: Any, now: datetime | None = None
) -> None:
    """Say a kind of message in these words from now on, in all languages at once.

    ``texts`` has one Text for each language. Only what differs from the words in force is stored,
    so a language left alone follows the built-in words. Raises KeyError for an unknown code.
    """
    require(rules.why_not_keep_words(code, texts, by=by))
    in_force = words_rows([code])[0].texts
    for language, text in texts.items():
        if text != in_force[language]:
            row, _made = MessageTemplate.objects.update_or_create(
                code=code, language=language,
                defaults={"subject": text.subject.strip(), "body": text.body.strip()},
            )  # fmt: skip
            record("words.kept", target=row, by=by, effective_at=now, code=code, language=language)


@transaction.atomic
def reset_words(*, code: str, by: Any, now: datetime | None = None) -> int:
    """Back to the built-in words in all languages; in how many there were other ones."""
    require(rules.why_not_edit_words(by=by))
    rows = list(MessageTemplate.objects.select_for_update().filter(code=code))
    for row in rows:
        record("words.reset", target=row, by=by, effective_at=now, code=code, language=row.language)
        row.delete()
    return len(rows)
