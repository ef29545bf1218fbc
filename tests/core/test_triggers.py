"""Triggers are put on by a migration, and taken off for one that rebuilds their table."""

from __future__ import annotations

from types import SimpleNamespace

from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import TestCase

from mws.audit.models import AuditEvent
from mws.core.append_only import AppendOnlyTrigger, Triggers, without
from tests.cast import NOW


class WithoutTriggersTests(TestCase):
    def run_operation(self, operation: Triggers, *, backwards: bool = False) -> None:
        """As a migration would; a schema editor of SQLite works outside transactions only."""
        with connection.cursor() as cursor:
            editor = SimpleNamespace(
                connection=connection, execute=lambda sql, params: cursor.execute(sql)
            )  # fmt: skip
            run = operation.database_backwards if backwards else operation.database_forwards
            run("audit", editor, None, None)

    def is_guarded(self) -> bool:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("UPDATE audit_auditevent SET action = 'other'")
        except DatabaseError:
            return True
        return False

    def test_they_go_and_come_back(self) -> None:
        AuditEvent.objects.create(
            action="a.b", target_kind="x", target_id="1", effective_at=NOW
        )  # fmt: skip
        guard = AppendOnlyTrigger("audit_auditevent")
        self.assertTrue(self.is_guarded())
        self.run_operation(without(guard))
        self.assertFalse(self.is_guarded())
        self.run_operation(without(guard), backwards=True)
        self.assertTrue(self.is_guarded())
        self.run_operation(without(guard))
        self.run_operation(guard)
        self.assertTrue(self.is_guarded())
