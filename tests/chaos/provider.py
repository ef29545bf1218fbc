"""An SMS provider of our own on the loopback: keeps each id once, as providers do, and at chosen
moments has the sender killed."""

from __future__ import annotations

import json
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BEFORE = "before it was taken"
AFTER = "after it was taken, before the answer"
ANSWERED = "as it was answered"
MOMENTS = (BEFORE, AFTER, ANSWERED)


class Provider:
    """``with Provider(traps, kill) as provider``. A trap is how many messages have arrived when it
    springs, and the moment of the next message at which ``kill`` is called."""

    def __init__(self, traps: Iterable[tuple[int, str]], kill: Callable[[], None]) -> None:
        self.taken: dict[str, str] = {}  # id, number
        self.calls: Counter[str] = Counter()
        self.sprung: list[str] = []
        self.traps, self.kill = deque(traps), kill
        self.lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))

    def __enter__(self) -> Provider:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/"

    def moment(self) -> str:
        """The trap that the message at hand springs; "" if it passes."""
        with self.lock:
            if self.traps and len(self.taken) >= self.traps[0][0]:
                self.sprung.append(self.traps.popleft()[1])
                return self.sprung[-1]
        return ""

    def take(self, message_id: str, to: str) -> None:
        with self.lock:
            self.taken[message_id] = to
            self.calls[message_id] += 1


def _handler_of(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            moment = provider.moment()
            if moment != BEFORE:
                provider.take(sent["id"], sent["to"])
            if moment not in (BEFORE, AFTER):
                with suppress(ConnectionError):  # the other sender, killed meanwhile
                    self.send_response(200)
                    self.end_headers()
            if moment:
                provider.kill()

        def log_message(self, *words: object) -> None:
            pass

    return Handler
