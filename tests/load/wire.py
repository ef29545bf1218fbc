"""A browser's part of HTTP, and no more: so little work that the server stays what is measured."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from urllib.parse import urlencode

HOST = "load.example.org"
SESSION, CSRF = "__Host-session", "__Host-csrf"
TOKEN = "x" * 32
TIMEOUT = 30.0


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked; ``session`` "" is an anonymous visitor. ``tag`` says whose it is."""

    path: str
    form: tuple[tuple[str, str], ...] | None = None
    session: str = ""
    tag: object = None

    def encoded(self) -> bytes:
        lines = [
            f"{'GET' if self.form is None else 'POST'} {self.path} HTTP/1.1", f"Host: {HOST}",
            "X-Forwarded-Proto: https", "X-Forwarded-For: 198.51.100.7",
        ]  # fmt: skip
        if self.session:
            lines.append(f"Cookie: {SESSION}={self.session}; {CSRF}={TOKEN}")
        body = b""
        if self.form is not None:
            body = urlencode([*self.form, ("csrfmiddlewaretoken", TOKEN)]).encode()
            lines += [
                f"Origin: https://{HOST}", "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body)}",
            ]  # fmt: skip
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@dataclass(slots=True)
class Answer:
    status: int
    headers: bytes
    body: bytes


@dataclass
class Wire:
    """One connection, kept open; opened anew when the server has closed it."""

    port: int
    socket: socket.socket | None = field(default=None)

    def ask(self, request: Request) -> Answer:
        """Raises OSError where no answer comes. A kept connection that was closed meanwhile is
        opened anew once, before anything of the answer was read."""
        data = request.encoded()
        for attempt in (0, 1):
            is_new = self.socket is None
            try:
                if self.socket is None:
                    self.socket = socket.create_connection(("127.0.0.1", self.port), TIMEOUT)
                    self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.socket.sendall(data)
                return self._read()
            except OSError:
                self.close()
                # A form is not sent twice: the first may have arrived.
                if is_new or attempt or request.form is not None:
                    raise
        raise OSError("not reached")

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def _read(self) -> Answer:
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._receive()
        head, _, body = data.partition(b"\r\n\r\n")
        lowered = head.lower()
        status = int(head[9:12])
        if b"content-length:" in lowered:
            length = int(lowered.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
            while len(body) < length:
                body += self._receive()
        elif status not in (204, 304):
            while not body.endswith(b"0\r\n\r\n"):
                body += self._receive()
        if b"connection: close" in lowered:
            self.close()
        return Answer(status, head, body)

    def _receive(self) -> bytes:
        part = self.socket.recv(65_536) if self.socket else b""
        if not part:
            raise ConnectionResetError("closed before the answer was complete")
        return part
