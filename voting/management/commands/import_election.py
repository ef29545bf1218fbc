"""`manage.py import_election FILE.pb --community CODE --year YEAR`: a real election, whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mws.core.refusals import Refused
from mws.places.models import Place
from voting.importing.services import import_election
from voting.importing.source import Source, SourceError, read_source

BAD_INPUT = 2
BAR_WIDTH = 30


class Command(BaseCommand):
    help = (
        "Import an election in the Pabulib format, with ballots and rule of any kind: its "
        "projects, costs and ballots, counted and certified, ready for the community's council. "
        "Prints what was selected beside what the file says was selected."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.pb")
        parser.add_argument("--community", required=True, metavar="CODE")
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, file: Path, community: str, year: int, **options: Any) -> None:
        try:
            place = Place.objects.get(code=community)
            source = read_source(file)
            report = import_election(
                source=source,
                community=place,
                year=year,
                progress=self.bar(source),
                counting=self.steps,
            )
        except Place.DoesNotExist:
            raise CommandError(f"there is no place {community}", returncode=BAD_INPUT) from None
        except SourceError as error:
            raise CommandError(str(error), returncode=BAD_INPUT) from error
        except Refused as refused:
            raise CommandError(str(refused.refusal), returncode=BAD_INPUT) from refused
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
            return
        for line in report.lines():
            self.stdout.write(line)

    def steps(self, step: int, _cost: int) -> None:
        self.stderr.write(f"\rcounting: step {step:,}", ending="")

    def bar(self, source: Source) -> Any:
        """Draws on the error stream, so that the report can be piped on."""
        total = source.election.ballot_count

        def draw(done: int) -> None:
            filled = done * BAR_WIDTH // total
            bar = "#" * filled + "." * (BAR_WIDTH - filled)
            end = "\n" if done == total else ""
            self.stderr.write(f"\r[{bar}] {done:,}/{total:,} ballots", ending=end)

        return draw
