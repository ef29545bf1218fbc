"""What all pages of the settings desk share: who finds them, how they look, how they act."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.accounts.requests import PersonRequest
from mws.accounts.selectors import places_where
from mws.core.refusals import Refused

View = Callable[..., HttpResponse]


def desk_page(*permissions: Permission) -> Callable[[View], View]:
    """A page for whoever holds one of the permissions somewhere; for others it does not exist."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not any(places_where(request.user, permission) for permission in permissions):
                raise Http404
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return decorate


def sections_of(person: User) -> list[tuple[str, str, str]]:
    """The parts of the desk that this person has: (label, address, what it is for)."""
    parts = [
        (Permission.RULES_EDIT, _("Rules"), "rule_sets",
         _("Caps, quorum, majorities and time limits of a year, each with its legal basis.")),
        (Permission.RULES_EDIT, _("Proofs"), "proofs",
         _("What is accepted as proof that somebody lives here, and how it is shown.")),
        (Permission.RULES_EDIT, _("Working days"), "calendar",
         _("Holidays and make-up workdays, by which all time limits are counted.")),
        (Permission.RULES_EDIT, _("Reasons"), "reasons",
         _("Reasons kept ready for returns, refusals and mergers.")),
        (Permission.RULES_EDIT, _("Negative list"), "clauses",
         _("The grounds on which a proposal is not admitted, each with its legal basis.")),
        (Permission.PLACE_EDIT, _("Places"), "places",
         _("Sub-districts, communities, committees and estates; what a community says of itself.")),
        (Permission.MEMBERSHIP_GRANT, _("Roles"), "people",
         _("Who holds which office where, from when to when.")),
        (Permission.MEMBERSHIP_GRANT, _("Desks"), "desks",
         _("The offices and bodies that are asked about a file, and who answers there.")),
        (Permission.ROUND_OPEN, _("Rounds"), "rounds",
         _("Prepare a community's round with its dates, and open it.")),
        (Permission.FUND_ALLOCATE, _("Allocations"), "allocations",
         _("Enter the money a community receives; another person confirms it.")),
        (Permission.FUND_CONFIRM, _("Allocations"), "allocations",
         _("Confirm the money a community receives, which another person has entered.")),
        (Permission.FUND_ALLOCATE, _("Years and books"), "year_ends",
         _("Close a year, and take over the books that a community kept itself.")),
        (Permission.FUND_CONFIRM, _("Years and books"), "year_ends",
         _("Close a year, and take over the books that a community kept itself.")),
    ]  # fmt: skip
    found: dict[str, tuple[str, str, str]] = {}
    for permission, label, name, purpose in parts:
        if places_where(person, permission):
            found.setdefault(name, (label, reverse(f"settings_desk:{name}"), purpose))
    return list(found.values())


def desk_render(request: PersonRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page of the desk under the names of its parts."""
    sections = sections_of(request.user)
    tabs = [(label, url, request.path.startswith(url)) for label, url, _purpose in sections]
    if len(tabs) == 1:  # a tab alone would be an orphan, and no way back
        tabs.insert(0, (_("My queue"), reverse("pages:desk"), False))
    return render(request, f"settings_desk/{template}", {"tabs": tabs} | context)


def form_page(
    request: PersonRequest, form: forms.Form, *, title: str, action: str, back: str, **more: Any
) -> HttpResponse:
    """A page that is one form. ``more``: ``over`` (a line above), ``lead`` (below the title),
    ``why_not`` (a rule's refusal, which takes the place of the form)."""
    context = {"form": form, "title": title, "action": action, "back": back} | more
    return desk_render(request, "form.html", context)


def done(
    request: PersonRequest, form: forms.Form, service: Callable[..., Any], said: str, **facts: Any
) -> bool:
    """Let a service act on a posted form. A refusal stands on the form, and nothing typed is
    lost; what was done is said on the next page."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        service(**facts, **form.cleaned_data, by=request.user)
    except Refused as refused:
        form.add_error(None, str(refused.refusal.message))
        return False
    messages.success(request, said)
    return True


def done_at_once(
    request: PersonRequest, service: Callable[..., Any], said: str, **facts: Any
) -> None:
    """Let a service act on a single button; a refusal is said on the next page."""
    try:
        service(**facts, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused.refusal.message))
    else:
        messages.success(request, said)
