"""What is known about persons: each room declares its own columns in its module ``personal``.

``PERSONAL`` says for every personal column why it is kept and for how long; ``IMPERSONAL`` names
the others of a kind that could be. A column in neither fails ``tests/architecture``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _


class Basis(models.TextChoices):
    """The ground of article 13 of the personal information law (PIPL)."""

    SERVICE = "service", _("you asked for it (PIPL art. 13 II)")
    DUTY = "duty", _("a duty laid down by law (PIPL art. 13 III)")
    CONSENT = "consent", _("you agreed to it (PIPL art. 13 I)")


class Keep(models.TextChoices):
    """How long; what is kept as long as the account goes when a person deletes it."""

    ACCOUNT = "account", _("until you delete your account")
    FILE = "file", _("as long as the public file")
    RECORD = "record", _("as long as the record of office")
    SIGN_IN = "sign_in", _("until you sign out")
    ROLL = "roll", _("until the community brings its next list")

    @property
    def ends_with_account(self) -> bool:
        return self in (Keep.ACCOUNT, Keep.SIGN_IN)


@dataclass(frozen=True)
class Personal:
    """Columns of one model that tell of one person, whom ``whose`` (a lookup) leads to."""

    model: str
    whose: str
    columns: str
    purpose: Any
    basis: Basis
    keep: Keep
    is_exported: bool = True

    @property
    def names(self) -> list[str]:
        return self.columns.split()

    @property
    def covered(self) -> set[str]:
        """The columns spoken for, the way to the person among them."""
        return {*self.names, self.whose.split("__")[0]} - {"pk"}


def acts(model: str, *columns: str) -> list[Personal]:
    """Who acted in office: kept with the act, since the public may ask who decided."""
    purpose = _("who acted, for accountability")
    return [
        Personal(model, column, "", purpose, Basis.DUTY, Keep.RECORD, is_exported=False)
        for column in columns
    ]


def declared() -> list[Personal]:
    """All rooms' personal columns."""
    return [entry for module in _declarations() for entry in module.PERSONAL]


def declared_impersonal() -> set[str]:
    """Columns ("label.Model.column") that tell of no person."""
    return {
        f"{model}.{column}"
        for module in _declarations()
        for model, columns in module.IMPERSONAL.items()
        for column in columns.split()
    }


def known_about(person: models.Model) -> dict[str, list[dict[str, Any]]]:
    """Everything declared as exportable about a person, by model; one query an entry."""
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in declared():
        if entry.is_exported:
            rows = apps.get_model(entry.model)._default_manager.filter(**{entry.whose: person.pk})
            found.setdefault(entry.model, []).extend(_plain(row, entry.names) for row in rows)
    return {model: rows for model, rows in found.items() if rows}


def _plain(row: models.Model, names: list[str]) -> dict[str, Any]:
    plain = {}
    for name in names:
        value = getattr(row, name)
        is_ready = value is None or isinstance(value, bool | int | str | date | datetime | dict)
        plain[name] = value if is_ready else str(value)
    return plain


def _declarations() -> Iterator[Any]:
    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.personal"):
            module = import_module(f"{config.name}.personal")
            if hasattr(module, "PERSONAL"):
                yield module
