"""`manage.py prepare`: bring the database up to date, then run what is asked, in one process."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

OUR_PACKAGES = ("mws", "proposals", "voting", "cms")


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
        _of_this_history(executor.loader)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database …")
            with _nothing_to_lose(is_empty=not executor.loader.applied_migrations):
                call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
        for command in then:
            call_command(*shlex.split(command))


def _of_this_history(loader: MigrationLoader) -> None:
    """Migrations began anew once, before the first release: what was made before cannot follow."""
    ours = {app.label for app in apps.get_app_configs() if app.name.split(".")[0] in OUR_PACKAGES}
    unknown = set(loader.applied_migrations) - set(loader.disk_migrations)
    gone = sorted(key for key in unknown if key[0] in ours)
    if gone:
        raise CommandError(
            f"This database was made by an older version ({'.'.join(gone[0])} is unknown here)."
            " Put it aside or delete it, and run the command again."
        )


@contextmanager
def _nothing_to_lose(*, is_empty: bool) -> Iterator[None]:
    """An empty SQLite file need not wait for the disk after each of some hundred steps."""
    spared = is_empty and connection.vendor == "sqlite"
    if spared:
        connection.cursor().execute("PRAGMA synchronous=OFF")
    yield
    if spared:
        connection.close()  # the next connection is set up as the settings say
