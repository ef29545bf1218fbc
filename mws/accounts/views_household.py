"""Signing in with a number that serves two people: who are you?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mws.accounts.household import stage_of


@never_cache
@require_http_methods(["GET", "POST"])
def who(request: HttpRequest) -> HttpResponse:
    """The names that a number serves, shown to whoever has entered a code from it just now."""
    stage = stage_of(request)
    if request.user.is_authenticated or stage is None:
        return redirect("account_login")
    people = {str(person.pk): person for person in stage.people}
    error = ""
    if request.method == "POST":
        chosen = people.get(request.POST.get("person", ""))
        if chosen is not None:
            return stage.choose(chosen)
        error = _("Choose who you are.")
    context = {"people": list(people.values()), "error": error}
    return render(request, "accounts/who.html", context)
