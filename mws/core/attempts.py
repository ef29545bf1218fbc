"""How a view calls a service: what was refused is said, what was done is confirmed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import Promise

from mws.core.refusals import Refused


def attempt(request: HttpRequest, act: Callable[[], Any], *, done: str | Promise) -> bool:
    """Run the service; True when it was done. Either way the person reads what happened."""
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused.refusal.message))
        return False
    messages.success(request, str(done))
    return True
