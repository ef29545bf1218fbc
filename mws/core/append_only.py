"""Rows that are written once: refused by the model, and by a trigger for everyone else.

A model derives from ``AppendOnlyModel``; its migration adds ``AppendOnlyTrigger("<table>")``.
SQLite rebuilds a table when a column changes and drops its triggers with the old table, so a
migration that alters such a table must repeat the operation; tests/architecture checks the result.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.migrations.operations.base import Operation

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION mws_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '23514';
END $$
"""


class AppendOnlyError(Exception):
    """Code tried to change or delete a row that history depends on."""


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **kwargs: Any) -> int:
        raise AppendOnlyError(f"{self.model._meta.label} is append-only")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError(f"{self.model._meta.label} is append-only")


class AppendOnlyModel(models.Model):
    """Base of models whose rows are never changed and never deleted."""

    append_only = True
    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(f"{self._meta.label} is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError(f"{self._meta.label} is append-only")


class Triggers(Operation):
    """A migration operation that runs SQL statements of the database at hand, reversibly."""

    reversible = True
    reduces_to_sql = True

    def __init__(
        self, *, postgresql: list[str], sqlite: list[str], undo: dict[str, list[str]]
    ) -> None:
        self.postgresql, self.sqlite, self.undo = postgresql, sqlite, undo

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Triggers are no part of Django's model state."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        vendor = schema_editor.connection.vendor
        self._execute(schema_editor, self.postgresql if vendor == "postgresql" else self.sqlite)

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        self._execute(schema_editor, self.undo[schema_editor.connection.vendor])

    def describe(self) -> str:
        return "Install database triggers"

    @staticmethod
    def _execute(schema_editor: Any, statements: list[str]) -> None:
        for statement in statements:
            schema_editor.execute(statement, params=None)


def without(triggers: Triggers) -> Triggers:
    """The operation that takes triggers off, and on the way back puts them on: SQLite rebuilds a
    table to change it, which fails while triggers speak of it. They follow again as they are."""
    return Triggers(
        postgresql=triggers.undo["postgresql"],
        sqlite=triggers.undo["sqlite"],
        undo={"postgresql": triggers.postgresql, "sqlite": triggers.sqlite},
    )


class AppendOnlyTrigger(Triggers):
    """Let the database refuse UPDATE, DELETE and (on PostgreSQL) TRUNCATE of a table."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(
            postgresql=[
                _POSTGRES_FUNCTION,
                f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}",
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION mws_append_only()",
                f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION mws_append_only()",
            ],
            sqlite=[
                f"CREATE TRIGGER IF NOT EXISTS {table}_append_only_{verb} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                for verb in ("UPDATE", "DELETE")
            ],
            undo={
                "postgresql": [
                    f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}",
                    f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
                ],
                "sqlite": [
                    f"DROP TRIGGER IF EXISTS {table}_append_only_UPDATE",
                    f"DROP TRIGGER IF EXISTS {table}_append_only_DELETE",
                ],
            },
        )

    def deconstruct(self) -> tuple[str, list[str], dict[str, Any]]:
        return (self.__class__.__name__, [self.table], {})
