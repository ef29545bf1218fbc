"""The desk: what waits for me in every room, what is due first on top."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mws.accounts.selectors import desk_tasks as account_tasks
from mws.core.clock import database_now
from mws.core.tasks import DeskTask
from proposals.selectors.desk import desk_tasks as case_tasks
from voting.council.selectors import desk_tasks as council_tasks
from voting.polls.selectors.desk import desk_tasks as poll_tasks

SOURCES = (account_tasks, case_tasks, council_tasks, poll_tasks)


@require_GET
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    now = database_now()
    tasks = [task for source in SOURCES for task in source(request.user, now)]
    tasks.sort(key=_due_first)
    return render(request, "pages/desk.html", {"tasks": tasks, "hats": request.user.hats})


def _due_first(task: DeskTask) -> tuple[date, str]:
    return (task.due_on or date.max, task.title)
