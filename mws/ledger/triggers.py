"""The SQL that lets the database keep the books, for the migrations.

* after inserting a transfer: number and hash must follow the fund's head; both balances move
* before changing a fund or an account: refused unless it is that very trigger's work
"""

from __future__ import annotations

from mws.core.append_only import Triggers

_BUCKETS = ("available", "reserved", "committed", "paid", "returned")
_CASE_BUCKETS = ("reserved", "committed", "paid")


def _deltas(row: str, buckets: tuple[str, ...], change: str) -> str:
    """``available_fen = available_fen ± amount`` for each bucket the transfer touches."""
    return ", ".join(
        f"{bucket}_fen = {bucket}_fen {change} CASE "
        f"WHEN {row}.target = '{bucket}' THEN {row}.amount_fen "
        f"WHEN {row}.origin = '{bucket}' THEN -{row}.amount_fen ELSE 0 END"
        for bucket in buckets
    )


_APPLY_FUND = (
    "UPDATE ledger_fund SET "
    + _deltas("NEW", _BUCKETS, "+")
    + ", allocated_fen = allocated_fen + CASE WHEN NEW.origin = 'source' THEN NEW.amount_fen "
    "WHEN NEW.target = 'source' THEN -NEW.amount_fen ELSE 0 END, "
    "entries = NEW.seq, head_hash = NEW.hash WHERE id = NEW.fund_id"
)
_APPLY_ACCOUNT = (
    "UPDATE ledger_account SET "
    + _deltas("NEW", _CASE_BUCKETS, "+")
    + " WHERE id = NEW.account_id AND fund_id = NEW.fund_id"
)
_FOLLOWS = (
    "EXISTS (SELECT 1 FROM ledger_fund WHERE id = NEW.fund_id AND entries = NEW.seq - 1 "
    "AND head_hash = NEW.previous_hash AND closed_at IS NULL)"
)
_ACCOUNT_FITS = (
    "(NEW.account_id IS NULL OR EXISTS (SELECT 1 FROM ledger_account "
    "WHERE id = NEW.account_id AND fund_id = NEW.fund_id))"
)
# What goes between two funds is sent back, not reversed: a reversal would move one side alone.
_REVERSAL_FITS = (
    "(NEW.reverses_id IS NULL OR EXISTS (SELECT 1 FROM ledger_transfer t "
    "WHERE t.id = NEW.reverses_id AND t.fund_id = NEW.fund_id AND t.kind NOT IN "
    "('reverse', 'move_out', 'move_in', 'carry_out', 'carry_in') "
    "AND t.amount_fen = NEW.amount_fen AND t.origin = NEW.target AND t.target = NEW.origin "
    "AND COALESCE(t.account_id, 0) = COALESCE(NEW.account_id, 0)))"
)
# The row that arrives names the row that left: same sum, same bucket, same case, same purse; within
# a year between two places, or from a year into the next at the same place.
_PAIR_FITS = (
    "(NEW.counterpart_id IS NULL OR EXISTS (SELECT 1 FROM ledger_transfer t "
    "JOIN ledger_fund sent ON sent.id = t.fund_id JOIN ledger_fund got ON got.id = NEW.fund_id "
    "WHERE t.id = NEW.counterpart_id AND t.amount_fen = NEW.amount_fen AND t.origin = NEW.target "
    "AND COALESCE(t.account_id, 0) = COALESCE(NEW.account_id, 0) AND sent.purse = got.purse "
    "AND ((NEW.kind = 'move_in' AND t.kind = 'move_out' AND sent.year = got.year "
    "AND sent.community_id <> got.community_id) "
    "OR (NEW.kind = 'carry_in' AND t.kind = 'carry_out' AND sent.year + 1 = got.year "
    "AND sent.community_id = got.community_id))))"
)
_FUND_FOLLOWS_TRANSFER = (
    "NEW.entries = OLD.entries + 1 AND EXISTS (SELECT 1 FROM ledger_transfer t "
    "WHERE t.fund_id = NEW.id AND t.seq = NEW.entries AND t.hash = NEW.head_hash)"
)
_FUND_BALANCES_SAME = " AND ".join(
    f"NEW.{name} = OLD.{name}"
    for name in (*(f"{bucket}_fen" for bucket in ("allocated", *_BUCKETS)), "entries", "head_hash")
)
# A fund stays what it is; a closed one stays closed.
_FUND_STAYS = (
    "NEW.id = OLD.id AND NEW.community_id = OLD.community_id AND NEW.year = OLD.year "
    "AND NEW.purse = OLD.purse AND (OLD.closed_at IS NULL OR "
    "(NEW.closed_at IS NOT NULL AND NEW.closed_at = OLD.closed_at))"
)
# An account goes on into a later year of its community, and takes nothing along but its history.
_ACCOUNT_STAYS = (
    "NEW.id = OLD.id AND NEW.case_id = OLD.case_id AND (NEW.fund_id = OLD.fund_id OR "
    "(OLD.reserved_fen = 0 AND OLD.committed_fen = 0 AND EXISTS (SELECT 1 FROM ledger_fund was "
    "JOIN ledger_fund next ON next.community_id = was.community_id AND next.purse = was.purse "
    "WHERE was.id = OLD.fund_id AND next.id = NEW.fund_id AND next.year > was.year)))"
)
_ACCOUNT_BALANCES_SAME = " AND ".join(
    f"NEW.{bucket}_fen = OLD.{bucket}_fen" for bucket in _CASE_BUCKETS
)
# The fund moved first: its newest transfer names this account and explains the difference.
_ACCOUNT_FOLLOWS_TRANSFER = (
    "EXISTS (SELECT 1 FROM ledger_transfer t JOIN ledger_fund f ON f.id = t.fund_id "
    "WHERE t.account_id = NEW.id AND t.seq = f.entries AND "
    + " AND ".join(
        f"NEW.{bucket}_fen - OLD.{bucket}_fen = CASE WHEN t.target = '{bucket}' THEN t.amount_fen "
        f"WHEN t.origin = '{bucket}' THEN -t.amount_fen ELSE 0 END"
        for bucket in _CASE_BUCKETS
    )
    + ")"
)


# No fund begins in a year whose books are closed here, nor before one: it could never be closed.
_YEAR_OPEN = (
    "NOT EXISTS (SELECT 1 FROM ledger_yearclose c JOIN places_place p ON p.id = c.place_id "
    "JOIN places_place m ON m.id = NEW.community_id WHERE c.closed_at IS NOT NULL "
    "AND c.year >= NEW.year AND substr(m.path, 1, length(p.path)) = p.path)"
)


def _postgresql() -> list[str]:
    return [
        f"""
CREATE OR REPLACE FUNCTION ledger_apply_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT ({_FOLLOWS}) THEN
        RAISE EXCEPTION 'transfer does not follow the head of its fund' USING ERRCODE = '23514';
    END IF;
    IF NOT ({_ACCOUNT_FITS} AND {_REVERSAL_FITS} AND {_PAIR_FITS}) THEN
        RAISE EXCEPTION 'transfer does not fit its account' USING ERRCODE = '23514';
    END IF;
    {_APPLY_FUND};
    {_APPLY_ACCOUNT};
    RETURN NULL;
END $$
""",
        "CREATE TRIGGER ledger_transfer_apply AFTER INSERT ON ledger_transfer "
        "FOR EACH ROW EXECUTE FUNCTION ledger_apply_transfer()",
        *_guard_postgresql(
            "fund",
            f"({_FUND_STAYS}) AND (({_FUND_BALANCES_SAME}) OR "
            f"(pg_trigger_depth() > 1 AND {_FUND_FOLLOWS_TRANSFER}))",
            ("allocated", *_BUCKETS),
            starts=_YEAR_OPEN,
        ),
        *_guard_postgresql(
            "account",
            f"({_ACCOUNT_STAYS}) AND (({_ACCOUNT_BALANCES_SAME}) OR "
            f"(pg_trigger_depth() > 1 AND {_ACCOUNT_FOLLOWS_TRANSFER}))",
            _CASE_BUCKETS,
        ),
    ]


def _zero(buckets: tuple[str, ...]) -> str:
    return " AND ".join(f"NEW.{bucket}_fen = 0" for bucket in buckets)


def _guard_postgresql(
    name: str, allowed: str, buckets: tuple[str, ...], *, starts: str = "TRUE"
) -> list[str]:
    table = f"ledger_{name}"
    return [
        f"""
CREATE OR REPLACE FUNCTION {table}_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '{table} rows stay' USING ERRCODE = '23514';
    ELSIF TG_OP = 'INSERT' THEN
        IF NOT ({_zero(buckets)}) THEN
            RAISE EXCEPTION '{table} starts at zero' USING ERRCODE = '23514';
        ELSIF NOT ({starts}) THEN
            RAISE EXCEPTION '{table} of a closed year' USING ERRCODE = '23514';
        END IF;
    ELSIF NOT ({allowed}) THEN
        RAISE EXCEPTION 'balances move by transfers only' USING ERRCODE = '23514';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$
""",
        f"CREATE TRIGGER {table}_guard BEFORE INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_guard()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION mws_append_only()",
    ]


def _guard_sqlite(
    name: str, allowed: str, buckets: tuple[str, ...], *, starts: str = "1"
) -> list[str]:
    table = f"ledger_{name}"
    return [
        f"CREATE TRIGGER {table}_guard_insert BEFORE INSERT ON {table} "
        f"WHEN NOT ({_zero(buckets)} AND {starts}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} starts at zero, in an open year'); END",
        f"CREATE TRIGGER {table}_guard_update BEFORE UPDATE ON {table} WHEN NOT ({allowed}) "
        "BEGIN SELECT RAISE(ABORT, 'balances move by transfers only'); END",
        f"CREATE TRIGGER {table}_guard_delete BEFORE DELETE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} rows stay'); END",
    ]


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER ledger_transfer_apply AFTER INSERT ON ledger_transfer BEGIN "
        f"SELECT RAISE(ABORT, 'transfer does not follow the head of its fund') "
        f"WHERE NOT ({_FOLLOWS}); "
        f"SELECT RAISE(ABORT, 'transfer does not fit its account') "
        f"WHERE NOT ({_ACCOUNT_FITS} AND {_REVERSAL_FITS} AND {_PAIR_FITS}); "
        f"{_APPLY_FUND}; {_APPLY_ACCOUNT}; END",
        *_guard_sqlite(
            "fund",
            f"({_FUND_STAYS}) AND (({_FUND_BALANCES_SAME}) OR ({_FUND_FOLLOWS_TRANSFER}))",
            ("allocated", *_BUCKETS),
            starts=_YEAR_OPEN,
        ),
        *_guard_sqlite(
            "account",
            f"({_ACCOUNT_STAYS}) AND (({_ACCOUNT_BALANCES_SAME}) OR ({_ACCOUNT_FOLLOWS_TRANSFER}))",
            _CASE_BUCKETS,
        ),
    ]


_UNDO = {
    "postgresql": [
        "DROP TRIGGER IF EXISTS ledger_transfer_apply ON ledger_transfer",
        *(
            f"DROP TRIGGER IF EXISTS ledger_{table}_{kind} ON ledger_{table}"
            for table in ("fund", "account")
            for kind in ("guard", "no_truncate")
        ),
    ],
    "sqlite": [
        "DROP TRIGGER IF EXISTS ledger_transfer_apply",
        *(
            f"DROP TRIGGER IF EXISTS ledger_{table}_guard_{verb}"
            for table in ("fund", "account")
            for verb in ("insert", "update", "delete")
        ),
    ],
}


def ledger_triggers() -> Triggers:
    """The operation for the migration that follows the tables."""
    return Triggers(postgresql=_postgresql(), sqlite=_sqlite(), undo=_UNDO)


def statements(vendor: str, *, install: bool) -> list[str]:
    """The SQL that installs or removes the triggers, for the rebuilding of balances."""
    if not install:
        return _UNDO[vendor]
    return _postgresql() if vendor == "postgresql" else _sqlite()
