"""The public register of providers, the library of services, and a provider's own projects."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mws.accounts.requests import PersonRequest
from mws.core.attempts import attempt
from mws.core.clock import database_now, local_day
from mws.core.refusals import Refusal, Refused
from mws.providers.models import Representative, ServiceItem, Supplier
from mws.providers.rules import represents, why_not_keep_register
from mws.providers.services import (
    end_representative,
    name_representative,
    offer_item,
    record_breach,
    record_training,
    withdraw_item,
)
from proposals.forms.providers import BreachForm, OfferForm, RepresentativeForm, TrainingForm
from proposals.rules.library import why_not_start
from proposals.selectors.providers import library, my_projects, provider_page, provider_records
from proposals.services.library import start_from_library
from proposals.views.project_forms import carried_out


@require_GET
def provider_list(request: HttpRequest) -> HttpResponse:
    records = provider_records(Supplier.objects.all())
    return render(request, "proposals/providers.html", {"records": records})


@require_GET
def provider_detail(request: HttpRequest, code: str) -> HttpResponse:
    suppliers = Supplier.objects.prefetch_related("trainings", "breaches")
    supplier = get_object_or_404(suppliers, credit_code=code)
    user = request.user
    keeps = user.is_authenticated and why_not_keep_register(by=user) is None
    acts = user.is_authenticated and represents(user, supplier.pk, today=local_day(database_now()))
    people = list(supplier.representatives.select_related("person")) if keeps else []
    context = {"page": provider_page(supplier), "supplier": supplier, "keeps": keeps,
               "acts": acts or keeps, "people": people}  # fmt: skip
    return render(request, "proposals/provider.html", context)


@require_GET
def library_list(request: HttpRequest) -> HttpResponse:
    user = request.user
    refusal = why_not_start(by=user, now=database_now()) if user.is_authenticated else None
    context = {"items": library(), "refusal": refusal}
    return render(request, "proposals/library.html", context)


@login_required
@require_POST
def library_propose(request: PersonRequest, pk: int) -> HttpResponse:
    """One click: a draft with all that the library knows; the wizard goes on from there."""
    get_object_or_404(ServiceItem, pk=pk)
    try:
        draft = start_from_library(item_id=pk, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused.refusal.message))
        return redirect("proposals:library")
    messages.success(request, _("The draft is filled in: check it and hand it in."))
    return redirect("proposals:check", pk=draft.pk)


@login_required
@require_POST
def library_withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(ServiceItem.objects.select_related("supplier"), pk=pk)
    act = partial(withdraw_item, item_id=pk, by=request.user)
    attempt(request, act, done=_("The service is no longer offered."))
    return redirect("proposals:provider", code=item.supplier.credit_code)


@login_required
@require_GET
def projects_mine(request: PersonRequest) -> HttpResponse:
    """What a provider's people have under contract, and what is asked of them."""
    rows = my_projects(request.user, now=database_now())
    return render(request, "proposals/projects_mine.html", {"rows": rows})


@login_required
@require_http_methods(["GET", "POST"])
def provider_people(request: PersonRequest, code: str) -> HttpResponse:
    form = RepresentativeForm(request.POST or None)

    def act(supplier: Supplier) -> None:
        name_representative(supplier_id=supplier.pk, person=form.person, by=request.user)

    return _entry(request, code, form, act, title=_("Who acts for the provider"))


@login_required
@require_POST
def representative_end(request: PersonRequest, pk: int) -> HttpResponse:
    """Today is the last day on which somebody acts for the provider."""
    row = get_object_or_404(Representative.objects.select_related("supplier"), pk=pk)
    act = partial(end_representative, representative_id=pk, by=request.user)
    attempt(request, act, done=_("Today is the last day."))
    return redirect("proposals:provider", code=row.supplier.credit_code)


@login_required
@require_http_methods(["GET", "POST"])
def provider_training(request: PersonRequest, code: str) -> HttpResponse:
    form = TrainingForm(request.POST or None)

    def act(supplier: Supplier) -> None:
        record_training(supplier_id=supplier.pk, by=request.user, **form.cleaned_data)

    return _entry(request, code, form, act, title=_("A training that was passed"))


@login_required
@require_http_methods(["GET", "POST"])
def provider_breach(request: PersonRequest, code: str) -> HttpResponse:
    form = BreachForm(request.POST or None)

    def act(supplier: Supplier) -> None:
        record_breach(supplier_id=supplier.pk, by=request.user, **form.cleaned_data)

    return _entry(request, code, form, act, title=_("A breach"))


@login_required
@require_http_methods(["GET", "POST"])
def provider_offer(request: PersonRequest, code: str) -> HttpResponse:
    form = OfferForm(request.POST or None)
    today = local_day(database_now())

    def act(supplier: Supplier) -> None:
        offer_item(supplier_id=supplier.pk, by=request.user, **form.cleaned_data)

    def refusal(supplier: Supplier) -> Refusal | None:
        if represents(request.user, supplier.pk, today=today):
            return None
        return why_not_keep_register(by=request.user)

    return _entry(request, code, form, act, title=_("A service for the library"), why_not=refusal)


def _entry(
    request: PersonRequest,
    code: str,
    form: forms.Form,
    act: Callable[[Supplier], Any],
    *,
    title: str,
    why_not: Callable[[Supplier], Refusal | None] | None = None,
) -> HttpResponse:
    """One entry about a provider on a page of its own, then back to the provider."""
    supplier = get_object_or_404(Supplier, credit_code=code)
    refusal = why_not(supplier) if why_not else why_not_keep_register(by=request.user)
    if request.method == "POST" and carried_out(form, lambda: act(supplier)):
        messages.success(request, _("Entered."))
        return redirect("proposals:provider", code=code)
    context = {"supplier": supplier, "form": form, "title": title,
               "refusal": None if request.method == "POST" else refusal}  # fmt: skip
    return render(request, "proposals/provider_form.html", context)
