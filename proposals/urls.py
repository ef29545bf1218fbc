"""Addresses of proposals, their decisions, notices and projects."""

from django.urls import include, path

from proposals.views import cases, desk, notices, writing

app_name = "proposals"

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
    path("proposals/<int:pk>/submit/", writing.proposal_submit, name="submit"),
    path("proposals/<int:pk>/receipt/", writing.proposal_receipt, name="receipt"),
    path("proposals/<int:pk>/withdraw/", writing.proposal_withdraw, name="withdraw"),
    path("proposals/<int:pk>/objections/", desk.desk_objections, name="desk_objections"),
    *(
        path(f"proposals/<int:pk>/{kind}/", desk.desk_step, {"kind": kind}, name=f"desk_{kind}")
        for kind in desk.DECISIONS
    ),
    path("notices/<uuid:notice>/", notices.notice_detail, name="notice"),
    path("notices/<uuid:notice>/object/", notices.notice_object, name="object"),
]
