"""What happens in the room beside the votes: speakers, guests, counters, the door."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction

from mws.accounts.models import User
from mws.audit import services as audit
from mws.core.clock import database_now
from mws.core.refusals import require
from voting.council import rules
from voting.council.services.attendance import enter, lock_row
from voting.council.services.locks import lock_item, lock_meeting
from voting.council.services.meetings import recuse_from_own_cases
from voting.models import AgendaItem, Attendance, CouncilScheme, Meeting, Observer, Speech

DOOR_SECONDS = 120  # how long a code at the door may be used after it was shown
_door = TimestampSigner(salt="voting.council.door")


def door_token(meeting: Meeting) -> str:
    """What the code at the door says: this meeting, this minute."""
    return _door.sign(str(meeting.pk))


def is_fresh_token(token: str, meeting_id: int) -> bool:
    """Whether the code was shown for this meeting just now."""
    try:
        return _door.unsign(token, max_age=DOOR_SECONDS) == str(meeting_id)
    except BadSignature:
        return False


@transaction.atomic
def check_in(*, meeting_id: int, token: str, by: User, now: datetime | None = None) -> Attendance:
    """A member who scans the code at the door is in the room; twice is once."""
    now = now or database_now()
    meeting = lock_meeting(pk=meeting_id)
    row = meeting.roster.filter(member=by).first()
    if row is not None and row.is_present:
        return row
    require(rules.why_not_check_in(meeting, row, is_fresh=is_fresh_token(token, meeting_id)))
    row.meeting = meeting
    enter(row, by=by, now=now)
    return row


@transaction.atomic
def seat_substitute(*, attendance_id: int, by: User, now: datetime | None = None) -> Attendance:
    """The seat's substitute sits and votes in the place of a member who has not come."""
    now = now or database_now()
    row = lock_row(attendance_id)
    meeting, person = row.meeting, row.seat.substitute_id
    scheme = CouncilScheme.objects.filter(place=meeting.place_id).first()
    require(
        rules.why_not_seat_substitute(
            row, by=by, is_allowed=scheme is not None and scheme.allows_substitutes,
            is_on_roll=meeting.roster.filter(member=person).exists(),
        )
    )  # fmt: skip
    row.stands_for_id, row.member_id = row.member_id, person
    row.save(update_fields=["stands_for", "member"])
    recuse_from_own_cases(meeting, [row.member_id], now)
    _note("meeting.substitute_seated", meeting, by, now, person=row.member_id)
    enter(row, by=by, now=now)
    return row


@transaction.atomic
def name_counters(
    *, meeting_id: int, scrutineer: User, teller: User, by: User, now: datetime | None = None
) -> Meeting:
    """监票人、计票人: who watches the count and who makes it; both sign the minutes."""
    now = now or database_now()
    meeting = lock_meeting(pk=meeting_id)
    rows = {row.member_id: row for row in meeting.roster.all()}
    require(
        rules.why_not_name_counters(meeting, rows.get(scrutineer.pk), rows.get(teller.pk), by=by)
    )
    meeting.scrutineer, meeting.teller = scrutineer, teller
    meeting.save(update_fields=["scrutineer", "teller"])
    _note("meeting.counters_named", meeting, by, now, scrutineer=scrutineer.pk, teller=teller.pk)
    return meeting


@transaction.atomic
def note_observer(
    *, meeting_id: int, name: str, organisation: str = "", by: User, now: datetime | None = None
) -> Observer:
    """Before the meeting an invitation, in it a guest in the room; an invited one has come."""
    now = now or database_now()
    meeting = lock_meeting(pk=meeting_id)
    require(rules.why_not_prepare(meeting, by=by))
    is_here = meeting.opened_at is not None
    guest, is_new = Observer.objects.get_or_create(
        meeting=meeting, name=name.strip(), organisation=organisation.strip(),
        defaults={"is_invited": not is_here, "is_present": is_here},
    )  # fmt: skip
    if not is_new and is_here and not guest.is_present:
        guest.is_present = True
        guest.save(update_fields=["is_present"])
    _note("meeting.observer_noted", meeting, by, now, observer=guest.pk)
    return guest


@transaction.atomic
def name_presenter(
    *, item_id: int, presenter: str, by: User, now: datetime | None = None
) -> AgendaItem:
    """Who presents the project to the council."""
    now = now or database_now()
    item = lock_item(item_id)
    require(rules.why_not_prepare(item.meeting, by=by))
    item.presenter = presenter.strip()
    item.save(update_fields=["presenter"])
    _note("item.presenter_named", item.meeting, by, now, item=item.pk)
    return item


@transaction.atomic
def ask_to_speak(
    *, item_id: int, by: User, on_behalf_of: User | None = None, now: datetime | None = None
) -> Speech:
    """On the list of speakers, behind those who asked before; asked twice is asked once."""
    now = now or database_now()
    member = on_behalf_of or by
    item = lock_item(item_id)
    row = item.meeting.roster.filter(member=member).first()
    waiting = item.speeches.filter(member=member, ended_at=None).first()
    require(rules.why_not_ask_to_speak(item, row, is_waiting=waiting is not None, by=by))
    speech = Speech.objects.create(item=item, member=member, asked_at=now)
    _note("speech.asked_for", item.meeting, by, now, person=member.pk, item=item.pk)
    return speech


@transaction.atomic
def give_floor(*, speech_id: int, by: User, now: datetime | None = None) -> Speech:
    """The member has the word; whoever had it before has finished."""
    now = now or database_now()
    speech = _lock_speech(speech_id)
    require(rules.why_not_give_floor(speech, by=by))
    speech.item.speeches.filter(started_at__isnull=False, ended_at=None).update(ended_at=now)
    speech.started_at = now
    speech.save(update_fields=["started_at"])
    _note("speech.begun", speech.item.meeting, by, now, person=speech.member_id)
    return speech


@transaction.atomic
def end_speech(*, speech_id: int, words: str = "", by: User, now: datetime | None = None) -> Speech:
    """The member has finished; ``words`` are what the minutes will say of it, as the secretary
    or the chair notes it."""
    now = now or database_now()
    speech = _lock_speech(speech_id)
    require(rules.why_not_end_speech(speech, by=by))
    leads = rules.why_not_run(speech.item.meeting.place, by=by) is None
    speech.ended_at, speech.words = now, words.strip() if leads else ""
    speech.save(update_fields=["ended_at", "words"])
    _note("speech.ended", speech.item.meeting, by, now, person=speech.member_id)
    return speech


def _lock_speech(speech_id: int) -> Speech:
    meeting = lock_meeting(agenda__speeches=speech_id)
    speech = Speech.objects.select_related("item").get(pk=speech_id)
    speech.item.meeting = meeting
    return speech


def _note(action: str, meeting: Meeting, by: User, now: datetime, **facts: Any) -> None:
    audit.record(
        action, target=meeting, by=by, effective_at=now, place_path=meeting.place.path, **facts
    )
