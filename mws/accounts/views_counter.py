"""The counter: people who come without an account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mws.accounts import rules, services
from mws.accounts.forms_counter import CounterForm, NumberForm
from mws.accounts.models import Residency
from mws.accounts.permissions import Permission
from mws.accounts.requests import PersonRequest
from mws.accounts.views_desk import said_of
from mws.core.refusals import Refused
from mws.places.models import Place


@login_required
@require_http_methods(["GET", "POST"])
def counter(request: PersonRequest, code: str) -> HttpResponse:
    """Enter and check somebody in one go, for a community of one's own office."""
    place = get_object_or_404(Place.objects.communities().select_related("parent"), code=code)
    if not request.user.may(Permission.RESIDENCY_VERIFY, place):
        raise Http404
    form = CounterForm(request.POST or None, place=place)
    if request.method == "POST" and form.is_valid():
        try:
            entered = services.enter_resident(
                place_id=place.pk, by=request.user, **form.cleaned_data
            )
        except Refused as refused:
            form.add_error(None, str(refused.refusal.message))
        else:
            messages.success(request, said_of(entered))
            return redirect("accounts:claims")
    return render(request, "accounts/counter.html", {"place": place, "form": form})


@login_required
@require_http_methods(["GET", "POST"])
def counter_number(request: PersonRequest, pk: int) -> HttpResponse:
    """The number of somebody whom the counter entered and who has not been in yet."""
    home = get_object_or_404(
        Residency.objects.select_related("user", "place").filter(user__last_login=None), pk=pk
    )
    if not request.user.may(Permission.RESIDENCY_VERIFY, home.place):
        raise Http404
    form = NumberForm(request.POST or None, initial={"phone": home.user.phone or ""})
    refusal = rules.why_not_renumber(home, by=request.user)
    if request.method == "POST" and not refusal and form.is_valid():
        phone = form.cleaned_data["phone"]
        try:
            services.give_phone(residency_id=pk, phone=phone, by=request.user)
        except Refused as refused:
            form.add_error("phone", str(refused.refusal.message))
        else:
            messages.success(request, _("The number is kept.") if phone else _("No number now."))
            return redirect("accounts:claims")
    context = {"home": home, "form": form, "refusal": refusal}
    return render(request, "accounts/counter_number.html", context)
