"""Fill an empty database with the demonstration: Nanshan 2017 and the current year."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mws.core.refusals import Refused
from mws.demo.seeding.progress import Progress
from mws.demo.seeding.run import seed


class Command(BaseCommand):
    help = "Seed the demonstration data (idempotent: does nothing when it is there)."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="say nothing when there is data already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            is_new = seed(Progress(self.stdout))
        except Refused as refused:
            raise CommandError(str(refused.refusal)) from None
        if not is_new and not options["if_empty"]:
            self.stdout.write("The demonstration data is there already; nothing was changed.")
