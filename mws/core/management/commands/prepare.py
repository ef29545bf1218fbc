"""`manage.py prepare`: bring the database up to date, then run what is asked, in one process."""

import shlex
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    help = "Apply missing migrations and make the cache table; does nothing where all is done."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--then",
            action="append",
            default=[],
            metavar="COMMAND",
            help="a management command with its arguments to run afterwards; may be repeated",
        )

    def handle(self, *args: Any, then: list[str], **options: Any) -> None:
        if _migrations_missing():
            self.stdout.write("Preparing the database …")
            call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
        for command in then:
            call_command(*shlex.split(command))


def _migrations_missing() -> bool:
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
