"""Count all tallies anew from the rooms' rows."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from mws.oversight.services import recount_all


class Command(BaseCommand):
    help = "Count the sums behind the sunshine board anew, for all places and years."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{recount_all()} communities counted")
