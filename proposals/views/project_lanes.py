"""Sessions of a service, counted goods, assets, standstills; and the whole record for everybody."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mws.accounts.requests import PersonRequest
from mws.core.clock import database_now, local_day
from proposals.forms.delivery import ReasonForm
from proposals.forms.lanes import (
    AssetForm,
    AssetMoveForm,
    CallOffForm,
    CountForm,
    GoodsLineFormSet,
    SessionForm,
    SessionPlanFormSet,
)
from proposals.models import Asset, GoodsCount, ServiceSession
from proposals.rules.delivery_lanes import (
    why_not_change_lines,
    why_not_count,
    why_not_pause,
    why_not_plan_sessions,
    why_not_register_asset,
    why_not_report_session,
    why_not_resume,
)
from proposals.selectors.project_lanes import lane_of, record_of
from proposals.services.lanes import (
    call_off_session,
    change_goods_lines,
    count_goods,
    move_asset,
    plan_sessions,
    register_asset,
    report_session,
)
from proposals.services.standstill import pause_project, resume_project
from proposals.views.project_forms import (
    act_with,
    carried_out,
    confirmed,
    explained,
    form_page,
    rows_valid,
    visible_project,
)


@require_GET
def project_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Offers, sessions, counted goods, check lists, assets: all that the case leaves out."""
    project = visible_project(request, pk)
    record = record_of(project, today=local_day(database_now()))
    return render(request, "proposals/project_record.html", {"record": record, "project": project})


@login_required
@require_http_methods(["GET", "POST"])
def project_sessions(request: PersonRequest, pk: int) -> HttpResponse:
    """The sessions with what is to be reported of each, and new ones to plan."""
    project = visible_project(request, pk)
    form, data = ReasonForm({"reason": "-"}), request.POST or None
    plan = SessionPlanFormSet(data, prefix="sessions")

    def act() -> None:
        planned = [row.session for row in plan.forms if row.session is not None]
        plan_sessions(project_id=pk, sessions=planned, by=request.user)

    if data is not None and rows_valid(form, plan) and carried_out(form, act):
        messages.success(request, _("The sessions are planned."))
        return redirect("proposals:project_sessions", pk=pk)
    return form_page(
        request, project, form if data is not None else None, title=_("Sessions"),
        button=_("Plan these sessions"), refusal=why_not_plan_sessions(project, by=request.user),
        plan=plan, lane=lane_of(project, today=local_day(database_now())),
        template="proposals/project_sessions.html",
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def session_report(request: PersonRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(ServiceSession, pk=pk)
    project = session.project = visible_project(request, session.project_id)
    form = SessionForm(request.POST or None, request.FILES or None, session=session)

    def act() -> None:
        report_session(session_id=pk, by=request.user, **form.cleaned_data)

    if request.method == "POST" and carried_out(form, act):
        messages.success(request, _("The session is on the project's page."))
        return redirect("proposals:project_sessions", pk=project.pk)
    return form_page(
        request, project, form, title=session.title, button=_("Report the session"),
        refusal=why_not_report_session(session, by=request.user), session=session,
        template="proposals/project_session.html",
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def session_off(request: PersonRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(ServiceSession, pk=pk)
    project = session.project = visible_project(request, session.project_id)
    form = CallOffForm(request.POST or None)

    def act() -> None:
        call_off_session(session_id=pk, by=request.user, **form.cleaned_data)

    if request.method == "POST" and carried_out(form, act):
        messages.success(request, _("The session is called off."))
        return redirect("proposals:project_sessions", pk=project.pk)
    return form_page(
        request, project, form, title=_("Call off: %(title)s") % {"title": session.title},
        button=_("Call it off"), refusal=why_not_report_session(session, by=request.user),
    )  # fmt: skip


@login_required
@require_GET
def project_goods(request: PersonRequest, pk: int) -> HttpResponse:
    """The lines of the delivery, each to be counted and tried out."""
    project = visible_project(request, pk)
    lane = lane_of(project, today=local_day(database_now()))
    refusal = next((why_not_count(line, by=request.user) for line in lane.counts), None)
    context = {"project": project, "lane": lane, "refusal": refusal, "title": _("Count the goods"),
               "may_change": why_not_change_lines(project, by=request.user) is None}  # fmt: skip
    return render(request, "proposals/project_goods.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def goods_lines(request: PersonRequest, pk: int) -> HttpResponse:
    """What is to be delivered, after an approved change of the plan."""
    project = visible_project(request, pk)
    form, data = ReasonForm({"reason": "-"}), request.POST or None
    initial = list(project.counts.values("name", "specification", "agreed"))
    rows = GoodsLineFormSet(data, prefix="lines", initial=initial)

    def act() -> None:
        lines = [row.line for row in rows.forms if row.line is not None]
        change_goods_lines(project_id=pk, lines=lines, by=request.user)

    if data is not None and rows_valid(form, rows) and carried_out(form, act):
        messages.success(request, _("The lines are changed."))
        return redirect("proposals:project_goods", pk=pk)
    return form_page(
        request, project, form if data is not None else None, title=_("Change the lines"),
        button=_("Change the lines"), refusal=why_not_change_lines(project, by=request.user),
        rows=rows, template="proposals/project_goods_lines.html",
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def goods_count(request: PersonRequest, pk: int) -> HttpResponse:
    line = get_object_or_404(GoodsCount, pk=pk)
    project = line.project = visible_project(request, line.project_id)
    form = CountForm(request.POST or None, line=line)

    def act() -> None:
        count_goods(count_id=pk, by=request.user, **form.cleaned_data)

    if request.method == "POST" and carried_out(form, act):
        messages.success(request, _("Counted."))
        return redirect("proposals:project_goods", pk=project.pk)
    return form_page(
        request, project, form, title=line.name, button=_("Record the count"),
        refusal=why_not_count(line, by=request.user),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def project_assets(request: PersonRequest, pk: int) -> HttpResponse:
    project = visible_project(request, pk)
    form = AssetForm(request.POST or None)
    if request.method == "POST" and carried_out(form, act_with(register_asset, request, pk, form)):
        messages.success(request, _("Registered. There may be more."))
        return redirect("proposals:project_assets", pk=pk)
    return form_page(
        request, project, form, title=_("Register assets"), button=_("Register"),
        refusal=why_not_register_asset(project, by=request.user),
        assets=list(project.assets.all()), template="proposals/project_assets.html",
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def asset_move(request: PersonRequest, pk: int) -> HttpResponse:
    asset = get_object_or_404(Asset, pk=pk)
    project = visible_project(request, asset.project_id)
    now = {name: getattr(asset, name) for name in ("kept_at", "keeper", "condition")}
    form = AssetMoveForm(request.POST or None, initial=now)

    def act() -> None:
        move_asset(asset_id=pk, by=request.user, **form.cleaned_data)

    if request.method == "POST" and carried_out(form, act):
        messages.success(request, _("The register is up to date."))
        return redirect("proposals:project_assets", pk=project.pk)
    return form_page(
        request, project, form, title=asset.name, button=_("Save"),
        refusal=why_not_register_asset(project, by=request.user),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def project_pause(request: PersonRequest, pk: int) -> HttpResponse:
    return explained(
        request, pk, pause_project, why_not_pause, title=_("Let it stand still"),
        button=_("Let it stand still"), done=_("The project stands still, its clocks with it."),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def project_resume(request: PersonRequest, pk: int) -> HttpResponse:
    return confirmed(
        request, pk, resume_project, why_not_resume, title=_("Let it go on"),
        text=_("Each day limit moves by the working days that it stood still."),
        done=_("The works go on."),
    )  # fmt: skip
