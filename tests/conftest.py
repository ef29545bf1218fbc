"""Fixtures for all tests."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils import translation

from tests import client, database


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker) -> Iterator[None]:
    """Instead of pytest-django's own: a copy of the template for each process."""
    client.use_everywhere()
    with django_db_blocker.unblock():
        name = database.copy_template()
        database.point_at(name)
    yield
    with django_db_blocker.unblock():
        database.connections.close_all()
        database.drop(name)


@pytest.fixture(autouse=True)
def default_language() -> Iterator[None]:
    """A page that was read in English leaves its language behind for the thread's next test."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def fresh_database(django_db_setup, django_db_blocker) -> Iterator[str]:
    """A database of its own for this test, to be committed to; its DATABASE_URL."""
    with django_db_blocker.unblock(), database.fresh_database() as url:
        yield url
