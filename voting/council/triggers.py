"""The guard of the open vote in the database: a vote is written while its motion is open, is never
edited (a changed vote supersedes the old row) and never deleted; a declared motion stays as it is.
"""

from __future__ import annotations

from mws.core.append_only import Triggers

_FIXED = ("motion_id", "member_id", "value", "reason", "cast_at")
_EDITED = "OLD.superseded_at IS NOT NULL OR " + " OR ".join(
    f"NEW.{column} <> OLD.{column}" for column in _FIXED
)
_OPEN = "SELECT 1 FROM voting_motion WHERE id = NEW.motion_id AND state = 'open'"

_POSTGRESQL_VOTE = f"""
CREATE OR REPLACE FUNCTION voting_councilvote_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a vote by name is never deleted' USING ERRCODE = '23514';
    END IF;
    PERFORM 1 FROM ({_OPEN} FOR KEY SHARE) AS motion;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the motion is not open' USING ERRCODE = '23514';
    END IF;
    IF TG_OP = 'UPDATE' AND ({_EDITED}) THEN
        RAISE EXCEPTION 'a vote by name is never edited' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$
"""
_POSTGRESQL_MOTION = """
CREATE OR REPLACE FUNCTION voting_motion_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a declared motion stays as it is' USING ERRCODE = '23514';
END $$
"""


# (table, verb, what is refused, in which words): SQLite has one trigger for each verb.
_SQLITE = [
    ("voting_councilvote", "INSERT", f"NOT EXISTS ({_OPEN})", "the motion is not open"),
    ("voting_councilvote", "UPDATE", f"NOT EXISTS ({_OPEN}) OR {_EDITED}",
     "a vote by name is never edited"),
    ("voting_councilvote", "DELETE", "1", "a vote by name is never deleted"),
    ("voting_motion", "UPDATE", "OLD.state <> 'open'", "a declared motion stays as it is"),
    ("voting_motion", "DELETE", "OLD.state <> 'open'", "a declared motion stays as it is"),
]  # fmt: skip


def open_vote_triggers() -> Triggers:
    return Triggers(
        postgresql=[
            _POSTGRESQL_VOTE,
            _POSTGRESQL_MOTION,
            "CREATE TRIGGER voting_councilvote_guard BEFORE INSERT OR UPDATE OR DELETE "
            "ON voting_councilvote FOR EACH ROW EXECUTE FUNCTION voting_councilvote_guard()",
            "CREATE TRIGGER voting_motion_guard BEFORE UPDATE OR DELETE ON voting_motion "
            "FOR EACH ROW WHEN (OLD.state <> 'open') EXECUTE FUNCTION voting_motion_guard()",
        ],
        sqlite=[
            f"CREATE TRIGGER {table}_guard_{verb} BEFORE {verb} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            for table, verb, condition, message in _SQLITE
        ],
        undo={
            "postgresql": [
                "DROP TRIGGER IF EXISTS voting_councilvote_guard ON voting_councilvote",
                "DROP TRIGGER IF EXISTS voting_motion_guard ON voting_motion",
            ],
            "sqlite": [
                f"DROP TRIGGER IF EXISTS {table}_guard_{verb}"
                for table, verb, _condition, _message in _SQLITE
            ],
        },
    )


_SIGNED = "SELECT 1 FROM voting_minutes WHERE meeting_id = {row}.meeting_id"


def minutes_text_triggers() -> Triggers:
    """What the secretary adds to the minutes is written until they are signed."""
    signed = " OR ".join(f"EXISTS ({_SIGNED.format(row=row)})" for row in ("NEW", "OLD"))
    words = "these minutes are signed"
    return Triggers(
        postgresql=[
            f"""
CREATE OR REPLACE FUNCTION voting_minutestext_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND EXISTS ({_SIGNED.format(row="OLD")})
        OR TG_OP <> 'DELETE' AND EXISTS ({_SIGNED.format(row="NEW")}) THEN
        RAISE EXCEPTION '{words}' USING ERRCODE = '23514';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$
""",
            "CREATE TRIGGER voting_minutestext_guard BEFORE INSERT OR UPDATE OR DELETE "
            "ON voting_minutestext FOR EACH ROW EXECUTE FUNCTION voting_minutestext_guard()",
        ],
        sqlite=[
            f"CREATE TRIGGER voting_minutestext_guard_{verb} BEFORE {verb} ON voting_minutestext "
            f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{words}'); END"
            for verb, condition in (
                ("INSERT", f"EXISTS ({_SIGNED.format(row='NEW')})"),
                ("UPDATE", signed),
                ("DELETE", f"EXISTS ({_SIGNED.format(row='OLD')})"),
            )
        ],
        undo={
            "postgresql": ["DROP TRIGGER IF EXISTS voting_minutestext_guard ON voting_minutestext"],
            "sqlite": [
                f"DROP TRIGGER IF EXISTS voting_minutestext_guard_{verb}"
                for verb in ("INSERT", "UPDATE", "DELETE")
            ],
        },
    )
