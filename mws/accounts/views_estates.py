"""A community's list of estates, villages and addresses, as its office brings it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mws.accounts.requests import PersonRequest
from mws.core.table_faults import sentences
from mws.core.table_uploads import TableForm, opener
from mws.places import estate_lists, rules, services
from mws.places.models import Place
from mws.places.selectors import estates_of


@login_required
@require_http_methods(["GET", "POST"])
def estates(request: PersonRequest, code: str) -> HttpResponse:
    """All or nothing: a list with a fault changes nothing and is answered with its lines."""
    place = get_object_or_404(Place.objects.communities(), code=code)
    if rules.why_not_list_estates(place, by=request.user):
        raise Http404
    form = TableForm(request.POST or None, request.FILES or None)
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
