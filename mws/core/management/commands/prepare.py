"""`manage.py prepare`: bring the database up to date, then run what is asked, in one process."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    help = "Apply missing migrations and make the cache table; does nothing where all is done."
    requires_system_checks: list[str] = []  # they load all pages, a second before every start

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--then",
            action="append",
            default=[],
            metavar="COMMAND",
            help="a management command with its arguments to run afterwards; may be repeated",
        )

    def handle(self, *args: Any, then: list[str], **options: Any) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database …")
            with _nothing_to_lose(is_empty=not executor.loader.applied_migrations):
                call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
        for command in then:
            call_command(*shlex.split(command))


@contextmanager
def _nothing_to_lose(*, is_empty: bool) -> Iterator[None]:
    """An empty SQLite file need not wait for the disk after each of some hundred steps."""
    spared = is_empty and connection.vendor == "sqlite"
    if spared:
        connection.cursor().execute("PRAGMA synchronous=OFF")
    yield
    if spared:
        connection.close()  # the next connection is set up as the settings say
