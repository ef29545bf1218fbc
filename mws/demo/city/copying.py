"""COPY for Django's models: the fastest way into PostgreSQL; every constraint and trigger holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED


def copy_rows(pattern: models.Model, varied: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows like ``pattern``, an unsaved instance, that differ in the columns ``varied``.

    What the database fills by itself (serial keys, its own defaults) is left to it.
    """
    table = pattern._meta.db_table
    constant = {
        field.column: field.get_db_prep_save(getattr(pattern, field.attname), connection)
        for field in pattern._meta.concrete_fields
        if field.column not in varied and not _is_filled(field)
    }
    columns = ", ".join(f'"{name}"' for name in (*varied, *constant))
    same = tuple(constant.values())
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row((*row, *same))


def take_ids(model: type[models.Model], count: int) -> range:
    """So many serial keys, taken from the table's own sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(name, nextval(name) + %s - 1) FROM "
            "(SELECT pg_get_serial_sequence(%s, 'id') AS name) AS sequence",
            [count, model._meta.db_table],
        )
        last = cursor.fetchone()[0]
    return range(last - count + 1, last + 1)


def _is_filled(field: models.Field) -> bool:
    return isinstance(field, models.AutoField) or field.db_default is not NOT_PROVIDED
