"""Whoever holds the whole store tries to tell whose ballot one is: by transaction, place, order,
bytes. Before the seal it must find everybody, else it proves nothing; after it nobody."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from django.db import connection

from voting.models import Poll

Pairs = dict[int, str]


def linked_by_transaction(poll: Poll, table: str) -> Pairs:
    """Roll lines and ballots paired in the order of the transactions that wrote them; nobody where
    one transaction wrote all lines of a table, which then says nothing."""
    if connection.vendor != "postgresql":
        return {}
    lines = _by_transaction("voting_rollentry", "resident_id", poll, " AND has_voted")
    ballots = _by_transaction(table, "leaf", poll)
    if len({number for number, _value in lines}) == 1 or len({n for n, _v in ballots}) == 1:
        return {}
    return {resident: leaf for (_one, resident), (_other, leaf) in zip(lines, ballots, strict=True)}


def _by_transaction(table: str, column: str, poll: Poll, where: str = "") -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT xmin::text::bigint AS number, {column} FROM {table} "
            f"WHERE poll_id = %s{where} ORDER BY number", [poll.pk],
        )  # fmt: skip
        return cursor.fetchall()


def order_of(table: str, column: str, poll: Poll) -> list:
    """A table in the order in which its rows lie."""
    place = "ctid" if connection.vendor == "postgresql" else "rowid"
    where = " AND has_voted" if table == "voting_rollentry" else ""
    poll_id = poll.pk if connection.vendor == "postgresql" else poll.pk.hex
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM {table} WHERE poll_id = %s{where} ORDER BY {place}", [poll_id]
        )
        return [row[0] for row in cursor.fetchall()]


def correlation(truth: Pairs, residents: list[int], leaves: list[str]) -> float:
    """Spearman's rank correlation between two orders, over the pairs that are true."""
    first = {resident: rank for rank, resident in enumerate(residents)}
    second = {leaf: rank for rank, leaf in enumerate(leaves)}
    pairs = [(first[resident], second[leaf]) for resident, leaf in truth.items()]
    count = len(pairs)
    ranks = [
        {value: rank for rank, value in enumerate(sorted(pair[side] for pair in pairs))}
        for side in (0, 1)
    ]
    squares = sum((ranks[0][one] - ranks[1][other]) ** 2 for one, other in pairs)
    return 1 - 6 * squares / (count * (count * count - 1))


def bytes_of_store() -> bytes:
    """Everything that a copy of the database holds: a dump, or the file with its journal."""
    config = connection.settings_dict
    if connection.vendor == "sqlite":
        files = [Path(f"{config['NAME']}{suffix}") for suffix in ("", "-wal", "-shm")]
        return b"".join(file.read_bytes() for file in files if file.exists())
    environment = {**os.environ, "PGPASSWORD": config["PASSWORD"] or ""}
    command = ["pg_dump", "-h", config["HOST"], "-p", str(config["PORT"] or 5432), "-U",
               config["USER"], "--inserts", config["NAME"]]  # fmt: skip
    return subprocess.run(command, env=environment, capture_output=True, check=True).stdout
