"""会议纪要: read, written, signed, approved, corrected; as a page and on paper."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mws.accounts.models import User
from mws.accounts.requests import PersonRequest
from mws.core.attempts import attempt
from mws.core.documents import pdf_of
from voting.council import forms, forms_room, rules, services
from voting.council.deeds import act, meeting_or_404
from voting.council.minutes import readable, texts_of
from voting.council.redaction import reads_everything, redacted, without
from voting.council.trail import trail_of
from voting.models import Meeting, MeetingState, Minutes, SignedAs


@require_GET
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """What was signed, for the public without what is private; the draft for who was there."""
    context = _minutes(request, pk)
    return render(request, "council/minutes.html", context)


@require_GET
def minutes_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same on A4."""
    page = render_to_string("council/minutes_document.html", _minutes(request, pk), request)
    answer = HttpResponse(pdf_of(page, paper=True), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="minutes-{pk}.pdf"'
    return answer


def _minutes(request: HttpRequest, pk: int, **forms_typed: Any) -> dict[str, Any]:
    meeting, user = meeting_or_404(pk), cast(User, request.user)
    signed = getattr(meeting, "minutes", None)
    reads_all = reads_everything(meeting, user)
    if meeting.state != MeetingState.CLOSED or not (signed or reads_all):
        raise Http404
    facts, remarks = texts_of(meeting)
    redactions = list(meeting.redactions.all())
    annexes = list(signed.annexes.select_related("written_by")) if signed else []
    if not reads_all and redactions:
        passages = [each.passage for each in redactions]
        facts, remarks = redacted(facts, passages), without(remarks, passages)
        for annex in annexes:
            annex.text = without(annex.text, passages)
    page = readable(facts, remarks)
    return {
        "meeting": meeting, "signed": signed, "facts": page, "items": page["items"],
        "redactions": redactions, "reads_all": reads_all, "annexes": annexes,
        "signatures": list(signed.signatures.select_related("person")) if signed else [],
        "may_sign_as": _may_sign_as(signed, user) if signed else [],
        "leads": rules.why_not_run(meeting.place, by=user) is None,
        "trail": trail_of(meeting.place, with_council=True),
        "annex_form": forms_room.AnnexForm(), "redaction_form": forms_room.RedactionForm(),
        **forms_typed,
    }  # fmt: skip


def _may_sign_as(signed: Minutes, user: User) -> list[SignedAs]:
    done = {each.signed_as for each in signed.signatures.all()}
    return [
        each
        for each in SignedAs
        if not rules.why_not_countersign(
            signed, signed_as=each.value, is_signed=each in done, by=user
        )
    ]


@login_required
@require_http_methods(["GET", "POST"])
def minutes_write(request: PersonRequest, pk: int) -> HttpResponse:
    """The secretary adds what the figures do not say."""
    meeting = meeting_or_404(pk)
    if rules.why_not_run(meeting.place, by=request.user):
        raise PermissionDenied
    signed, text = getattr(meeting, "minutes", None), getattr(meeting, "minutes_text", None)
    form = forms_room.TextForm(request.POST or None, initial={"body": text.body if text else ""})
    if request.method == "POST" and form.is_valid():
        write = partial(services.write_minutes, meeting_id=pk, by=request.user, **form.cleaned_data)
        if attempt(request, write, done=_("Kept. The chair reads it before signing.")):
            return redirect("voting:meeting", pk)
    refusal = rules.why_not_write_minutes(meeting, is_signed=signed is not None, by=request.user)
    context = {"meeting": meeting, "form": form, "refusal": refusal,
               "trail": trail_of(meeting.place, with_council=True)}  # fmt: skip
    return render(request, "council/minutes_write.html", context)


@login_required
@require_POST
def minutes_sign(request: PersonRequest, pk: int) -> HttpResponse:
    get_object_or_404(Meeting, pk=pk)
    return act(
        request, pk, services.sign_minutes, {"meeting_id": pk}, key="sign",
        form=forms.SignForm(request.POST), done=_("The minutes are signed."),
    )  # fmt: skip


@login_required
@require_POST
def minutes_countersign(request: PersonRequest, pk: int) -> HttpResponse:
    _signed_or_404(pk)
    signed_as = request.POST.get("signed_as", "")
    sign = partial(
        services.countersign_minutes, meeting_id=pk, signed_as=signed_as, by=request.user
    )
    attempt(request, sign, done=_("You have signed the minutes."))
    return redirect("voting:minutes", pk)


@login_required
@require_POST
def minutes_approve(request: PersonRequest, pk: int, at: int) -> HttpResponse:
    """The meeting ``at`` approves the minutes of the earlier one."""
    _signed_or_404(pk)
    get_object_or_404(Meeting, pk=at)
    approve = partial(services.approve_minutes, meeting_id=pk, at_meeting_id=at, by=request.user)
    attempt(request, approve, done=_("The minutes are approved."))
    return redirect("voting:meeting", at)


@login_required
@require_POST
def minutes_annex(request: PersonRequest, pk: int) -> HttpResponse:
    _signed_or_404(pk)
    form = forms_room.AnnexForm(request.POST)
    return _add(request, pk, services.add_annex, form, "annex_form", _("The annex is added."))


@login_required
@require_POST
def minutes_redact(request: PersonRequest, pk: int) -> HttpResponse:
    get_object_or_404(Meeting, pk=pk)
    form = forms_room.RedactionForm(request.POST)
    done = _("The public version leaves these words out.")
    return _add(request, pk, services.redact_minutes, form, "redaction_form", done)


def _add(
    request: PersonRequest, pk: int, service: Any, form: Any, key: str, done: str
) -> HttpResponse:
    if form.is_valid():
        add = partial(service, meeting_id=pk, by=request.user, **form.cleaned_data)
        if attempt(request, add, done=done):
            return redirect("voting:minutes", pk)
    return render(request, "council/minutes.html", _minutes(request, pk, **{key: form}))


def _signed_or_404(pk: int) -> None:
    get_object_or_404(Minutes, meeting=pk)
