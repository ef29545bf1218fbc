"""公开版: the minutes without the words that are nobody else's business."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from voting.council import rules
from voting.models import Meeting

BLACK = "■"


def redacted(facts: dict[str, Any], passages: Iterable[str]) -> dict[str, Any]:
    """The same facts, the passages blacked out in what somebody wrote in their own words. Who sat,
    how each voted, what was decided and for how much can never be left out."""
    return _without(facts, sorted(passages, key=len, reverse=True), is_free=False)


def without(text: str, passages: Iterable[str]) -> str:
    """A text without the passages, the longest first."""
    for passage in sorted(passages, key=len, reverse=True):
        text = text.replace(passage, BLACK * min(len(passage), 4))
    return text


# What people wrote freely; guests of the meeting are named in it as well.
_FREE = {
    "absence_reason", "reason", "words", "condition", "presenter", "postpone_reason", "observers",
}  # fmt: skip


def _without(part: Any, passages: list[str], *, is_free: bool) -> Any:
    if isinstance(part, str):
        return without(part, passages) if is_free else part
    if isinstance(part, dict):
        return {
            key: _without(value, passages, is_free=is_free or key in _FREE)
            for key, value in part.items()
        }
    if isinstance(part, list):
        return [_without(each, passages, is_free=is_free) for each in part]
    return part


def stands_in(facts: dict[str, Any], remarks: str, passage: str) -> bool:
    """Whether leaving the passage out would change anything."""
    return redacted(facts, [passage]) != facts or passage in remarks


def reads_everything(meeting: Meeting, user: User) -> bool:
    """Who leads the council, sat in the meeting or audits reads the signed text, everybody else
    the public one."""
    if user.is_authenticated and user.may(Permission.AUDIT_READ, meeting.place):
        return True
    if rules.why_not_run(meeting.place, by=user) is None:
        return True
    return user.is_authenticated and meeting.roster.filter(member=user).exists()
