"""The council's pages and deeds. A deed asks a service and comes back to the meeting; what was
refused is said beside what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import (
    conditional_page,
    require_GET,
    require_http_methods,
    require_POST,
)

from mws.core.clock import database_now
from mws.core.refusals import Refused
from mws.places.models import Place
from mws.rounds.models import Round
from voting.council import forms, rules, services
from voting.council.figures import roll_of
from voting.council.hall import hall_of
from voting.council.meeting_page import MeetingPage
from voting.council.minutes import minutes_facts, readable
from voting.council.selectors import (
    agenda_candidates,
    chairs_of,
    council_page,
    meeting_with_all,
)
from voting.council.trail import trail_of
from voting.models import AgendaItem, Attendance, Meeting, MeetingState, Motion
from voting.polls.selectors.support import supports_of


@require_GET
def council(request: HttpRequest, code: str) -> HttpResponse:
    """Who sits in the council, when it meets, what it has decided."""
    place = get_object_or_404(Place.objects.communities(), code=code)
    page = council_page(place, user=request.user, now=database_now())
    return render(request, "council/council.html", {"page": page, "trail": trail_of(place)})


@login_required
@require_http_methods(["GET", "POST"])
def meeting_call(request: HttpRequest, pk: int) -> HttpResponse:
    round = get_object_or_404(Round.objects.select_related("community"), pk=pk)
    form = forms.CallForm(
        request.POST or None, candidates=agenda_candidates(round), supports=supports_of(round)
    )
    if request.method == "POST" and form.is_valid():
        try:
            called = services.call_meeting(round_id=pk, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.refusal.message)
        else:
            messages.success(request, _("The meeting is called, its members are told."))
            return redirect("voting:meeting", called.pk)
    context = {
        "round": round, "form": form,
        "refusal": rules.why_not_run(round.community, by=request.user),
        "trail": trail_of(round.community, with_council=True),
    }  # fmt: skip
    return render(request, "council/call.html", context)


@require_GET
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One page for all: what happens, and for members and leaders what they can do."""
    return _meeting_page(request, pk, {})


def _meeting_page(
    request: HttpRequest, pk: int, bound: dict[str, django_forms.Form]
) -> HttpResponse:
    page = MeetingPage(_meeting_or_404(pk), request.user, database_now(), bound)
    context = {"page": page, "hall": page.hall, "meeting": page.meeting, "forms": page.forms,
               "trail": trail_of(page.meeting.place, with_council=True)}  # fmt: skip
    return render(request, "council/meeting.html", context)


def _meeting_or_404(pk: int) -> Meeting:
    try:
        return meeting_with_all(pk)
    except Meeting.DoesNotExist as error:
        raise Http404 from error


@require_GET
@cache_control(no_cache=True, private=True)
@conditional_page
def meeting_live(request: HttpRequest, pk: int) -> HttpResponse:
    """The hall alone, asked for again and again; unchanged, it answers 304. When other forms
    belong on the page than the reader has (``seen``), the browser is told to load it again."""
    hall = hall_of(_meeting_or_404(pk))
    response = render(request, "council/hall.html", {"hall": hall})
    if request.GET.get("seen", hall.stamp) != hall.stamp:
        response["HX-Refresh"] = "true"
    return response


@require_GET
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The wall: the motion large, votes by name as they come, the fund now and if it passes."""
    return render(request, "council/screen.html", {"hall": hall_of(_meeting_or_404(pk))})


@require_GET
@cache_control(no_cache=True, private=True)
@conditional_page
def screen_live(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "council/screen_live.html", {"hall": hall_of(_meeting_or_404(pk))})


@require_GET
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """会议纪要 on A4: what was signed, or the draft of a meeting that is closed."""
    meeting = _meeting_or_404(pk)
    signed = getattr(meeting, "minutes", None)
    if signed is None and meeting.state != MeetingState.CLOSED:
        raise Http404
    facts = readable(signed.facts if signed else minutes_facts(meeting))
    context = {"meeting": meeting, "signed": signed, "facts": facts, "items": facts["items"],
               "trail": trail_of(meeting.place, with_council=True)}  # fmt: skip
    return render(request, "council/minutes.html", context)


@login_required
@require_POST
def meeting_open(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = get_object_or_404(Meeting.objects.select_related("place"), pk=pk)
    form = forms.OpenForm(request.POST, chairs=chairs_of(meeting.place, database_now()))
    return _act(
        request, pk, services.open_meeting, {"meeting_id": pk}, form=form, key="open",
        done=_("The meeting is open. Call the roll."),
    )  # fmt: skip


@login_required
@require_POST
def meeting_close(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(Meeting, pk=pk)
    return _act(
        request, pk, services.close_meeting, {"meeting_id": pk}, key="close",
        form=forms.ReasonForm(request.POST, auto_id="close_%s", is_needed=False),
        done=_("The meeting is closed."),
    )  # fmt: skip


@login_required
@require_POST
def minutes_sign(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(Meeting, pk=pk)
    return _act(
        request, pk, services.sign_minutes, {"meeting_id": pk}, key="sign",
        form=forms.MinutesForm(request.POST), done=_("The minutes are signed."),
    )  # fmt: skip


@login_required
@require_POST
def member_arrive(request: HttpRequest, pk: int) -> HttpResponse:
    return _mark(request, pk, services.mark_arrival)


@login_required
@require_POST
def member_leave(request: HttpRequest, pk: int) -> HttpResponse:
    return _mark(request, pk, services.mark_departure)


@login_required
@require_POST
def member_absent(request: HttpRequest, pk: int) -> HttpResponse:
    return _mark(request, pk, services.note_absence, form=forms.AbsenceForm(request.POST))


def _mark(request: HttpRequest, pk: int, service: Callable, **with_form: Any) -> HttpResponse:
    row = get_object_or_404(Attendance, pk=pk)
    return _act(request, row.meeting_id, service, {"attendance_id": pk}, key="absent", **with_form)


@login_required
@require_POST
def motion_move(request: HttpRequest, pk: int) -> HttpResponse:
    return _handle(
        request, pk, services.move_motion, forms.MotionForm(request.POST), "motion",
        _("The motion is open for voting."),
    )  # fmt: skip


@login_required
@require_POST
def item_defer(request: HttpRequest, pk: int) -> HttpResponse:
    form = forms.ReasonForm(request.POST, auto_id="defer_%s")
    return _handle(request, pk, services.defer_item, form, "defer", _("Deferred."))


@login_required
@require_POST
def item_waitlist(request: HttpRequest, pk: int) -> HttpResponse:
    form = forms.ReasonForm(request.POST, auto_id="waitlist_%s")
    return _handle(request, pk, services.waitlist_item, form, "waitlist", _("On the waitlist."))


@login_required
@require_POST
def recusal_record(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(AgendaItem.objects.select_related("meeting"), pk=pk)
    form = forms.RecusalForm(request.POST, roll=roll_of(item.meeting))
    return _handle(
        request, pk, services.record_recusal, form, "recusal", _("The recusal is on record.")
    )


@login_required
@require_POST
def recusal_own(request: HttpRequest, pk: int) -> HttpResponse:
    form = forms.OwnRecusalForm(request.POST, auto_id="own_%s")
    return _handle(
        request, pk, services.record_recusal, form, "own_recusal", _("The recusal is on record.")
    )


def _handle(
    request: HttpRequest, pk: int, service: Callable, form: django_forms.Form, key: str, done: str
) -> HttpResponse:
    """A deed on one agenda item."""
    item = get_object_or_404(AgendaItem, pk=pk)
    return _act(request, item.meeting_id, service, {"item_id": pk}, form=form, key=key, done=done)


@login_required
@require_POST
def vote_cast(request: HttpRequest, pk: int) -> HttpResponse:
    return _count(request, pk, services.cast_vote, forms.VoteForm(request.POST), _("Voted."))


@login_required
@require_POST
def vote_key(request: HttpRequest, pk: int) -> HttpResponse:
    motion = get_object_or_404(Motion.objects.select_related("item__meeting"), pk=pk)
    form = forms.KeyForm(request.POST, roll=roll_of(motion.item.meeting))
    return _count(request, pk, services.cast_vote, form, "")


@login_required
@require_POST
def motion_declare(request: HttpRequest, pk: int) -> HttpResponse:
    form = forms.ReasonForm(request.POST, auto_id="declare_%s", is_needed=False)
    return _count(request, pk, services.declare_result, form, _("Declared."), key="declare")


@login_required
@require_POST
def motion_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    form = forms.ReasonForm(request.POST, auto_id="withdraw_%s")
    return _count(request, pk, services.withdraw_motion, form, _("Withdrawn."), key="withdraw")


def _count(
    request: HttpRequest, pk: int, service: Callable, form: django_forms.Form, done: str,
    key: str = "vote",
) -> HttpResponse:  # fmt: skip
    """A deed on one motion."""
    motion = get_object_or_404(Motion.objects.select_related("item"), pk=pk)
    return _act(
        request, motion.item.meeting_id, service, {"motion_id": pk}, form=form, key=key, done=done
    )


def _act(
    request: HttpRequest, meeting_id: int, service: Callable, about: dict[str, int], *,
    key: str, form: django_forms.Form | None = None, done: str = "",
) -> HttpResponse:  # fmt: skip
    """Do it and return to the meeting; a refused form comes back as it was typed."""
    if form is not None and not form.is_valid():
        return _meeting_page(request, meeting_id, {key: form})
    try:
        service(**about, **(form.cleaned_data if form else {}), by=request.user)
    except Refused as refused:
        messages.error(request, refused.refusal.message)
        if form is not None:
            return _meeting_page(request, meeting_id, {key: form})
    else:
        if done:
            messages.success(request, done)
    return redirect("voting:meeting", meeting_id)
