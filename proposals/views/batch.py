"""Many paper forms at once: the empty table, the look at what was typed, the handing in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mws.accounts.requests import PersonRequest
from mws.core.spreadsheets import XLSX
from mws.core.table_faults import sentences
from mws.core.table_uploads import TableForm, opener
from mws.rounds.models import Round
from proposals.batch import PaperForm, most_forms, read_forms, sentence
from proposals.costs import total_fen
from proposals.official_sheet import empty_table
from proposals.sealed_batch import sealed, unsealed
from proposals.services.batch import enter_forms, try_forms
from proposals.views.assisted import round_to_enter, tabs_of


class PaperForms(TableForm):
    """The table with the forms."""

    file_label = gettext_lazy("The filled-in table (XLSX or CSV)")
    most_bytes = 2 * 1024 * 1024


@login_required
@require_GET
def enter_table(request: PersonRequest) -> HttpResponse:
    """The empty table, for those who may enter somewhere."""
    round_to_enter(request)
    headers = {"Content-Disposition": 'attachment; filename="wenxubiao.xlsx"'}
    return HttpResponse(empty_table(), content_type=XLSX, headers=headers)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def enter_batch(request: PersonRequest) -> HttpResponse:
    """What was read, line by line, with all that is wrong. Nothing is stored before it is
    confirmed."""
    round, rounds = round_to_enter(request)
    if round is None:
        return render(request, "proposals/enter_closed.html", {"tabs": tabs_of("enter_batch")})
    form = PaperForms(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {
        "round": round, "rounds": rounds, "form": form, "tabs": tabs_of("enter_batch"),
        "most": most_forms(),
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        context |= _looked_at(request, round, form.cleaned_data["file"])
    return render(request, "proposals/enter_batch.html", context)


@never_cache
@login_required
@require_POST
def enter_confirm(request: PersonRequest) -> HttpResponse:
    """Hand in what was looked at; line by line what became of it."""
    round, _rounds = round_to_enter(request)
    found = unsealed(request.POST.get("forms", ""), round=round, by=request.user) if round else None
    if found is None:
        messages.error(request, _("The look at the table is too old. Bring the table once more."))
        return redirect("proposals:enter_batch")
    outcomes = enter_forms(round_id=round.pk, forms=found, by=request.user)
    context = {
        "done": [row for row in outcomes if row.pk],
        "refused": [row for row in outcomes if row.refused],
        "tabs": tabs_of("enter_batch"),
    }
    return render(request, "proposals/enter_done.html", context)


def _looked_at(request: PersonRequest, round: Round, upload: UploadedFile) -> dict[str, Any]:
    """The forms that are in order, sealed for the confirmation; the faults of the others."""
    found, faults = read_forms(opener(upload))
    refused = try_forms(round_id=round.pk, forms=found, by=request.user)
    stopped = {fault.line for fault in refused}
    ready = [form for form in found if not form.faults and form.line not in stopped]
    faults += [fault for form in found for fault in form.faults] + refused
    faults.sort(key=lambda fault: fault.line)
    return {
        "is_read": True,
        "found": found,
        "ready": [_shown(form) for form in ready],
        "report": sentences(faults, sentence),
        "sealed": sealed(ready, round=round, by=request.user) if ready else "",
    }


def _shown(form: PaperForm) -> dict[str, Any]:
    """What the clerk compares with the paper."""
    return {
        "line": form.line, "title": form.title, "name": form.name,
        "phone": form.phone.removeprefix("+86"), "total_fen": total_fen(form.items),
        "items": len(form.items),
    }  # fmt: skip
