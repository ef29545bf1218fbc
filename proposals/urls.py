"""Addresses of proposals, their decisions, notices and projects."""

from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from proposals.selectors.short import KINDS
from proposals.views import (
    around,
    assisted,
    attachments,
    batch,
    bulk,
    cases,
    desk,
    finance_desk,
    notices,
    office,
    providers,
    short,
    street_desk,
    tracking,
    undoing,
    wizard,
    writing,
)
from proposals.wizard import QUESTIONS

app_name = "proposals"


class DeedConverter(StringConverter):
    regex = "|".join(around.DEEDS)


class KindConverter(StringConverter):
    """The one letter of a short address."""

    regex = f"[{KINDS}]"


class StepConverter(StringConverter):
    regex = "|".join(step.key for step in QUESTIONS)


register_converter(DeedConverter, "deed")
register_converter(KindConverter, "kind")
register_converter(StepConverter, "step")

urlpatterns = [
    path("projects/", include("proposals.urls_project")),
    path("providers/", providers.provider_list, name="providers"),
    path("providers/people/<int:pk>/end/", providers.representative_end, name="representative_end"),
    path("providers/<slug:code>/", providers.provider_detail, name="provider"),
    path("providers/<slug:code>/people/", providers.provider_people, name="provider_people"),
    path("providers/<slug:code>/training/", providers.provider_training, name="provider_training"),
    path("providers/<slug:code>/breach/", providers.provider_breach, name="provider_breach"),
    path("providers/<slug:code>/offer/", providers.provider_offer, name="provider_offer"),
    path("library/", providers.library_list, name="library"),
    path("library/<int:pk>/propose/", providers.library_propose, name="library_propose"),
    path("library/<int:pk>/withdraw/", providers.library_withdraw, name="library_withdraw"),
    path("proposals/", cases.proposal_list, name="list"),
    path("proposals/list.csv", cases.proposal_csv, name="list_csv"),
    path("proposals/list.json", cases.proposal_json, name="list_json"),
    path("proposals/new/", wizard.proposal_new, name="new"),
    path("proposals/similar/", wizard.proposal_similar, name="similar"),
    path("proposals/mine/", writing.proposal_mine, name="mine"),
    path("proposals/<int:pk>/", cases.proposal_detail, name="detail"),
    path("proposals/<int:pk>/edit/", wizard.proposal_edit, name="edit"),
    path("proposals/<int:pk>/write/<step:step>/", wizard.proposal_step, name="step"),
    path("proposals/<int:pk>/write/prices/", wizard.proposal_prices, name="prices"),
    path("proposals/<int:pk>/write/alike/", wizard.proposal_alike, name="alike"),
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
    path("proposals/<int:pk>/undo/", undoing.decision_undo, name="undo"),
    path("desk/enter/", assisted.enter, name="enter"),
    path("desk/enter/batch/", batch.enter_batch, name="enter_batch"),
    path("desk/enter/batch/confirm/", batch.enter_confirm, name="enter_confirm"),
    path("desk/enter/batch/table.xlsx", batch.enter_table, name="enter_table"),
    path("desk/enter/<int:pk>/receipt/", assisted.enter_receipt, name="enter_receipt"),
    path("proposals/<int:pk>/checks/", street_desk.case_checks, name="checks"),
    path("desk/street/", street_desk.street, name="street"),
    path("desk/street/<int:pk>/approve/", street_desk.batch_approve, name="batch_approve"),
    path("desk/finance/", finance_desk.finance, name="finance"),
    path("desk/finance/bank/", finance_desk.bank_list, name="bank_list"),
    path("desk/finance/bank/<int:pk>/", finance_desk.bank_line_settle, name="bank_line_settle"),
    path("desk/finance/<int:pk>/file/", finance_desk.payment_file_new, name="payment_file_new"),
    path("desk/finance/files/<int:pk>.csv", finance_desk.payment_file, name="payment_file"),
    path("desk/bulk/", bulk.desk_bulk, name="desk_bulk"),
    path("desk/clocks/", office.clocks, name="clocks"),
    path("desk/tasks/<int:pk>/", office.desk_task, name="desk_task"),
    path("desk/tasks/<int:pk>/waive/", office.task_waive, name="task_waive"),
    path("track/", tracking.track, name="track"),
    path("<kind:kind>/<slug:key>/", short.short, name="short"),
    path("<kind:kind>/<slug:key>/poster/", short.poster, name="poster"),
    path("<kind:kind>/<slug:key>/card.png", short.card, name="card"),
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
    path("notices/<uuid:notice>/sheet/", notices.objection_sheet, name="objection_sheet"),
    path("notices/<uuid:notice>/object/", notices.notice_object, name="object"),
]
