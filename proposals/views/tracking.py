"""Following a case without signing in."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mws.accounts.devices import device_of, note_device
from mws.core.clock import database_now
from proposals.forms.tracking import TrackForm
from proposals.selectors.tracking import TrackedCase, tracked_case

APP = "allauth.account"  # whose table of limits is ours too (ACCOUNT_RATE_LIMITS)
UNKNOWN = _("No case has this number together with these figures. Compare both with the receipt.")
TOO_OFTEN = _("Too many tries. Wait five minutes, or ask at the community office.")


@never_cache
@csrf_exempt
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Posted, so that no address and no log keeps the figures; it changes nothing, so it needs no
    token and no session. An unknown number and wrong figures get the same answer."""
    form = (
        TrackForm(request.POST) if request.method == "POST" else TrackForm(initial=_asked(request))
    )
    case = _found(request, form) if form.is_bound and form.is_valid() else None
    response = render(request, "proposals/track.html", {"form": form, "case": case})
    note_device(request, response)
    return response


def _asked(request: HttpRequest) -> dict[str, str]:
    """The number that a short address or the code on a receipt brings along."""
    return {"receipt_no": request.GET.get("no", "")[:60]}


def _found(request: HttpRequest, form: TrackForm) -> TrackedCase | None:
    """Each try counts for the receipt and for the device; a right one is given back."""
    number, digits = form.cleaned_data["receipt_no"], form.cleaned_data["digits"]
    counted = [("track_receipt", number), ("track_device", device_of(request) or number)]
    tries = [ratelimit.consume(request, app=APP, action=action, key=key) for action, key in counted]
    if not all(tries):
        form.add_error(None, TOO_OFTEN)
        return None
    case = tracked_case(number, digits, now=database_now())
    if case is None:
        form.add_error(None, UNKNOWN)
        return None
    for usage in tries:
        usage.rollback()
    return case
