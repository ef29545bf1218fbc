"""Handing a code over to a gateway without letting the person wait for it.

How long an answer takes must not tell whether a number or address has an account: so in
production the gateway is called beside the request. A code is stored nowhere meanwhile; when the
process dies it is lost, and the person asks for another one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.conf import settings

logger = logging.getLogger(__name__)
_couriers = ThreadPoolExecutor(max_workers=8, thread_name_prefix="courier")


def hand_over(deliver: Callable[[], Any]) -> None:
    """Call it, now or beside the request; what it raises is logged and not shown: a message that
    only an existing account can cause would tell that it exists."""
    if settings.MWS_CODES_BESIDE_REQUEST:
        _couriers.submit(_logged, deliver)
    else:
        _logged(deliver)


def _logged(deliver: Callable[[], Any]) -> None:
    try:
        deliver()
    except Exception:
        logger.exception("a code was not taken by the gateway")
