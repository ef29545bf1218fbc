"""Addresses of proposals, their decisions, notices and projects."""

from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from proposals.views import around, attachments, cases, desk, notices, office, writing

app_name = "proposals"


class DeedConverter(StringConverter):
    regex = "|".join(around.DEEDS)


register_converter(DeedConverter, "deed")

urlpatterns = [
    path("projects/", include("proposals.urls_project")),
    path("proposals/", cases.proposal_list, name="list"),
    path("proposals/list.csv", cases.proposal_csv, name="list_csv"),
    path("proposals/list.json", cases.proposal_json, name="list_json"),
    path("proposals/new/", writing.proposal_new, name="new"),
    path("proposals/mine/", writing.proposal_mine, name="mine"),
    path("proposals/<int:pk>/", cases.proposal_detail, name="detail"),
    path("proposals/<int:pk>/edit/", writing.proposal_edit, name="edit"),
    path("proposals/<int:pk>/check/", writing.proposal_check, name="check"),
    path("proposals/<int:pk>/files/", attachments.proposal_attach, name="attach"),
    path(
        "proposals/<int:pk>/files/<uuid:file>/remove/", attachments.proposal_detach, name="detach"
    ),
    path("proposals/<int:pk>/submit/", writing.proposal_submit, name="submit"),
    path("proposals/<int:pk>/receipt/", writing.proposal_receipt, name="receipt"),
    path("proposals/<int:pk>/withdraw/", writing.proposal_withdraw, name="withdraw"),
    path("proposals/<int:pk>/objections/", desk.desk_objections, name="desk_objections"),
    *(
        path(f"proposals/<int:pk>/{kind}/", desk.desk_step, {"kind": kind}, name=f"desk_{kind}")
        for kind in desk.DECISIONS
    ),
    path("proposals/<int:pk>/appeal/", office.appeal_file, name="appeal_file"),
    path("proposals/<int:pk>/appeal/hear/", office.appeal_hear, name="appeal_hear"),
    path("proposals/<int:pk>/clocks/", office.clock_trace, name="clock_trace"),
    path("desk/clocks/", office.clocks, name="clocks"),
    path("desk/tasks/<int:pk>/", office.desk_task, name="desk_task"),
    path("desk/tasks/<int:pk>/waive/", office.task_waive, name="task_waive"),
    path("proposals/reports/", around.reports, name="reports"),
    path("proposals/reports/<int:pk>/", around.report_decide, name="report_decide"),
    path("proposals/<int:pk>/neighbours/", around.proposal_around, name="around"),
    path("proposals/<int:pk>/say/", around.proposal_contribute, name="contribute"),
    path("proposals/<int:pk>/invite/", around.proposal_invite, name="invite"),
    path("proposals/invitations/<int:pk>/", around.invitation_answer, name="invitation"),
    path("proposals/said/<int:pk>/answer/", around.question_answer, name="answer"),
    path("proposals/said/<int:pk>/report/", around.contribution_report, name="report"),
    path("proposals/said/<int:pk>/hide/", around.contribution_hide, name="hide"),
    path("proposals/<int:pk>/<deed:deed>/", around.proposal_deed, name="deed"),
    path("notices/<uuid:notice>/", notices.notice_detail, name="notice"),
    path("notices/<uuid:notice>/object/", notices.notice_object, name="object"),
]
