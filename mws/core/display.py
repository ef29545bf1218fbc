"""How a visitor wants pages shown: elder mode and the fair order, each a cookie, no session."""

import hashlib
import secrets

from django.http import HttpRequest, HttpResponse

ELDER_COOKIE = "mws_elder"
ORDER_COOKIE = "mws_order"
ORDERS = 24  # the published permutations of a ballot's items; the cookie holds one's number

_A_YEAR = 365 * 24 * 3600


def is_elder(request: HttpRequest) -> bool:
    """Whether this browser asked for 长者模式."""
    return request.COOKIES.get(ELDER_COOKIE) == "1"


def keep_elder(response: HttpResponse, *, on: bool) -> None:
    """Remember the choice for a year, or forget it."""
    if on:
        _keep(response, ELDER_COOKIE, "1")
    else:
        response.delete_cookie(ELDER_COOKIE, samesite="Lax")


def fair_order(request: HttpRequest) -> int:
    """The number of this visitor's order, 0 to 23; drawn where the cookie has none, so keep it."""
    order = order_of(request.COOKIES.get(ORDER_COOKIE, ""))
    return secrets.randbelow(ORDERS) if order is None else order


def order_of(text: str) -> int | None:
    """The number of an order as a browser sends it; None for anything else."""
    return int(text) if text in map(str, range(ORDERS)) else None


def fair_place(digest: str, order: int, code: str) -> str:
    """Where a thing stands in the published order of that number: sort by it, as anyone can."""
    return hashlib.sha256(f"{digest}:{order}:{code}".encode()).hexdigest()


def keep_fair_order(response: HttpResponse, *, order: int) -> None:
    """Remember the order, so that a page looked at again stands as it stood."""
    _keep(response, ORDER_COOKIE, str(order))


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=_A_YEAR, samesite="Lax", httponly=True)
