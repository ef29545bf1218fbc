"""A community's list of estates, villages and addresses, as its office brings it."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from mws.accounts.requests import PersonRequest
from mws.core.table_faults import MOST_KEPT, Fault
from mws.core.tables import Opener
from mws.places import estate_lists, rules, services
from mws.places.models import Place
from mws.places.selectors import estates_of

MOST_BYTES = 5 * 1024 * 1024


class ListForm(forms.Form):
    """A list from a spreadsheet."""

    file = forms.FileField(
        label=gettext_lazy("The list (CSV or XLSX)"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
    )

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is too large. Divide the list and bring it in parts."), "too_large"
            )
        return upload


@login_required
@require_http_methods(["GET", "POST"])
def estates(request: PersonRequest, code: str) -> HttpResponse:
    """All or nothing: a list with a fault changes nothing and is answered with its lines."""
    place = get_object_or_404(Place.objects.communities(), code=code)
    if rules.why_not_list_estates(place, by=request.user):
        raise Http404
    form = ListForm(request.POST or None, request.FILES or None)
    report: list[str] = []
    if request.method == "POST" and form.is_valid():
        found, faults = estate_lists.read_estates(opener(form.cleaned_data["file"]))
        report = sentences(faults, estate_lists.sentence)
        if not faults:
            added, known = services.list_estates(place_id=place.pk, estates=found, by=request.user)
            said = _("The list is kept: %(added)s new, %(known)s known already.")
            messages.success(request, said % {"added": added, "known": known})
            return redirect("accounts:estates", code=code)
    context: dict[str, Any] = {
        "place": place, "form": form, "report": report, "estates": estates_of(place),
    }  # fmt: skip
    return render(request, "accounts/estates.html", context)


def opener(upload: UploadedFile) -> Opener:
    """The uploaded file (small: at most ``MOST_BYTES``), read anew as often as need be."""
    content = upload.read()
    return lambda: BytesIO(content)


def sentences(faults: Iterable[Fault], say: Any) -> list[str]:
    """The first faults in words, and how many more there are."""
    every = list(faults)
    lines = [say(fault) for fault in every[:MOST_KEPT]]
    if len(every) > MOST_KEPT:
        lines.append(_("… and %(count)s more.") % {"count": len(every) - MOST_KEPT})
    return lines
