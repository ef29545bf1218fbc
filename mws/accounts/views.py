"""One's own page: who I am here, what I may do and until when, where I live, my messages."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mws.accounts import rules, services
from mws.accounts.forms import ClaimForm, NameForm, ReachForm
from mws.accounts.phones import masked_phone
from mws.accounts.requests import PersonRequest
from mws.accounts.selectors import addresses_of, profile_of, standing_residency
from mws.core.attempts import attempt
from mws.core.refusals import Refused
from mws.notifications import services as notifications
from mws.notifications.selectors import (
    inbox_messages,
    inbox_rows,
    inbox_threads,
    reach_of,
    thread_rows,
    unread_count,
)
from mws.places.models import Place
from mws.places.selectors import search_communities

NEWEST = 5
PAGE = 20
FIELD_OF = {
    "no_move_date": "since", "moves_later": "since", "moved_before": "since", "no_kind": "proof",
    "not_by_file": "proof", "unknown_proof": "proof", "no_file": "upload", "empty": "upload",
    "too_large": "upload", "not_an_image": "upload", "too_many_pixels": "upload",
}  # fmt: skip
"""At which field of a claim a refusal stands; others stand above the form."""


@login_required
@require_GET
def me(request: PersonRequest) -> HttpResponse:
    person = request.user
    newest = list(inbox_messages(person)[:NEWEST])
    residency = standing_residency(person)
    chosen, addresses = reach_of(person), addresses_of(person.pk)
    context = {
        "person": person,
        "phone": masked_phone(person.verified_phone),
        "profile": profile_of(person),
        "residency": residency,
        "may_match": residency and not rules.why_not_match(residency, by=person),
        "why_not_rename": rules.why_not_rename(person, name=person.display_name or "-"),
        "inbox": inbox_rows(newest),
        "urgent_ways": [w.label for w in chosen.ways(is_urgent=True) if addresses.of(w)],
        "ordinary_ways": [w.label for w in chosen.ways(is_urgent=False) if addresses.of(w)],
        "unread": unread_count(person),
    }
    return render(request, "accounts/me.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def rename(request: PersonRequest) -> HttpResponse:
    form = NameForm(request.POST or None, initial={"name": request.user.display_name})
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_person(name=form.cleaned_data["name"], by=request.user)
        except Refused as refused:
            form.add_error(None, refused.refusal.message)
        else:
            messages.success(request, _("Your name is kept."))
            return redirect("accounts:me")
    refusal = rules.why_not_rename(request.user, name="-")
    return render(request, "accounts/rename.html", {"form": form, "refusal": refusal})


@login_required
@require_GET
def messages_list(request: PersonRequest) -> HttpResponse:
    page = Paginator(inbox_threads(request.user), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "threads": thread_rows(request.user, list(page)),
        "unread": unread_count(request.user),
    }
    return render(request, "accounts/messages.html", context)


@login_required
@require_POST
def messages_read(request: PersonRequest) -> HttpResponse:
    notifications.mark_all_read(by=request.user)
    messages.success(request, _("All messages are marked as read."))
    return redirect("accounts:messages")


@login_required
@require_POST
def message_open(request: PersonRequest, pk: UUID) -> HttpResponse:
    """Mark a message as read and go on to what it is about."""
    message = get_object_or_404(inbox_messages(request.user), pk=pk)
    notifications.mark_read(message_id=message.pk, by=request.user)
    return redirect(message.url or "accounts:messages")


@login_required
@require_http_methods(["GET", "POST"])
def reach(request: PersonRequest) -> HttpResponse:
    """Choose how messages reach me besides the inbox."""
    chosen, addresses = reach_of(request.user), addresses_of(request.user.pk)
    form = ReachForm(
        request.POST if request.method == "POST" else None, addresses=addresses,
        initial={"urgent": chosen.ways(is_urgent=True), "ordinary": chosen.ways(is_urgent=False)},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            notifications.choose_reach(by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.refusal.message)
        else:
            messages.success(request, _("Kept: messages reach you as you chose."))
            return redirect("accounts:me")
    return render(request, "accounts/reach.html", {"form": form, "addresses": addresses})


@login_required
@require_GET
def home_find(request: PersonRequest) -> HttpResponse:
    """Find my community by its name, or by the name of the estate or village."""
    text = request.GET.get("q", "").strip()
    hits = search_communities(text)
    return render(request, "accounts/home_find.html", {"text": text, "hits": hits})


@login_required
@require_http_methods(["GET", "POST"])
def home_claim(request: PersonRequest, code: str) -> HttpResponse:
    place = get_object_or_404(Place.objects.communities().select_related("parent"), code=code)
    form = ClaimForm(
        request.POST or None, request.FILES or None, place=place,
        moves=request.user.home is not None,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            claim = services.claim_residency(
                place_id=place.pk, by=request.user, **form.cleaned_data
            )
        except Refused as refused:
            form.add_error(FIELD_OF.get(refused.code), str(refused.refusal.message))
        else:
            messages.success(request, _("Kept. The community office verifies it."))
            may_match = rules.why_not_match(claim, by=request.user) is None
            return redirect("accounts:home_match" if may_match else "accounts:me")
    refusal = rules.why_not_claim(request.user, place)
    context = {"place": place, "form": form, "refusal": refusal}
    return render(request, "accounts/home_claim.html", context)


@login_required
@require_POST
def claim_withdraw(request: PersonRequest) -> HttpResponse:
    residency = standing_residency(request.user)
    if residency is not None:
        act = partial(services.withdraw_claim, residency_id=residency.pk, by=request.user)
        attempt(request, act, done=_("Your claim is withdrawn."))
    return redirect("accounts:me")
