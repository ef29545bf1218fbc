"""The form of a row: an address, what it is about, and who may; the truth the site is held to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.matrix.columns import EVERYONE, HERE, SIGNED_IN, Column, named


@dataclass(frozen=True)
class Row:
    """``about`` names the arguments of the address: a subject, or a plain word as it stands.

    ``may``: for whom the page opens, or the deed is done. ``sees``: for whom the object exists;
    to all others the address answers 404. ``data`` overrides what the form on the page at ``at``
    (otherwise on the page itself) would send. ``as_who`` fills that form.
    """

    method: str
    name: str
    about: str = ""
    may: frozenset[str] = EVERYONE
    sees: frozenset[str] = EVERYONE
    data: Mapping[str, Any] = field(default_factory=dict)
    at: str = ""
    as_who: str = ""
    is_form: bool = False
    moves: bool = True

    @property
    def is_placed(self) -> bool:
        """Whether it matters where a person holds office or lives."""
        return self.moves and (self.may not in ANYWHERE or self.sees not in ANYWHERE)

    def allows(self, column: Column, scope: str) -> bool:
        """Whether the page opens, or the deed is done. Elsewhere an office opens nothing."""
        return _covers(self.may, column, scope)

    def shows(self, column: Column, scope: str) -> bool:
        return _covers(self.sees, column, scope)

    def asks(self, column: Column, scope: str) -> bool:
        """Whether this person knocks. Where the rule is the same for all, some of each sort do;
        elsewhere those who could here, and some who could not."""
        is_same_for_all = self.sees in ANYWHERE and (not self.may or self.may == EVERYONE)
        if scope == HERE:
            return not is_same_for_all or column.name in FEW
        could = column.name in self.may or (self.sees not in ANYWHERE and column.name in self.sees)
        return bool(column.level) and (could or column.name in SAMPLE)

    def __str__(self) -> str:
        return " ".join(filter(None, (self.method, self.name, self.about)))


ANYWHERE = (EVERYONE, SIGNED_IN)
FEW = frozenset({"visitor", "superuser", "author", "resident", "officer"})
SAMPLE = FEW | {"clerk", "district", "editor"}


def _covers(group: frozenset[str], column: Column, scope: str) -> bool:
    return column.name in group and (scope == HERE or group in ANYWHERE or not column.level)


def page(name: str, about: str = "", may: str = "everyone", sees: str = "everyone",
         **more: Any) -> list[Row]:  # fmt: skip
    """A page that is only read; posting to it does nothing for anybody."""
    return [
        Row("GET", name, about, named(may), named(sees), **more),
        Row("POST", name, about, frozenset(), named(sees), **(more | {"moves": False})),
    ]


def deed(name: str, about: str = "", may: str = "", sees: str = "everyone",
         **more: Any) -> list[Row]:  # fmt: skip
    """A button: there is nothing to look at."""
    return [
        Row("GET", name, about, frozenset(), named(sees), moves=False),
        Row("POST", name, about, named(may), named(sees), **more),
    ]


def form(name: str, about: str = "", may: str = "", sees: str = "everyone",
         opens: str | None = None,
         **more: Any) -> list[Row]:  # fmt: skip
    """A page with a form: who may do it finds the form, others the reason, or nothing.

    ``opens``: for whom the form opens, where that is more than those who may send it.
    """
    moves = more.get("moves", True)
    opened = named(may if opens is None else opens)
    return [
        Row("GET", name, about, opened, named(sees), is_form=True, moves=moves),
        Row("POST", name, about, named(may), named(sees), **more),
    ]
