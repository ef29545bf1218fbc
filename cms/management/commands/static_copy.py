"""Write the certified results as plain files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cms.static_copy import copy_results


class Command(BaseCommand):
    help = "Write the results of decided rounds into FOLDER, for a web server to hand out alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        self.stdout.write(f"{copy_results(folder)} files in {folder}")
