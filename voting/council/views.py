"""The council's pages and deeds. A deed asks a service and comes back to the meeting; what was
refused is said beside what was typed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import (
    conditional_page,
    require_GET,
    require_http_methods,
    require_POST,
)

from mws.accounts.requests import PersonRequest
from mws.core.attempts import attempt
from mws.core.clock import database_now
from mws.core.refusals import Refused
from mws.places.models import Place
from mws.rounds.models import Round
from voting.council import forms, rules, services
from voting.council.deeds import act, count, handle, meeting_or_404, meeting_page
from voting.council.factor import proves_factor_first
from voting.council.figures import roll_of
from voting.council.hall import hall_of
from voting.council.selectors import (
    agenda_candidates,
    chairs_of,
    council_page,
)
from voting.council.trail import trail_of
from voting.models import AgendaItem, Attendance, Meeting, Motion
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
    return meeting_page(request, pk, {})


@require_GET
@cache_control(no_cache=True, private=True)
@conditional_page
def meeting_live(request: HttpRequest, pk: int) -> HttpResponse:
    """The hall alone, asked for again and again; unchanged, it answers 304. When other forms
    belong on the page than the reader has (``seen``), the browser is told to load it again."""
    hall = hall_of(meeting_or_404(pk))
    response = render(request, "council/hall.html", {"hall": hall})
    if request.GET.get("seen", hall.stamp) != hall.stamp:
        response["HX-Refresh"] = "true"
    return response


@require_GET
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The wall: the motion large, votes by name as they come, the fund now and if it passes."""
    return render(request, "council/screen.html", {"hall": hall_of(meeting_or_404(pk))})


@require_GET
@cache_control(no_cache=True, private=True)
@conditional_page
def screen_live(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "council/screen_live.html", {"hall": hall_of(meeting_or_404(pk))})


@login_required
@require_POST
def meeting_open(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = get_object_or_404(Meeting.objects.select_related("place"), pk=pk)
    form = forms.OpenForm(request.POST, chairs=chairs_of(meeting.place, database_now()))
    return act(
        request, pk, services.open_meeting, {"meeting_id": pk}, form=form, key="open",
        done=_("The meeting is open. Call the roll."),
    )  # fmt: skip


@login_required
@require_POST
def meeting_close(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(Meeting, pk=pk)
    return act(
        request, pk, services.close_meeting, {"meeting_id": pk}, key="close",
        form=forms.ReasonForm(request.POST, auto_id="close_%s", is_needed=False),
        done=_("The meeting is closed."),
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
    return act(request, row.meeting_id, service, {"attendance_id": pk}, key="absent", **with_form)


@login_required
@require_POST
def motion_move(request: HttpRequest, pk: int) -> HttpResponse:
    return handle(
        request, pk, services.move_motion, forms.MotionForm(request.POST), "motion",
        _("The motion is open for voting."),
    )  # fmt: skip


@login_required
@require_POST
def motion_other(request: HttpRequest, pk: int) -> HttpResponse:
    """Any motion but the one that passes the project."""
    item = get_object_or_404(AgendaItem.objects.select_related("meeting"), pk=pk)
    form = forms.OtherMotionForm(request.POST, roll=roll_of(item.meeting), auto_id="other_%s")
    return handle(
        request, pk, services.move_motion, form, "other", _("The motion is open for voting.")
    )


@login_required
@require_POST
def package_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the council to vote on several projects at once."""
    meeting = get_object_or_404(Meeting, pk=pk)
    items = meeting.agenda.filter(outcome="").select_related("proposal")
    form = forms.PackageForm(request.POST, items=items)
    return act(
        request, pk, services.move_package, {}, form=form, key="package",
        done=_("The motion is open for voting."),
    )  # fmt: skip


@login_required
@require_POST
def item_defer(request: HttpRequest, pk: int) -> HttpResponse:
    form = forms.ReasonForm(request.POST, auto_id="defer_%s")
    return handle(request, pk, services.defer_item, form, "defer", _("Deferred."))


@login_required
@require_POST
def item_waitlist(request: HttpRequest, pk: int) -> HttpResponse:
    form = forms.ReasonForm(request.POST, auto_id="waitlist_%s")
    return handle(request, pk, services.waitlist_item, form, "waitlist", _("On the waitlist."))


@login_required
@require_POST
def recusal_record(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(AgendaItem.objects.select_related("meeting"), pk=pk)
    form = forms.RecusalForm(request.POST, roll=roll_of(item.meeting))
    return handle(
        request, pk, services.record_recusal, form, "recusal", _("The recusal is on record.")
    )


@login_required
@require_POST
def recusal_own(request: HttpRequest, pk: int) -> HttpResponse:
    form = forms.OwnRecusalForm(request.POST, auto_id="own_%s")
    return handle(
        request, pk, services.record_recusal, form, "own_recusal", _("The recusal is on record.")
    )


@login_required
@require_POST
@proves_factor_first
def vote_cast(request: PersonRequest, motion: Motion) -> HttpResponse:
    """A member's own vote. The answer is always the way back to the meeting, so that a telephone
    which lost the network can send the vote again and follow it."""
    form = forms.VoteForm(request.POST)
    if form.is_valid():
        cast = partial(
            services.cast_vote, motion_id=motion.pk, by=request.user, **form.cleaned_data
        )
        attempt(request, cast, done=_("Voted."))
    else:
        messages.error(request, _("Choose one of the three answers."))
    return redirect("voting:meeting", motion.item.meeting_id)


@login_required
@require_POST
def vote_key(request: HttpRequest, pk: int) -> HttpResponse:
    motion = get_object_or_404(Motion.objects.select_related("item__meeting"), pk=pk)
    form = forms.KeyForm(request.POST, roll=roll_of(motion.item.meeting))
    return count(request, pk, services.cast_vote, form, "")


@login_required
@require_POST
def motion_declare(request: HttpRequest, pk: int) -> HttpResponse:
    form = forms.ReasonForm(request.POST, auto_id="declare_%s", is_needed=False)
    return count(request, pk, services.declare_result, form, _("Declared."), key="declare")


@login_required
@require_POST
def motion_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    form = forms.ReasonForm(request.POST, auto_id="withdraw_%s")
    return count(request, pk, services.withdraw_motion, form, _("Withdrawn."), key="withdraw")
