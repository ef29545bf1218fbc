"""The finance desk: claims by the day they are due, files for the bank, the bank's own list."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mws.accounts.requests import PersonRequest
from mws.core.attempts import attempt
from mws.core.clock import database_now
from mws.core.money import plain_yuan
from mws.core.refusals import Refused
from mws.core.spreadsheets import csv_lines
from mws.core.table_faults import sentences
from mws.core.table_uploads import opener
from mws.places.models import Place
from proposals.bank_lists import read_confirmations, sentence
from proposals.forms.payments import BankListForm, NoteForm
from proposals.models import BankLine, PaymentFile
from proposals.selectors.finance_desk import finance_desk, finance_places
from proposals.selectors.project_claims import claims_with_case
from proposals.services.payments import import_confirmations, make_payment_file, settle_line

FILE_HEADINGS = ("付款编号", "收款单位", "统一社会信用代码", "金额", "用途", "发票号", "申报编号")


def _own(request: PersonRequest, pk: int | None = None) -> Place:
    """A sub-district whose payments this person looks after, the first where none is named."""
    places = finance_places(request.user)
    found = next((place for place in places if pk in (None, place.pk)), None)
    if found is None:
        raise Http404
    return found


@login_required
@require_GET
def finance(request: PersonRequest) -> HttpResponse:
    _own(request)
    desk = finance_desk(request.user, database_now())
    return render(request, "proposals/finance_desk.html", {"desk": desk, "note": NoteForm()})


@login_required
@require_POST
def payment_file_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Put what is approved into a file for the finance system."""
    _own(request, pk)
    act = partial(make_payment_file, place_id=pk, by=request.user)
    attempt(request, act, done=_("The file is ready: take it below."))
    return redirect("proposals:finance")


@login_required
@require_GET
def payment_file(request: PersonRequest, pk: int) -> StreamingHttpResponse:
    """The file as the finance system reads it (CSV, sums in yuan)."""
    file = get_object_or_404(PaymentFile, pk=pk)
    _own(request, file.place_id)
    rows = (
        (
            claim.reference, claim.project.supplier.name, claim.project.supplier.credit_code,
            plain_yuan(claim.amount_fen), claim.project.proposal.title, claim.invoice_no,
            claim.project.proposal.receipt_no,
        )
        for claim in claims_with_case().filter(payment_file=file).order_by("pk")
    )  # fmt: skip
    headers = {"Content-Disposition": f'attachment; filename="payments-{file.pk}.csv"'}
    return StreamingHttpResponse(
        csv_lines(FILE_HEADINGS, rows), content_type="text/csv; charset=utf-8", headers=headers
    )


@login_required
@require_http_methods(["GET", "POST"])
def bank_list(request: PersonRequest) -> HttpResponse:
    """Bring the bank's list: what fits is paid, what fits nothing is listed with the reason."""
    _own(request)
    places = finance_places(request.user)
    form = BankListForm(request.POST or None, request.FILES or None, places=places)
    context: dict[str, Any] = {"form": form, "place": form.only}
    if request.method == "POST" and form.is_valid():
        lines, faults = read_confirmations(opener(form.cleaned_data["file"]))
        context["report"] = sentences(faults, sentence)
        if not faults:
            try:
                context["found"] = import_confirmations(
                    place_id=form.chosen.pk, lines=lines, by=request.user
                )
            except Refused as refused:
                form.add_error(None, str(refused.refusal.message))
    return render(request, "proposals/bank_list.html", context)


@login_required
@require_POST
def bank_line_settle(request: PersonRequest, pk: int) -> HttpResponse:
    """Put aside a line that fits no payment."""
    line = get_object_or_404(BankLine, pk=pk)
    _own(request, line.place_id)
    form = NoteForm(request.POST)
    if form.is_valid():
        act = partial(settle_line, line_id=pk, by=request.user, **form.cleaned_data)
        attempt(request, act, done=_("Put aside."))
    else:
        messages.error(request, _("Write what became of it."))
    return redirect("proposals:finance")
