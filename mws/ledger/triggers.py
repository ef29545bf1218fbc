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
_REVERSAL_FITS = (
    "(NEW.reverses_id IS NULL OR EXISTS (SELECT 1 FROM ledger_transfer t "
    "WHERE t.id = NEW.reverses_id AND t.kind <> 'reverse' AND t.fund_id = NEW.fund_id "
    "AND t.amount_fen = NEW.amount_fen AND t.origin = NEW.target AND t.target = NEW.origin "
    "AND COALESCE(t.account_id, 0) = COALESCE(NEW.account_id, 0)))"
)
_FUND_FOLLOWS_TRANSFER = (
    "NEW.entries = OLD.entries + 1 AND EXISTS (SELECT 1 FROM ledger_transfer t "
    "WHERE t.fund_id = NEW.id AND t.seq = NEW.entries AND t.hash = NEW.head_hash)"
)
_FUND_BALANCES_SAME = " AND ".join(
    f"NEW.{name} = OLD.{name}"
    for name in (*(f"{bucket}_fen" for bucket in ("allocated", *_BUCKETS)), "entries", "head_hash")
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


def _postgresql() -> list[str]:
    return [
        f"""
CREATE OR REPLACE FUNCTION ledger_apply_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT ({_FOLLOWS}) THEN
        RAISE EXCEPTION 'transfer does not follow the head of its fund' USING ERRCODE = '23514';
    END IF;
    IF NOT ({_ACCOUNT_FITS} AND {_REVERSAL_FITS}) THEN
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
            f"({_FUND_BALANCES_SAME}) OR (pg_trigger_depth() > 1 AND {_FUND_FOLLOWS_TRANSFER})",
            ("allocated", *_BUCKETS),
        ),
        *_guard_postgresql(
            "account",
            f"({_ACCOUNT_BALANCES_SAME}) OR "
            f"(pg_trigger_depth() > 1 AND {_ACCOUNT_FOLLOWS_TRANSFER})",
            _CASE_BUCKETS,
        ),
    ]


def _zero(buckets: tuple[str, ...]) -> str:
    return " AND ".join(f"NEW.{bucket}_fen = 0" for bucket in buckets)


def _guard_postgresql(name: str, allowed: str, buckets: tuple[str, ...]) -> list[str]:
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


def _guard_sqlite(name: str, allowed: str, buckets: tuple[str, ...]) -> list[str]:
    table = f"ledger_{name}"
    return [
        f"CREATE TRIGGER {table}_guard_insert BEFORE INSERT ON {table} WHEN NOT ({_zero(buckets)}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} starts at zero'); END",
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
        f"WHERE NOT ({_ACCOUNT_FITS} AND {_REVERSAL_FITS}); "
        f"{_APPLY_FUND}; {_APPLY_ACCOUNT}; END",
        *_guard_sqlite(
            "fund",
            f"({_FUND_BALANCES_SAME}) OR ({_FUND_FOLLOWS_TRANSFER})",
            ("allocated", *_BUCKETS),
        ),
        *_guard_sqlite(
            "account",
            f"({_ACCOUNT_BALANCES_SAME}) OR ({_ACCOUNT_FOLLOWS_TRANSFER})",
            _CASE_BUCKETS,
        ),
    ]


def ledger_triggers() -> Triggers:
    """The operation for the migration that follows the tables."""
    return Triggers(
        postgresql=_postgresql(),
        sqlite=_sqlite(),
        undo={
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
        },
    )
