"""The guard of the ballot box in the database: ballots are written only while the poll is open,
by the database's own clock. The row lock makes a closing poll wait for casts in flight, and a
waiting cast read the state again."""

from __future__ import annotations

from mws.core.append_only import Triggers

_OPEN_PG = "state = 'open' AND clock_timestamp() >= opens_at AND clock_timestamp() < closes_at"
_OPEN_SQLITE = (
    "state = 'open' AND julianday('now') >= julianday(opens_at) "
    "AND julianday('now') < julianday(closes_at)"
)


def ballot_box_triggers() -> Triggers:
    """INSERT and UPDATE while open; DELETE while open (withdrawal) or closing (the seal)."""
    return Triggers(
        postgresql=[
            f"""
CREATE OR REPLACE FUNCTION voting_ballot_box_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM voting_poll WHERE id = COALESCE(NEW.poll_id, OLD.poll_id)
        AND (({_OPEN_PG}) OR (TG_OP = 'DELETE' AND state = 'closing')) FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the poll is not open' USING ERRCODE = '23514';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$
""",
            "CREATE TRIGGER voting_ballotslot_guard BEFORE INSERT OR UPDATE OR DELETE "
            "ON voting_ballotslot FOR EACH ROW EXECUTE FUNCTION voting_ballot_box_guard()",
        ],
        sqlite=[
            f"CREATE TRIGGER voting_ballotslot_guard_{verb} BEFORE {verb} ON voting_ballotslot "
            f"WHEN NOT EXISTS (SELECT 1 FROM voting_poll WHERE id = {row}.poll_id "
            f"AND (({_OPEN_SQLITE}){extra})) "
            "BEGIN SELECT RAISE(ABORT, 'the poll is not open'); END"
            for verb, row, extra in (
                ("INSERT", "NEW", ""),
                ("UPDATE", "NEW", ""),
                ("DELETE", "OLD", " OR state = 'closing'"),
            )
        ],
        undo={
            "postgresql": ["DROP TRIGGER IF EXISTS voting_ballotslot_guard ON voting_ballotslot"],
            "sqlite": [
                f"DROP TRIGGER IF EXISTS voting_ballotslot_guard_{verb}"
                for verb in ("INSERT", "UPDATE", "DELETE")
            ],
        },
    )


# What a voter was promised when the list was frozen, and what stands once the box was counted.
_FROZEN = (
    "round_id", "choices_max", "budget_fen", "rule", "items_sha256", "tie_seed_sha256",
    "roll_size", "frozen_at", "is_imported",
)  # fmt: skip
_SEALED = ("opens_at", "closes_at", "sealed_at", "ballot_count", "root_sha256", "tie_seed")
_STATES = ("draft", "frozen", "open", "closing", "reconciling", "sealed", "certified")


def poll_triggers() -> Triggers:
    """A poll goes forward only; its terms are fixed from the freeze, its count from the seal."""
    order = "CASE {row}.state " + "".join(
        f"WHEN '{state}' THEN {rank} " for rank, state in enumerate(_STATES)
    )
    order += "END"

    def broken(differs: str) -> str:
        frozen = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in _FROZEN)
        sealed = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in _SEALED)
        return (
            f"({order.format(row='NEW')}) < ({order.format(row='OLD')})"
            f" OR (OLD.state <> 'draft' AND ({frozen}))"
            f" OR (OLD.state IN ('sealed', 'certified') AND ({sealed}))"
        )

    return Triggers(
        postgresql=[
            f"""
CREATE OR REPLACE FUNCTION voting_poll_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {broken("IS DISTINCT FROM")} THEN
        RAISE EXCEPTION 'the terms of this poll are fixed' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$
""",
            "CREATE TRIGGER voting_poll_guard BEFORE UPDATE ON voting_poll "
            "FOR EACH ROW EXECUTE FUNCTION voting_poll_guard()",
        ],
        sqlite=[
            f"CREATE TRIGGER voting_poll_guard BEFORE UPDATE ON voting_poll "
            f"WHEN {broken('IS NOT')} "
            "BEGIN SELECT RAISE(ABORT, 'the terms of this poll are fixed'); END"
        ],
        undo={
            "postgresql": ["DROP TRIGGER IF EXISTS voting_poll_guard ON voting_poll"],
            "sqlite": ["DROP TRIGGER IF EXISTS voting_poll_guard"],
        },
    )


def insert_only_while(table: str, state: str, *, poll_id: str = "NEW.poll_id") -> Triggers:
    """Rows of a poll are added in one state of it only: items while it is a draft, counted
    ballots and results while it is being closed. ``poll_id``: SQL that finds the poll."""
    missing = f"NOT EXISTS (SELECT 1 FROM voting_poll WHERE id = {poll_id} AND state = '{state}')"
    name = f"{table}_insert_guard"
    return Triggers(
        postgresql=[
            f"""
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {missing} THEN
        RAISE EXCEPTION '{table} is written while the poll is {state}' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$
""",
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION {name}()",
        ],
        sqlite=[
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {missing} BEGIN "
            f"SELECT RAISE(ABORT, '{table} is written while the poll is {state}'); END"
        ],
        undo={
            "postgresql": [f"DROP TRIGGER IF EXISTS {name} ON {table}"],
            "sqlite": [f"DROP TRIGGER IF EXISTS {name}"],
        },
    )
