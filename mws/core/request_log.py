"""Logs for machines: one JSON object a line, each with the id of the request it belongs to.

No bodies, no query strings, no addresses of visitors, no names. Requests of a residents' vote
carry the hour only and no duration: a time per request beside a secret ballot box would help to
tell who cast which ballot.
"""

from __future__ import annotations

import json
import logging
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponseBase

logger = logging.getLogger("mws.requests")
HEADER = "X-Request-ID"
SECRET_PATHS = re.compile(r"^/(en/)?votes/")
_ACCEPTABLE = re.compile(r"^[0-9a-zA-Z-]{8,64}$")
_request_id: ContextVar[str] = ContextVar("request_id", default="")


class RequestLogMiddleware:
    """Outermost: gives each request its id (the proxy's, where it sent one), logs how it ended."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get(HEADER, "")
        token = _request_id.set(given if _ACCEPTABLE.match(given) else uuid.uuid4().hex)
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            response.headers[HEADER] = _request_id.get()
            facts: dict[str, object] = {
                "method": request.method, "path": request.path, "status": response.status_code,
            }  # fmt: skip
            if not SECRET_PATHS.match(request.path):
                facts["ms"] = round((time.perf_counter() - began) * 1000)
            logger.info("request", extra={"facts": facts})
        finally:
            _request_id.reset(token)
        return response


class JsonFormatter(logging.Formatter):
    """One line a record: time (UTC), level, logger, message, request id, facts, traceback."""

    def format(self, record: logging.LogRecord) -> str:
        facts = getattr(record, "facts", {})
        moment = datetime.fromtimestamp(record.created, UTC)
        if _is_secret(record):
            moment = moment.replace(minute=0, second=0, microsecond=0)
        line: dict[str, object] = {
            "time": moment.isoformat(timespec="milliseconds"), "level": record.levelname,
            "logger": record.name, "message": record.getMessage(),
        }  # fmt: skip
        if request_id := _request_id.get():
            line["request"] = request_id
        line |= facts
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def _is_secret(record: logging.LogRecord) -> bool:
    """Our own line, or one of Django's about a request."""
    path = getattr(record, "facts", {}).get("path") or getattr(
        getattr(record, "request", None), "path", ""
    )
    return bool(SECRET_PATHS.match(str(path)))
