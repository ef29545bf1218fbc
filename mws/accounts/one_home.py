"""The constraint that a person has one home a day, in the words of each database.

PostgreSQL: an exclusion constraint; ranges alone, so that no extension is needed. SQLite: two
triggers, which go with the old table whenever a migration rebuilds ``accounts_residency``: such a
migration repeats this operation (a test tells).
"""

from __future__ import annotations

from mws.core.append_only import Triggers

NAME = "accounts_residency_one_home_a_day"
_COUNTS = "({row}status = 'verified' OR ({row}status = 'ended' AND {row}until IS NOT NULL))"

_POSTGRESQL = f"""
ALTER TABLE accounts_residency ADD CONSTRAINT {NAME} EXCLUDE USING gist (
    int8range(user_id, user_id, '[]') WITH &&,
    daterange(since, until, '[]') WITH &&
) WHERE {_COUNTS.format(row="")}
"""
_SQLITE = """
CREATE TRIGGER {name}_{event} BEFORE {event} ON accounts_residency
WHEN {new} AND EXISTS (
    SELECT 1 FROM accounts_residency old
    WHERE old.user_id = NEW.user_id AND old.id IS NOT NEW.id AND {old}
      AND (old.since IS NULL OR NEW.until IS NULL OR old.since <= NEW.until)
      AND (NEW.since IS NULL OR old.until IS NULL OR NEW.since <= old.until)
)
BEGIN SELECT RAISE(ABORT, '{name}'); END
"""


def one_home_a_day() -> Triggers:
    """The operation for a migration."""
    events = ("insert", "update")
    drop = [f"DROP TRIGGER IF EXISTS {NAME}_{event}" for event in events]
    off = f"ALTER TABLE accounts_residency DROP CONSTRAINT IF EXISTS {NAME}"
    words = {
        "name": NAME, "new": _COUNTS.format(row="NEW."), "old": _COUNTS.format(row="old.")
    }  # fmt: skip
    make = [_SQLITE.format(event=event, **words) for event in events]
    return Triggers(
        postgresql=[off, _POSTGRESQL], sqlite=[*drop, *make],
        undo={"postgresql": [off], "sqlite": drop},
    )  # fmt: skip
