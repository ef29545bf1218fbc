"""The measured database: counts from outside the site, pgbench beside it, copies of it."""

from __future__ import annotations

import re
import subprocess
from urllib.parse import urlsplit

import psycopg


class Database:
    """A seeded city on PostgreSQL, by its URL."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.name = urlsplit(url).path.strip("/")
        self.server = url.rsplit("/", 1)[0]

    def value(self, sql: str) -> int:
        with psycopg.connect(self.url) as connection:
            return int(connection.execute(sql).fetchone()[0])  # type: ignore[index]

    def change(self, sql: str) -> int:
        """How many rows were changed."""
        with psycopg.connect(self.url) as connection:
            return connection.execute(sql).rowcount

    def counts(self) -> dict[str, int]:
        """What must be equal after every run, and what must be zero."""
        return {
            "ballots": self.value("SELECT count(*) FROM voting_ballotslot"),
            "roll marks": self.value("SELECT count(*) FROM voting_rollentry WHERE has_voted"),
            "deadlocks": self.value(
                "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
            ),
        }

    def copy(self, name: str) -> Database:
        """Nobody may be connected meanwhile."""
        with psycopg.connect(f"{self.server}/postgres", autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{self.name}"')
        return Database(f"{self.server}/{name}")

    def drop(self) -> None:
        with psycopg.connect(f"{self.server}/postgres", autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def pgbench(self, *, clients: int, seconds: int) -> dict[str, object]:
        """Single-row commits: what the disk and the database allow at all."""
        script = "INSERT INTO load_bare (person) VALUES (1);\n"
        done = subprocess.run(
            ["pgbench", "--no-vacuum", f"--client={clients}", "--jobs=2", f"--time={seconds}",
             "--file=/dev/stdin", self.url],
            input=script, capture_output=True, text=True, check=True,
        )  # fmt: skip
        rate = re.search(r"tps = ([\d.]+)", done.stdout)
        delay = re.search(r"latency average = ([\d.]+)", done.stdout)
        return {
            "rate_per_second": float(rate[1]) if rate else 0,
            "mean_ms": float(delay[1]) if delay else 0, "clients": clients,
        }  # fmt: skip
