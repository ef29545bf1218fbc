"""Elder mode and the order of a ballot: one small form that works without a session.

Whoever is signed in finds elder mode on their other devices too.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from mws.accounts import services
from mws.core import display


# Exempt: nothing of anybody's changes but how pages are shown, and a token would set a cookie on
# every anonymous page. A form of another site comes without the session's cookie (SameSite).
@csrf_exempt
@require_POST
def set_display(request: HttpRequest) -> HttpResponse:
    """Keep what was asked for in a cookie and go back to the page it was asked on."""
    response = HttpResponseRedirect(_back(request))
    if "elder" in request.POST:
        on = request.POST["elder"] == "1"
        display.keep_elder(response, on=on)
        if request.user.is_authenticated:
            services.prefer_elder(on=on, by=request.user)
    order = display.order_of(request.POST.get("order", ""))
    if order is not None:
        display.keep_fair_order(response, order=order)
    return response


def _back(request: HttpRequest) -> str:
    """The page asked on, if it is one of ours."""
    page = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return page if is_ours else "/"
