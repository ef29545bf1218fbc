"""Roll and box of each poll in tables of their own, so that the seal can throw them away whole.

PostgreSQL keeps with each row the transaction that wrote it, and deleted rows until they are
cleaned up. A roll line and a ballot written together could be matched by that. So the two tables
are partitioned by poll; after the seal the roll is written anew in the order of residents and the
old tables are dropped. SQLite has no such columns; there the file is rewritten (VACUUM).

Tables are made and dropped by their owner: over DATABASE_OWNER_URL where it is set, else over the
connection at hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection, connections, transaction
from django.db.migrations.operations.base import Operation

ROLL, BOX = "voting_rollentry", "voting_ballotslot"
OWNER = "owner"
# Who throws a partition away has these to itself for a moment, since foreign keys go with it; taken
# in the order of a cast, so that the one waits for the other and neither for both. Not the other
# partitions: whoever reads them comes by their parent.
_TO_ITSELF = ", ".join(f"ONLY {table}" for table in ("voting_poll", ROLL, "accounts_user", BOX))
_FORGETTING = 0x6D77_7332  # "mws2": the advisory lock that lets one process at a time do it
# A partition keeps these beside the key of its poll; PostgreSQL wants the poll in each.
_KEYS = {
    ROLL: (
        'ADD CONSTRAINT "voting_rollentry_once" UNIQUE (poll_id, resident_id)',
        "ADD FOREIGN KEY (resident_id) REFERENCES accounts_user (id) DEFERRABLE INITIALLY DEFERRED",
    ),
    BOX: (
        'ADD CONSTRAINT "voting_ballotslot_one_per_slot" UNIQUE (poll_id, slot)',
        'ADD CONSTRAINT "voting_ballotslot_leaf_once" UNIQUE (poll_id, leaf)',
    ),
}


def add_partitions(poll_id: UUID) -> None:
    """Room for roll and box of a poll; a second time does nothing. Locks no other poll's."""
    if connection.vendor != "postgresql":
        return
    with _owner() as cursor:
        for table in (ROLL, BOX):
            name = _name(table, poll_id)
            cursor.execute("SELECT to_regclass(%s)", [name])
            if cursor.fetchone()[0] is None:
                cursor.execute(f"CREATE TABLE {name} (LIKE {table} INCLUDING ALL)")
                cursor.execute(_attach(table, name, poll_id))


def rewrite_roll_and_drop_box(poll_id: UUID) -> None:
    """Write the roll anew in the order of residents and drop what lay there before.

    Safe to repeat. On PostgreSQL one short transaction; on SQLite the file is rewritten, which is
    left out inside a transaction (tests), where SQLite cannot.
    """
    if connection.vendor == "sqlite":
        if not connection.in_atomic_block:
            with connection.cursor() as cursor:
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    roll, box = _name(ROLL, poll_id), _name(BOX, poll_id)
    with _owner() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '3s'")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_FORGETTING])
        cursor.execute(f"CREATE TABLE {roll}_new (LIKE {ROLL} INCLUDING ALL)")
        cursor.execute(f"INSERT INTO {roll}_new SELECT * FROM {roll} ORDER BY resident_id")
        cursor.execute(f"LOCK TABLE {_TO_ITSELF} IN ACCESS EXCLUSIVE MODE")
        cursor.execute(f"ALTER TABLE {ROLL} DETACH PARTITION {roll}")
        cursor.execute(f"DROP TABLE {roll}")
        cursor.execute(f"ALTER TABLE {roll}_new RENAME TO {roll}")
        cursor.execute(_attach(ROLL, roll, poll_id))
        cursor.execute("SELECT to_regclass(%s)", [box])
        if cursor.fetchone()[0] is not None:
            cursor.execute(f"ALTER TABLE {BOX} DETACH PARTITION {box}")
            cursor.execute(f"DROP TABLE {box}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


class PartitionByPoll(Operation):
    """Turn a table into one with a partition for each poll; on SQLite nothing happens."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: Any) -> None:
        """How a table is stored is no part of Django's model state."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        table, before = self.table, f"{self.table}_before"
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} RENAME TO {before}")
            cursor.execute(
                f"CREATE TABLE {table} (LIKE {before} INCLUDING DEFAULTS INCLUDING CONSTRAINTS) "
                "PARTITION BY LIST (poll_id)"
            )
            cursor.execute("SELECT id FROM voting_poll WHERE NOT is_imported AND state <> 'draft'")
            for (poll_id,) in cursor.fetchall():
                cursor.execute(
                    f"CREATE TABLE {_name(table, poll_id)} PARTITION OF {table} "
                    f"FOR VALUES IN ('{poll_id}')"
                )
            cursor.execute(f"INSERT INTO {table} SELECT * FROM {before} ORDER BY id")
            cursor.execute(f"DROP TABLE {before}")
            cursor.execute(f"ALTER TABLE {table} ADD PRIMARY KEY (poll_id, id)")
            cursor.execute(
                f"ALTER TABLE {table} ADD FOREIGN KEY (poll_id) REFERENCES voting_poll (id) "
                "DEFERRABLE INITIALLY DEFERRED"
            )
            for key in _KEYS[table]:
                cursor.execute(f"ALTER TABLE {table} {key}")
            if table == ROLL:
                cursor.execute(f"CREATE INDEX ON {table} (resident_id)")

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        """A partitioned table serves the earlier models as well."""

    def describe(self) -> str:
        return f"Keep {self.table} apart for each poll"


def _name(table: str, poll_id: UUID) -> str:
    return f"{table}_{UUID(str(poll_id)).hex}"


def _attach(table: str, name: str, poll_id: UUID) -> str:
    return f"ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES IN ('{UUID(str(poll_id))}')"


@contextmanager
def _owner() -> Iterator[Any]:
    """A cursor of the tables' owner, in a transaction."""
    alias = OWNER if OWNER in connections else connection.alias
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        yield cursor
