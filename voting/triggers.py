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


_REHEARSING = " OR (state = 'frozen' AND is_rehearsing)"
_SEALING = "state IN ('closing', 'reconciling')"


def ballot_box_triggers() -> Triggers:
    """INSERT and UPDATE while open, or in a rehearsal; DELETE then, and by the seal."""
    return Triggers(
        postgresql=[
            f"""
CREATE OR REPLACE FUNCTION voting_ballot_box_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM voting_poll WHERE id = COALESCE(NEW.poll_id, OLD.poll_id)
        AND (({_OPEN_PG}){_REHEARSING} OR (TG_OP = 'DELETE' AND {_SEALING})) FOR KEY SHARE;
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
            f"AND (({_OPEN_SQLITE}){_REHEARSING}{extra})) "
            "BEGIN SELECT RAISE(ABORT, 'the poll is not open'); END"
            for verb, row, extra in (
                ("INSERT", "NEW", ""),
                ("UPDATE", "NEW", ""),
                ("DELETE", "OLD", f" OR {_SEALING}"),
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
    "roll_size", "frozen_at", "is_imported", "residents", "roll_root_sha256",
)  # fmt: skip
_SEALED = ("opens_at", "closes_at", "sealed_at", "ballot_count", "root_sha256", "tie_seed")
_ROOTED = ("ballot_count", "root_sha256", "tie_seed")
_STATES = ("draft", "frozen", "open", "closing", "reconciling", "sealed", "certified")


def _broken_terms(differs: str) -> str:
    """SQL that is true of an update which no poll may have; ``differs`` is the database's word."""
    order = "CASE {row}.state " + "".join(
        f"WHEN '{state}' THEN {rank} " for rank, state in enumerate(_STATES)
    )
    order += "END"
    frozen = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in _FROZEN)
    sealed = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in _SEALED)
    rooted = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in _ROOTED)
    return (
        f"({order.format(row='NEW')}) < ({order.format(row='OLD')})"
        f" OR (OLD.state <> 'draft' AND ({frozen}))"
        f" OR (OLD.state IN ('sealed', 'certified') AND ({sealed}))"
        f" OR (OLD.forgotten_at IS NOT NULL AND NEW.forgotten_at {differs} OLD.forgotten_at)"
        f" OR (OLD.root_sha256 <> '' AND ({rooted}))"
    )


def poll_triggers() -> Triggers:
    """A poll goes forward only; its terms are fixed from the freeze, its count from the seal, and
    root and seed once they are written: a long count follows them. Nor is it forgotten twice."""
    return Triggers(
        postgresql=[
            f"""
CREATE OR REPLACE FUNCTION voting_poll_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {_broken_terms("IS DISTINCT FROM")} THEN
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
            f"WHEN {_broken_terms('IS NOT')} "
            "BEGIN SELECT RAISE(ABORT, 'the terms of this poll are fixed'); END"
        ],
        undo={
            "postgresql": ["DROP TRIGGER IF EXISTS voting_poll_guard ON voting_poll"],
            "sqlite": ["DROP TRIGGER IF EXISTS voting_poll_guard"],
        },
    )


def insert_only_while(
    table: str, *states: str, poll_id: str = "NEW.poll_id", before_root: bool = False
) -> Triggers:
    """Rows of a poll are added in some states of it only: items while it is a draft, counted
    ballots and results while it is being closed. ``poll_id``: SQL that finds the poll.
    ``before_root``: and only as long as the root over all ballots is not written."""
    where = "state IN ({})".format(", ".join(f"'{state}'" for state in states))
    where += " AND root_sha256 = ''" if before_root else ""
    missing = f"NOT EXISTS (SELECT 1 FROM voting_poll WHERE id = {poll_id} AND {where})"
    name = f"{table}_insert_guard"
    return Triggers(
        postgresql=[
            f"""
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {missing} THEN
        RAISE EXCEPTION '{table} is written while the poll is {states[0]}' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$
""",
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION {name}()",
        ],
        sqlite=[
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {missing} BEGIN "
            f"SELECT RAISE(ABORT, '{table} is written while the poll is {states[0]}'); END"
        ],
        undo={
            "postgresql": [f"DROP TRIGGER IF EXISTS {name} ON {table}"],
            "sqlite": [f"DROP TRIGGER IF EXISTS {name}"],
        },
    )


def _marks_changed(differs: str) -> str:
    marks = ("poll_id", "resident_id", "has_voted", "channel", "changes")
    return " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in marks)


def _undo(name: str, table: str) -> dict[str, list[str]]:
    """How triggers named alike, of all three verbs, are taken off again."""
    verbs = ("INSERT", "UPDATE", "DELETE")
    return {
        "postgresql": [f"DROP TRIGGER IF EXISTS {name} ON {table}"],
        "sqlite": [f"DROP TRIGGER IF EXISTS {name}_{verb}" for verb in verbs],
    }


def roll_triggers() -> Triggers:
    """The roll is drawn while the poll is a draft; marks change while ballots are taken; no line
    ever goes away."""
    refused = "RAISE EXCEPTION 'the roll is fixed' USING ERRCODE = '23514'"
    poll_is = "EXISTS (SELECT 1 FROM voting_poll WHERE id = NEW.poll_id AND ({states}))"
    drawn = poll_is.format(states="state = 'draft'")
    taking = poll_is.format(states=f"state = 'open'{_REHEARSING}")
    abort = "BEGIN SELECT RAISE(ABORT, 'the roll is fixed'); END"
    return Triggers(
        postgresql=[
            f"""
CREATE OR REPLACE FUNCTION voting_roll_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN {refused}; END IF;
    IF TG_OP = 'INSERT' AND NOT {drawn} THEN {refused}; END IF;
    IF TG_OP = 'UPDATE' AND ({_marks_changed("IS DISTINCT FROM")}) AND NOT {taking} THEN
        {refused};
    END IF;
    RETURN NEW;
END $$
""",
            "CREATE TRIGGER voting_rollentry_guard BEFORE INSERT OR UPDATE OR DELETE "
            "ON voting_rollentry FOR EACH ROW EXECUTE FUNCTION voting_roll_guard()",
        ],
        sqlite=[
            f"CREATE TRIGGER voting_rollentry_guard_INSERT BEFORE INSERT ON voting_rollentry "
            f"WHEN NOT {drawn} {abort}",
            f"CREATE TRIGGER voting_rollentry_guard_UPDATE BEFORE UPDATE ON voting_rollentry "
            f"WHEN ({_marks_changed('IS NOT')}) AND NOT {taking} {abort}",
            "CREATE TRIGGER voting_rollentry_guard_DELETE BEFORE DELETE ON voting_rollentry "
            f"{abort}",
        ],
        undo=_undo("voting_rollentry_guard", "voting_rollentry"),
    )


def paper_triggers(table: str, *, poll_id: str) -> Triggers:
    """Batches and what was keyed of them stand from the moment the root over all ballots is
    written, and so from the seal. ``poll_id``: SQL with {row}."""
    name = f"{table}_guard"
    counted = (
        "EXISTS (SELECT 1 FROM voting_poll WHERE id = {of} "
        "AND (root_sha256 <> '' OR state IN ('sealed', 'certified')))"
    )

    def is_counted(row: str) -> str:
        return counted.format(of=poll_id.format(row=row))

    return Triggers(
        postgresql=[
            f"""
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (TG_OP <> 'INSERT' AND {is_counted("OLD")}) OR (TG_OP <> 'DELETE' AND {is_counted("NEW")})
    THEN
        RAISE EXCEPTION '{table} is counted' USING ERRCODE = '23514';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$
""",
            f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()",
        ],
        sqlite=[
            f"CREATE TRIGGER {name}_{verb} BEFORE {verb} ON {table} WHEN {is_counted(row)} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is counted'); END"
            for verb, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD"))
        ],
        undo=_undo(name, table),
    )


def amendment_triggers() -> Triggers:
    """An amendment is signed once, while the vote is frozen or open, and never changed after."""
    name, table = "voting_pollamendment_guard", "voting_pollamendment"
    fixed = "OLD.confirmed_at IS NOT NULL OR NEW.confirmed_at IS NULL"
    late = (
        "NOT EXISTS (SELECT 1 FROM voting_poll WHERE id = NEW.poll_id "
        "AND state IN ('frozen', 'open'))"
    )
    said = "an amendment stands"
    return Triggers(
        postgresql=[
            f"""
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR {late} OR (TG_OP = 'UPDATE' AND ({fixed})) THEN
        RAISE EXCEPTION '{said}' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$
""",
            f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()",
        ],
        sqlite=[
            f"CREATE TRIGGER {name}_{verb} BEFORE {verb} ON {table} {when} "
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
            for verb, when in (
                ("INSERT", f"WHEN {late}"),
                ("UPDATE", f"WHEN {late} OR {fixed}"),
                ("DELETE", ""),
            )
        ],
        undo=_undo(name, table),
    )
