"""The site, and beside it the yardstick: the least that a view with one durable row costs."""

from django.contrib.auth.decorators import login_required
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from mws.urls import handler500, urlpatterns

__all__ = ["handler500", "urlpatterns"]


@login_required
@require_POST
def bare(request: HttpRequest) -> HttpResponse:
    """One INSERT in one transaction, with the same middleware and session as a cast."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO load_bare (person) VALUES (%s)", [request.user.pk])
    return HttpResponse("ok")


urlpatterns = [path("load/bare/", bare), *urlpatterns]
