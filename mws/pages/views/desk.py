"""The desk: what waits for me in every room, what is due first on top."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from mws.accounts.models import User
from mws.accounts.permissions import Permission, Role
from mws.accounts.requests import PersonRequest
from mws.accounts.selectors import places_where
from mws.core.clock import database_now
from mws.core.spreadsheets import XLSX, workbook_of
from mws.pages.selectors.queue import queue_of
from mws.pages.settings_desk.desk import sections_of
from proposals.official_form import QUEUE_HEADINGS
from proposals.selectors.queue_table import queue_rows
from proposals.selectors.undoable import decided_today

# The parts of the desk beside one's queue: who needs them, what they are called, where they are.
PARTS = (
    (Permission.PROPOSAL_ENTER, _("Enter for a resident"), "proposals:enter"),
    (Permission.RESIDENCY_VERIFY, _("Residencies"), "accounts:claims"),
    (Permission.POLL_RUN, _("Residents' votes"), "voting:poll_desk"),
    (Permission.POLL_CERTIFY, _("Residents' votes"), "voting:poll_desk"),
    (Permission.CLAIM_REVIEW, _("Payments"), "proposals:finance"),
    (Permission.APPROVAL_PREPARE, _("Approvals"), "proposals:street"),
    (Permission.APPROVAL_DECIDE, _("Approvals"), "proposals:street"),
    (Permission.CLOCK_READ, _("Time limits"), "proposals:clocks"),
    (Permission.PAYMENT_APPROVE, _("Payments"), "proposals:claims"),
)


@require_GET
@login_required
def desk(request: PersonRequest) -> HttpResponse:
    now = database_now()
    context = {
        "queue": queue_of(request.user, request.GET, now=now),
        "hats": request.user.hats,
        "parts": _parts_of(request.user),
        "decided": decided_today(request.user, now=now),
        "query": request.GET.urlencode(),
    }
    return render(request, "pages/desk.html", context)


@require_GET
@login_required
def desk_table(request: PersonRequest) -> HttpResponse:
    """The very selection of the queue, as far as it is about cases, in the official layout."""
    queue = queue_of(request.user, request.GET, now=database_now())
    rows = queue_rows(queue.tasks, request.user)
    headers = {"Content-Disposition": 'attachment; filename="queue.xlsx"'}
    book = workbook_of("待办事项", QUEUE_HEADINGS, rows)
    return HttpResponse(book, content_type=XLSX, headers=headers)


def _parts_of(person: User) -> list[tuple[str, str, bool]]:
    """Links as (label, address, is it this page); none where the queue is all there is."""
    found = {name: str(label) for need, label, name in PARTS if places_where(person, need)}
    if any(hat.role == Role.SUPPLIER for hat in person.hats):
        found["proposals:projects_mine"] = gettext("My projects")
    if sections_of(person):
        found["settings_desk:index"] = gettext("Settings")
    queue = (gettext("My queue"), reverse("pages:desk"), True)
    links = [(label, reverse(name), False) for name, label in found.items()]
    return [queue, *links] if links else []
