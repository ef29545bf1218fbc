"""The yardstick: the same middleware and session, and one INSERT."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from mws.urls import urlpatterns as ours
from tests.load.bare_row import write_row


@login_required
@transaction.atomic
def bare(request: HttpRequest) -> HttpResponse:
    write_row()
    return HttpResponse(status=204)


urlpatterns = [path("bare/", bare), *ours]
