"""Fill an empty database with the demonstration: Nanshan 2017 and the current year; or a city."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from mws.core.refusals import Refused
from mws.demo.city.places import COMMUNITIES
from mws.demo.city.run import CityFaults, seed_city
from mws.demo.seeding.progress import Progress
from mws.demo.seeding.run import seed


class Command(BaseCommand):
    help = "Seed the demonstration data (idempotent: does nothing when it is there)."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="say nothing when there is data already"
        )
        parser.add_argument(
            "--scale", choices=("district", "city"), default="district",
            help="city: 645 communities, a million residents; PostgreSQL only",
        )  # fmt: skip
        parser.add_argument(
            "--communities", type=int, default=COMMUNITIES, help="of the city: fewer, to try it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            is_new = self._seed(Progress(self.stdout), options)
        except Refused as refused:
            raise CommandError(str(refused.refusal)) from None
        except CityFaults as faults:
            raise CommandError(f"the checks found faults: {faults}") from None
        if not is_new and not options["if_empty"]:
            self.stdout.write("The demonstration data is there already; nothing was changed.")

    @staticmethod
    def _seed(progress: Progress, options: dict[str, Any]) -> bool:
        if options["scale"] == "district":
            return seed(progress)
        if connection.vendor != "postgresql":
            raise CommandError("A city needs PostgreSQL: set DATABASE_URL.")
        return seed_city(progress, communities=options["communities"])
