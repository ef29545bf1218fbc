"""/healthz: the process answers. /readyz: the node may have visitors, field by field."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mws.pages import health


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Asks nobody: a process that answers need not be started anew."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    found = health.findings()
    is_ready = health.is_ready(found)
    fields = {finding.name: finding.value for finding in found}
    return JsonResponse({"ready": is_ready, **fields}, status=200 if is_ready else 503)
