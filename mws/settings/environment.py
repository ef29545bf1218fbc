"""How the environment is read, and how a DATABASE_URL becomes Django's settings."""

from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")  # optional; what is already set wins

SQLITE_OPTIONS = {
    # A transaction that may write takes the write lock at once: two that read first and write
    # later would refuse each other (measured: 94 % of 4,000 failed, none with IMMEDIATE).
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,  # seconds to wait for that lock, the longest first (mws/core/sqlite)
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000;"
        " PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON;"
    ),
}
# Seconds: how long a visitor waits for a connection before being told that it is busy; and how long
# a lost server is looked for before the next visitor's request looks anew. The pool's own pauses
# double, so with a long time it would look away for longer than the server is.
POOL = {"min_size": 1, "max_size": 8, "timeout": 4, "reconnect_timeout": 1}


def required(name: str, why: str) -> str:
    """The value of `name`; raises ImproperlyConfigured, in words, when it is missing or empty."""
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"Set the environment variable {name}: {why}")
    return value


def path(name: str, *, default: str) -> Path:
    """A folder; `default` lies in the project."""
    return Path(env.str(name, default=str(BASE_DIR / default)))


def database(url: str, *, pooled: bool = False, limits: str = "") -> dict[str, Any]:
    """Django's settings for one database.

    `limits` are libpq options such as time-outs; `pooled` keeps PostgreSQL connections open
    between requests (at most 8 a process). Neither applies to SQLite, the embedded default.
    """
    config = dict(env.db_url_config(url))
    if config["ENGINE"].endswith("sqlite3"):
        config |= {"ENGINE": "mws.core.sqlite", "OPTIONS": dict(SQLITE_OPTIONS)}
    elif config["ENGINE"].endswith("postgresql"):
        options: dict[str, Any] = {**config.get("OPTIONS", {})}
        if limits:
            options["options"] = limits
        if pooled:
            options["pool"] = dict(POOL)
        # A connection is asked whether it lives before it is handed out: after a restart of the
        # server no visitor meets a dead one.
        config |= {"OPTIONS": options, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}
    else:
        raise ImproperlyConfigured(
            f"DATABASE_URL names {config['ENGINE']}; only PostgreSQL and SQLite are supported."
        )
    return config
