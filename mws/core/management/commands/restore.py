"""`manage.py restore FOLDER`: one backup into an empty database and empty folders."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mws.core import backups


class Command(BaseCommand):
    help = "Restore a backup. Refuses to overwrite anything; check the books and the trail after."
    requires_system_checks: list[str] = []  # there are no tables yet

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            backups.restore(folder)
        except backups.BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"restored from {folder}")
