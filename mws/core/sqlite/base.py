"""Whoever has waited longest for the write lock looks most often whether it is free.

SQLite's own waiting does the contrary: it looks again after 1, 2, 5 … and at last every 100 ms, so
of sixteen processes that wrote without pause some were passed over until their patience ended.
"""

from __future__ import annotations

import sqlite3
import time

from django.db.backends.sqlite3 import base
from django.db.backends.utils import debug_transaction

FIRST, LEAST = 0.05, 0.001  # seconds between two looks
PATIENCE = 5.0  # seconds, where settings name no timeout: SQLite's own
LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def pause_after(waited: float) -> float:
    """How long to wait until the next look, in seconds."""
    return max(LEAST, FIRST / (1 + waited) ** 3)


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's, but for how a transaction begins."""

    transaction_mode: str | None

    def _start_transaction_under_autocommit(self) -> None:
        """Raises OperationalError ("database is locked") when ``timeout`` is over."""
        words = f"BEGIN {self.transaction_mode}" if self.transaction_mode else "BEGIN"
        patience = float(self.settings_dict["OPTIONS"].get("timeout", PATIENCE))
        begin, waited = time.monotonic(), 0.0
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            with debug_transaction(self, words), self.wrap_database_errors:
                while not self._has_begun(words, is_last=waited >= patience):
                    time.sleep(pause_after(waited))
                    waited = time.monotonic() - begin
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")

    def _has_begun(self, words: str, *, is_last: bool) -> bool:
        """Not through a cursor of Django's: a look in vain costs a twentieth so."""
        try:
            self.connection.execute(words)
        except sqlite3.OperationalError as error:
            if is_last or error.sqlite_errorcode & 0xFF not in LOCKED:
                raise
            return False
        return True
