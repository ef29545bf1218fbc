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
