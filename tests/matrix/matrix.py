"""All rows, asked by whoever the row asks (``Row.asks``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from django.urls import reverse

from tests.matrix import cells
from tests.matrix.columns import COLUMNS, FAR, HERE, NEXT, Column
from tests.matrix.rows import around, cases, counter, desks, own, published, votes, works
from tests.matrix.subjects import Subject
from tests.matrix.table import Row
from tests.matrix.world import Browser, World, undone

BOOKS: dict[str, list[Row]] = {
    "proposals": [*cases.PROPOSALS, *around.AROUND],
    "projects": [*cases.PROJECTS, *works.PROJECT_ROWS, *works.PROVIDERS],
    "votes": [*votes.COUNCIL, *votes.POLLS],
    "desks": [*desks.PAGES, *desks.SETTINGS],
    "published": [*published.BOARD, *published.OPEN, *published.OUTCOMES, *published.AUDIT],
    "counter": counter.COUNTER_ROWS,
    "own": [*own.OWN, *own.SIGN_IN, *own.EDITOR],
}


@dataclass
class Line:
    """A row at one scope: what each column got, and which tables were written."""

    row: Row
    scope: str
    codes: dict[str, str] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)

    @property
    def faults(self) -> list[str]:
        """The columns that got further than they may, or not as far; refused and yet shown."""
        return [
            f"{column.name} {code}"
            for column in COLUMNS
            if (code := self.codes.get(column.name)) is not None
            if (code in cells.ALLOWED) != self.row.allows(column, self.scope)
            or not (self.row.shows(column, self.scope) or code in cells.HIDDEN)
        ]

    def __str__(self) -> str:
        return f"{self.row} ({self.scope})"


def lines_of(world: World, rows: list[Row]) -> Iterator[Line]:
    for row in rows:
        address, subject = located(world, row.name, row.about)
        data = payload(world, row, address, subject) if row.method == "POST" else {}
        moves = row.is_placed and subject is not None and subject.place is not None
        for scope in (HERE, NEXT, FAR) if moves else (HERE,):
            line = Line(row, scope)
            for column in COLUMNS:
                if row.asks(column, scope):
                    cell(world, line, column, address, subject, data)
            yield line


def cell(
    world: World, line: Line, column: Column, address: str, subject: Subject | None,
    data: dict[str, Any],
) -> None:  # fmt: skip
    client = world.client(column, line.scope, subject)
    with apart(client):
        if line.row.method == "GET":
            code, tables = cells.ask(client, address, is_form=line.row.is_form)
        else:
            code, tables = cells.post(client, address, data)
    line.codes[column.name] = code
    line.written |= tables


@contextmanager
def apart(client: Browser) -> Iterator[None]:
    """Nothing of it stays: a deed may write, sign out, or set cookies."""
    cookies = copy(client.cookies)
    with undone():
        yield
    client.cookies = cookies


def located(world: World, name: str, about: str) -> tuple[str, Subject | None]:
    """The address, and the first of the words in ``about`` that is a subject with a place."""
    words = [world.subjects.get(word, Subject(word)) for word in about.split()]
    placed = [word for word in words if word.place is not None]
    others = [word for word in words if word.author is not None]
    address = reverse(name, args=[word.value for word in words])
    return address, next(iter([*placed, *others]), None)


def payload(world: World, row: Row, address: str, subject: Subject | None) -> dict[str, Any]:
    """What the form on the page would send, filled in by somebody who may, and ``data``."""
    data = {key: _meant(world, value) for key, value in row.data.items()}
    if not row.as_who:
        return data
    name, _, about = (row.at or f"{row.name} {row.about}").partition(" ")
    page, _subject = located(world, name, about)
    column = next(column for column in COLUMNS if column.name == row.as_who)
    client = world.client(column, HERE, subject)
    with undone():
        response = client.get(page)
    filled = filled_form(response.content, address)
    return {**filled, **data}


def _meant(world: World, value: Any) -> Any:
    """ "@choice" is the value of the subject of that name."""
    if isinstance(value, str) and value.startswith("@"):
        return world.subjects[value[1:]].value
    return value


def filled_form(html: bytes, address: str) -> dict[str, Any]:
    """The fields of the page's form that posts to the address, with plausible answers."""
    main = BeautifulSoup(html, "html.parser").select("main form[method=post]")
    wanted = [form for form in main if _posts_to(form, address)]
    if not wanted:
        raise LookupError(f"no form that posts to {address}")
    data: dict[str, Any] = {}
    fields = wanted[0].select("input[name], select[name], textarea[name]")
    for field_ in fields + wanted[0].select("button")[:1]:  # the first is what Enter presses
        if field_.has_attr("name"):
            _fill(field_, data)
    return data


def _posts_to(form: Tag, address: str) -> bool:
    action = urlsplit(str(form.get("action") or "")).path
    return action in ("", address)


def _fill(element: Tag, data: dict[str, Any]) -> None:
    name, kind, value = str(element["name"]), element.get("type", ""), element.get("value", "")
    if name == "csrfmiddlewaretoken" or kind == "file":
        return
    if element.name == "button":
        data.setdefault(name, value)
    elif element.name == "select":
        chosen = element.select("option[selected][value]") or element.select("option[value]")
        full = [option["value"] for option in chosen if option["value"]]
        full = full or [o["value"] for o in element.select("option[value]") if o["value"]]
        data[name] = full[0] if full else ""
    elif element.name == "textarea":
        data[name] = element.text.strip() or "依据现场查看与居民意见，如实办理。"
    elif kind in ("checkbox", "radio"):
        if name not in data or element.has_attr("checked"):
            data[name] = value or "on"
    else:
        is_spare = re.search(r"-[1-9]\d*-", name)  # a further line of a table, left empty
        asks = element.get("inputmode") or kind
        data[name] = value or ("" if is_spare else ANSWERS.get(str(asks), "测试1"))


ANSWERS = {"number": "1", "numeric": "1", "decimal": "1", "date": "2026-11-25",
           "datetime-local": "2026-12-20T10:00",
           "hidden": ""}  # fmt: skip
