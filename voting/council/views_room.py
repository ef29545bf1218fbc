"""Around the votes: the day, the door, guests, counters, speakers."""

from __future__ import annotations

from functools import partial
from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import (
    conditional_page,
    require_GET,
    require_http_methods,
    require_POST,
)

from mws.accounts.models import User
from mws.accounts.requests import PersonRequest
from mws.core.attempts import attempt
from voting.council import forms_room, rules, services
from voting.council.calendar_file import calendar_file
from voting.council.deeds import act, handle, meeting_or_404
from voting.council.figures import roll_of
from voting.council.hall import hall_of
from voting.models import AgendaItem, Attendance, Meeting, Speech


@require_GET
def meeting_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting for one's own calendar (iCalendar, RFC 5545)."""
    meeting = meeting_or_404(pk)
    url = request.build_absolute_uri(reverse("voting:meeting", args=[pk]))
    answer = HttpResponse(calendar_file(meeting, url), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="council-{pk}.ics"'
    return answer


@login_required
@require_POST
def meeting_postpone(request: PersonRequest, pk: int) -> HttpResponse:
    get_object_or_404(Meeting, pk=pk)
    form = forms_room.PostponeForm(request.POST, auto_id="postpone_%s")
    return act(
        request, pk, services.postpone_meeting, {"meeting_id": pk}, form=form, key="postpone",
        done=_("The meeting is postponed, its members are told."),
    )  # fmt: skip


@login_required
@require_POST
def guest_note(request: PersonRequest, pk: int) -> HttpResponse:
    get_object_or_404(Meeting, pk=pk)
    form = forms_room.GuestForm(request.POST)
    return act(
        request, pk, services.note_observer, {"meeting_id": pk}, form=form, key="guest",
        done=_("Noted."),
    )  # fmt: skip


@login_required
@require_POST
def counters_name(request: PersonRequest, pk: int) -> HttpResponse:
    meeting = get_object_or_404(Meeting, pk=pk)
    form = forms_room.CountersForm(request.POST, roll=roll_of(meeting))
    return act(
        request, pk, services.name_counters, {"meeting_id": pk}, form=form, key="counters",
        done=_("Noted."),
    )  # fmt: skip


@login_required
@require_POST
def presenter_name(request: PersonRequest, pk: int) -> HttpResponse:
    form = forms_room.PresenterForm(request.POST)
    return handle(request, pk, services.name_presenter, form, "presenter", _("Noted."))


@login_required
@require_POST
def substitute_seat(request: PersonRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Attendance, pk=pk)
    return act(
        request, row.meeting_id, services.seat_substitute, {"attendance_id": pk}, key="substitute",
        done=_("The substitute has the seat."),
    )  # fmt: skip


@login_required
@require_GET
def door(request: PersonRequest, pk: int) -> HttpResponse:
    """The code at the door, on a device of who leads; it changes every minute."""
    return render(request, "council/door.html", _door(request, pk))


@login_required
@require_GET
@cache_control(no_store=True)
def door_live(request: PersonRequest, pk: int) -> HttpResponse:
    return render(request, "council/door_live.html", _door(request, pk))


def _door(request: PersonRequest, pk: int) -> dict[str, object]:
    meeting = meeting_or_404(pk)
    if rules.why_not_run(meeting.place, by=request.user):
        raise PermissionDenied
    query = urlencode({"t": services.door_token(meeting)})
    address = request.build_absolute_uri(reverse("voting:here", args=[pk]))
    return {"meeting": meeting, "hall": hall_of(meeting), "address": f"{address}?{query}"}


@login_required
@require_http_methods(["GET", "POST"])
def here(request: PersonRequest, pk: int) -> HttpResponse:
    """What a member sees who scanned the code: one button."""
    meeting = meeting_or_404(pk)
    token = request.POST.get("t") or request.GET.get("t", "")
    row = meeting.roster.filter(member=request.user.pk).first()
    refusal = rules.why_not_check_in(
        meeting, row, is_fresh=services.is_fresh_token(token, meeting.pk)
    )
    if request.method == "POST":
        come = partial(services.check_in, meeting_id=pk, token=token, by=request.user)
        if attempt(request, come, done=_("You are marked as present.")):
            return redirect("voting:meeting", pk)
    return render(
        request, "council/here.html", {"meeting": meeting, "refusal": refusal, "token": token}
    )


@require_GET
@cache_control(no_cache=True, private=True)
@conditional_page
def speakers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who speaks and who waits, asked for again and again; its buttons belong to forms of the
    page around it, so that unchanged it answers 304."""
    meeting = meeting_or_404(pk)
    leads = rules.why_not_run(meeting.place, by=cast(User, request.user)) is None
    context = {"hall": hall_of(meeting), "leads": leads}
    return render(request, "council/speakers.html", context)


@login_required
@require_POST
def speech_ask(request: PersonRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(AgendaItem, pk=pk)
    return act(
        request, item.meeting_id, services.ask_to_speak, {"item_id": pk}, key="speech",
        done=_("You are on the list of speakers."),
    )  # fmt: skip


@login_required
@require_POST
def speech_note(request: PersonRequest, pk: int) -> HttpResponse:
    """A leader puts a member on the list who raised a hand."""
    item = get_object_or_404(AgendaItem.objects.select_related("meeting"), pk=pk)
    form = forms_room.SpeakerForm(request.POST, roll=roll_of(item.meeting), auto_id="speaker_%s")
    return handle(request, pk, services.ask_to_speak, form, "speaker", _("Noted."))


@login_required
@require_POST
def speech_begin(request: PersonRequest, pk: int) -> HttpResponse:
    speech = get_object_or_404(Speech.objects.select_related("item"), pk=pk)
    return act(
        request, speech.item.meeting_id, services.give_floor, {"speech_id": pk}, key="speech"
    )


@login_required
@require_POST
def speech_end(request: PersonRequest, pk: int) -> HttpResponse:
    speech = get_object_or_404(Speech.objects.select_related("item"), pk=pk)
    return act(
        request, speech.item.meeting_id, services.end_speech, {"speech_id": pk}, key="words",
        form=forms_room.WordsForm(request.POST),
    )  # fmt: skip
