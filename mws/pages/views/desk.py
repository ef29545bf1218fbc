"""The desk: what waits for me in every room, what is due first on top."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.accounts.requests import PersonRequest
from mws.accounts.selectors import desk_tasks as account_tasks
from mws.accounts.selectors import places_where
from mws.core.clock import database_now
from mws.core.tasks import DeskTask
from mws.pages.settings_desk.desk import sections_of
from proposals.selectors.desk import desk_tasks as case_tasks
from voting.council.selectors import desk_tasks as council_tasks
from voting.polls.selectors.desk import desk_tasks as poll_tasks

SOURCES = (account_tasks, case_tasks, council_tasks, poll_tasks)
# The parts of the desk beside one's queue: who needs them, what they are called, where they are.
PARTS = (
    (Permission.RESIDENCY_VERIFY, _("Residencies"), "accounts:claims"),
    (Permission.POLL_RUN, _("Residents' votes"), "voting:poll_desk"),
    (Permission.POLL_CERTIFY, _("Residents' votes"), "voting:poll_desk"),
    (Permission.CLAIM_REVIEW, _("Payments"), "proposals:claims"),
    (Permission.CLOCK_READ, _("Time limits"), "proposals:clocks"),
    (Permission.PAYMENT_APPROVE, _("Payments"), "proposals:claims"),
)


@require_GET
@login_required
def desk(request: PersonRequest) -> HttpResponse:
    now = database_now()
    tasks = [task for source in SOURCES for task in source(request.user, now)]
    tasks.sort(key=_due_first)
    context = {"tasks": tasks, "hats": request.user.hats, "parts": _parts_of(request.user)}
    return render(request, "pages/desk.html", context)


def _parts_of(person: User) -> list[tuple[str, str, bool]]:
    """Links as (label, address, is it this page); none where the queue is all there is."""
    found = {name: str(label) for need, label, name in PARTS if places_where(person, need)}
    if sections_of(person):
        found["settings_desk:index"] = gettext("Settings")
    queue = (gettext("My queue"), reverse("pages:desk"), True)
    links = [(label, reverse(name), False) for name, label in found.items()]
    return [queue, *links] if links else []


def _due_first(task: DeskTask) -> tuple[date, str]:
    return (task.due_on or date.max, task.title)
