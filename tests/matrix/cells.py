"""One cell: this person asks for, or posts to, this address. What came of it, in a word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from django.db import connection
from django.test import Client

# What a request may leave behind without having done anything: where one stands, not what is true.
# That somebody looked at personal data is noted, for the person to read.
# The editors' group is a copy of the roles, brought into step at the door of the editor.
TRACES = {"accounts_session", "core_cache", "usersessions_usersession", "accounts_user_groups",
          "accounts_sensitiveview", "audit_heartbeat"}  # fmt: skip
_WRITE = re.compile(r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.I)
_FORM = re.compile(rb'<main\b.*<form[^>]*method="post"', re.S)
ALLOWED = frozenset({"ok", "done"})
HIDDEN = frozenset({"404", "405", "login"})


class Writes:
    """The tables in which rows were written and not rolled back again, in order."""

    def __init__(self) -> None:
        self._log: list[tuple[str, str]] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        is_insert = sql.startswith("INSERT INTO")  # with RETURNING, rows are counted too late
        if (match := _WRITE.match(sql)) and (is_insert or context["cursor"].rowcount != 0):
            self._log.append(("write", match[1]))
        elif sql.startswith("SAVEPOINT"):
            self._log.append(("savepoint", sql.split()[-1].strip('"')))
        elif sql.startswith("ROLLBACK TO SAVEPOINT"):
            self._forget(sql.split()[-1].strip('"'))
        return result

    def _forget(self, savepoint: str) -> None:
        names = [entry for entry in self._log if entry == ("savepoint", savepoint)]
        if names:
            del self._log[len(self._log) - 1 - self._log[::-1].index(names[-1]) :]

    @property
    def tables(self) -> set[str]:
        return {name for kind, name in self._log if kind == "write"} - TRACES


@contextmanager
def watched_writes() -> Iterator[Writes]:
    writes = Writes()
    with connection.execute_wrapper(writes):
        yield writes


def ask(client: Client, address: str, *, is_form: bool) -> tuple[str, set[str]]:
    """A GET, and the tables it wrote: none. A form's page that shows the reason why there is no
    form is ``why``."""
    with watched_writes() as writes:
        response = client.get(address)
    code = _code(response)
    if code == "ok" and is_form and not _FORM.search(response.content):
        code = "why"
    return code, writes.tables


def post(client: Client, address: str, data: dict[str, Any]) -> tuple[str, set[str]]:
    """A POST is ``done`` when a row was written, whatever the answer looks like."""
    with watched_writes() as writes:
        response = client.post(address, data)
    code = _code(response)
    if writes.tables:
        return "done", writes.tables
    return ("no" if code in ("ok", "away", "422", "204") else code), set()


def _code(response: Any) -> str:
    if response.status_code == 200:
        return "ok"
    if response.status_code in (301, 302):
        path = urlsplit(response["Location"]).path
        return "login" if path.endswith("/accounts/login/") else "away"
    return str(response.status_code)
