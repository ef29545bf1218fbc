"""A meeting as an iCalendar file (RFC 5545): lines of at most 75 octets, times in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _

from voting.models import Meeting

LASTS = timedelta(hours=2)  # a calendar wants an end; the meeting has none before it is over


def calendar_file(meeting: Meeting, url: str) -> str:
    """One event; a postponed meeting keeps its name, so that calendars move it."""
    title = _("%(place)s: council meeting no. %(number)s") % {
        "place": meeting.place.name, "number": meeting.number,
    }  # fmt: skip
    agenda = "\n".join(f"{item.position}. {item.proposal.title}" for item in meeting.agenda.all())
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//mws//council//ZH", "BEGIN:VEVENT",
        f"UID:meeting-{meeting.pk}@{meeting.place.code}.mws",
        f"SEQUENCE:{int(meeting.postponed_from is not None)}",
        f"DTSTAMP:{_moment(meeting.called_at)}",
        f"DTSTART:{_moment(meeting.scheduled_at)}",
        f"DTEND:{_moment(meeting.scheduled_at + LASTS)}",
        f"SUMMARY:{_text(title)}", f"LOCATION:{_text(meeting.location)}",
        f"DESCRIPTION:{_text(agenda)}", f"URL:{url}", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    for sign in ("\\", ";", ","):
        words = words.replace(sign, f"\\{sign}")
    return words.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Broken between characters, never within one."""
    parts, part = [], ""
    for character in line:
        if len((part + character).encode()) > 73:
            parts.append(part)
            part = ""
        part += character
    return "\r\n ".join([*parts, part])
