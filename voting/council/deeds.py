"""A deed of the council asks a service and comes back to the meeting; what was refused is said
beside what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from mws.accounts.models import User
from mws.core.clock import database_now
from mws.core.refusals import Refused
from voting.council.meeting_page import MeetingPage
from voting.council.selectors import meeting_with_all
from voting.council.selectors_seats import add_turned_down
from voting.council.trail import trail_of
from voting.models import AgendaItem, Meeting, Motion


def meeting_page(
    request: HttpRequest, pk: int, bound: dict[str, django_forms.Form]
) -> HttpResponse:
    """The meeting as this reader sees it; ``bound``: the form that was refused."""
    meeting = meeting_or_404(pk)
    add_turned_down(meeting)
    page = MeetingPage(meeting, cast(User, request.user), database_now(), bound)
    context = {"page": page, "hall": page.hall, "meeting": page.meeting, "forms": page.forms,
               "trail": trail_of(page.meeting.place, with_council=True)}  # fmt: skip
    return render(request, "council/meeting.html", context)


def meeting_or_404(pk: int) -> Meeting:
    """A meeting with all that its pages read."""
    try:
        return meeting_with_all(pk)
    except Meeting.DoesNotExist as error:
        raise Http404 from error


def handle(
    request: HttpRequest, pk: int, service: Callable, form: django_forms.Form, key: str, done: str
) -> HttpResponse:
    """A deed on one agenda item."""
    item = get_object_or_404(AgendaItem, pk=pk)
    return act(request, item.meeting_id, service, {"item_id": pk}, form=form, key=key, done=done)


def count(
    request: HttpRequest, pk: int, service: Callable, form: django_forms.Form, done: str,
    key: str = "vote",
) -> HttpResponse:  # fmt: skip
    """A deed on one motion."""
    motion = get_object_or_404(Motion.objects.select_related("item"), pk=pk)
    return act(
        request, motion.item.meeting_id, service, {"motion_id": pk}, form=form, key=key, done=done
    )


def act(
    request: HttpRequest, meeting_id: int, service: Callable, about: dict[str, int], *,
    key: str, form: django_forms.Form | None = None, done: str = "",
) -> HttpResponse:  # fmt: skip
    """Do it and return to the meeting; a refused form comes back as it was typed."""
    if form is not None and not form.is_valid():
        return meeting_page(request, meeting_id, {key: form})
    try:
        service(**about, **(form.cleaned_data if form else {}), by=request.user)
    except Refused as refused:
        messages.error(request, refused.refusal.message)
        if form is not None:
            return meeting_page(request, meeting_id, {key: form})
    else:
        if done:
            messages.success(request, done)
    return redirect("voting:meeting", meeting_id)
