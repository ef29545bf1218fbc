"""Everything the site holds about a person, for that person. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.formats import localize
from django.utils.timezone import localtime

from mws.accounts.models import SensitiveView, User
from mws.accounts.personal.registry import TABLES, Table


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of the register with the person's rows, each a list of (column, words)."""

    table: Table
    rows: list[list[tuple[Any, str]]]


def sheets_of(person: User) -> list[Sheet]:
    """The tables that hold something about the person, in words; a query or two a table."""
    found = [Sheet(table, [_words(table, row) for row in _rows(table, person)]) for table in TABLES]
    return [sheet for sheet in found if sheet.rows]


def data_of(person: User) -> dict[str, list[dict[str, Any]]]:
    """The same for programs: {model: [{column: value}]}, days and moments in ISO 8601 (UTC)."""
    return {
        table.model: rows
        for table in TABLES
        if (rows := [_values(table, row) for row in _rows(table, person)])
    }


def looks_at(person: User) -> list[SensitiveView]:
    """Who looked at this person's data, the latest first (one query)."""
    return list(person.looks_at_me.select_related("viewer")[:200])


def _rows(table: Table, person: User) -> Iterator[models.Model]:
    related = [name for name in table.columns if _is_relation(table, name)]
    return table.of(person.pk).select_related(*related).iterator(chunk_size=500)


def _is_relation(table: Table, name: str) -> bool:
    try:
        return bool(table.rows.model._meta.get_field(name).is_relation)
    except FieldDoesNotExist:
        return False


def _words(table: Table, row: models.Model) -> list[tuple[Any, str]]:
    return [
        (row._meta.get_field(name).verbose_name, _said(row, name))
        for name in table.columns
        if getattr(row, name) not in (None, "")
    ]


def _said(row: models.Model, name: str) -> str:
    choice = getattr(row, f"get_{name}_display", None)
    value = choice() if choice else getattr(row, name)
    if isinstance(value, datetime):
        value = localtime(value)
    return str(localize(value))


def _values(table: Table, row: models.Model) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in table.columns}


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value if isinstance(value, int | dict | list | None) else str(value)
