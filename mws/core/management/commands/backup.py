"""`manage.py backup FOLDER [--keys-to FOLDER]`: while the site runs."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mws.core import backups


class Command(BaseCommand):
    help = "Back up database, media and private files; the keys of open votes apart."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--keys-to", type=Path, help="mirror the keys of open votes here, on another medium"
        )
        parser.add_argument("--keep", type=int, default=30, help="how many backups to keep")

    def handle(self, *args: Any, folder: Path, keys_to: Path | None, **options: Any) -> None:
        try:
            made = backups.back_up(folder)
        except backups.BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{made}")
        backups.prune(folder, keep=options["keep"])
        if keys_to:
            self.stdout.write(f"{backups.mirror_keys(keys_to)} keys of open votes in {keys_to}")
