"""The world of the matrix: a copy of the seeded demonstration, a second district, people at will.

Objects stay where the demonstration has put them, in the state in which something can be done
with them; it is the people who are moved: the same office at the object's own place, next door,
and in another district.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from unittest import mock

from django.core.files.storage import InMemoryStorage
from django.db import connection, transaction
from django.test import override_settings

from mws.accounts.models import Membership, User
from mws.accounts.permissions import Role
from mws.core.clock import database_now, local_day
from mws.places.models import Level, Place
from mws.settings import dev
from tests import database
from tests.cast import make_officer, make_place, make_resident, make_user
from tests.client import SignedInClient
from tests.matrix.columns import FAR, HERE, Column
from tests.matrix.subjects import Subject, find_subjects
from tests.seeded import seeded_folder

LEVELS = [Level.CITY, Level.DISTRICT, Level.SUBDISTRICT, Level.COMMUNITY]
# The council's frozen roster knows its members, so here those of the seed sit.
SEEDED = {Role.COUNCIL_MEMBER: "council-7", Role.COUNCIL_CHAIR: "council-1",
          Role.COUNCIL_SECRETARY: "council_secretary"}  # fmt: skip


class World:
    """People and objects; made inside a transaction that is never committed."""

    def __init__(self) -> None:
        self._users: dict[tuple[str, int | None], User] = {}
        self._clients: dict[int | None, Browser] = {}
        assert self.far_district  # made first: nothing may appear in the middle
        self.subjects: dict[str, Subject] = find_subjects()

    @cached_property
    def far_district(self) -> Place:
        city = Place.objects.get(level=Level.CITY)
        district = make_place("440304", "福田区", Level.DISTRICT, city, "FT")
        street = make_place("440304001", "园岭街道", Level.SUBDISTRICT, district)
        make_place("440304001001", "园东社区", Level.COMMUNITY, street)
        make_place("440304001002", "园西社区", Level.COMMUNITY, street)
        return district

    def client(self, column: Column, scope: str, subject: Subject | None) -> Browser:
        """The browser in which this kind of person is signed in, the second factor used."""
        user = self.person(column, scope, subject)
        key = user.pk if user else None
        if key not in self._clients:
            self._clients[key] = signed_in(user)
        return self._clients[key]

    def person(self, column: Column, scope: str, subject: Subject | None) -> User | None:
        if column.name == "visitor":
            return None
        if column.name == "author":
            author = subject.author if subject else None
            return User.objects.get(pk=author) if author else self._user(column, self.home)
        if not column.level:
            return self._user(column, self.home if column.name == "former" else None)
        return self._user(column, self.place_of(column, scope, subject))

    @cached_property
    def home(self) -> Place:
        return Place.objects.get(code="440305008002")

    def place_of(self, column: Column, scope: str, subject: Subject | None) -> Place:
        """Where the office is held: at the object, beside it, or in the other district."""
        if scope == FAR:
            return self._within(self.far_district, column.level)
        place = subject.place if subject and subject.place else self.home
        here = self._within(place, column.level)
        if scope == HERE:
            return here
        beside = Place.objects.filter(level=here.level, parent=here.parent).exclude(pk=here.pk)
        return beside.order_by("-code")[0]

    def _within(self, place: Place, level: str) -> Place:
        """The place itself, the one above it, or the first below it, of this level."""
        if place.level not in LEVELS:
            place = place.parent
        if LEVELS.index(place.level) >= LEVELS.index(level):
            return Place.objects.get(code=[*place.ancestor_codes, place.code][LEVELS.index(level)])
        return Place.objects.filter(path__startswith=place.path, level=level).order_by("code")[0]

    def _user(self, column: Column, place: Place | None) -> User:
        key = (column.name, place.pk if place else None)
        if key not in self._users:
            self._users[key] = self._make(column, place)
        return self._users[key]

    def _make(self, column: Column, place: Place | None) -> User:
        username = f"matrix-{column.name}-{place.code if place else ''}"
        if column.name in ("author", "resident") and place:
            return make_resident(username, "甲居民", place)
        if column.name == "superuser":
            return make_user(username, "超级", is_superuser=True, is_staff=True)
        if column.name == "former" and place:
            user = make_officer(username, "前任", Role.INTAKE_CLERK, place)
            ended = local_day(database_now()) - timedelta(days=2)
            Membership.objects.filter(user=user).update(ends_on=ended)
            return user
        if not column.role:
            return make_user(username, "新人")
        if column.role in SEEDED and place:
            seated = User.objects.filter(username=f"{place.code}-{SEEDED[Role(column.role)]}")
            if seated:
                return seated[0]
        where = place or Place.objects.get(level=Level.CITY)
        return make_officer(username, column.name, column.role, where)


class Browser(SignedInClient):
    """A client without the test client's notes on templates and contexts, which take half of the
    time; an error inside the site is an answer with code 500."""

    def request(self, **request: Any) -> Any:
        response = self.handler(self._base_environ(**request))
        self.cookies.update(response.cookies)
        return response


def signed_in(user: User | None) -> Browser:
    browser = Browser()
    if user is not None:
        browser.force_login(user, factor=False)
        browser.note_factor(user)
    return browser


@contextmanager
def world() -> Iterator[World]:
    """The world on a copy of its own, thrown away afterwards."""
    before = connection.settings_dict["NAME"]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "site"
        shutil.copytree(seeded_folder(), copy)
        # What is rolled back keeps its bytes, which storage could not bring back.
        keeps = mock.patch.object(InMemoryStorage, "delete", lambda _storage, _name: None)
        with override_settings(**_settings(copy)), keeps:
            database.point_at(str(copy / "db.sqlite3"))
            try:
                with transaction.atomic():
                    yield World()
                    transaction.set_rollback(True)
            finally:
                database.point_at(before)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is rolled back, down to the last row."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _settings(folder: Path) -> dict[str, Any]:
    """The keys with which the demonstration was seeded, and its pictures."""
    return {
        "MWS_PEPPER": dev.MWS_PEPPER,
        "MWS_FIELD_KEYS": dev.MWS_FIELD_KEYS,
        "MEDIA_ROOT": str(folder / "media"),
        "MWS_PRIVATE_ROOT": folder / "private",
        # On a busy machine minutes lie between signing in and the last address that is asked for.
        "ACCOUNT_REAUTHENTICATION_TIMEOUT": 86_400,
        "MWS_STEP_UP_SECONDS": 86_400,
        # Everybody asks from one address here, oftener than one address may.
        "ACCOUNT_RATE_LIMITS": {
            action: rate
            for action, rate in dev.ACCOUNT_RATE_LIMITS.items()
            if not action.startswith("open_")
        },
    }
