"""The world, made once for the books, and never committed."""

from collections.abc import Iterator

import pytest

from tests.matrix.world import World, world


@pytest.fixture(scope="module")  # other tests close its connection
def people_and_objects(django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), world() as made:
        yield made


@pytest.fixture
def site(people_and_objects: World, django_db_blocker) -> Iterator[World]:
    """The world, with the database open for one test."""
    with django_db_blocker.unblock():
        yield people_and_objects
