"""`manage.py import_projects FILE.xlsx --community CODE …`: take over a community's own books."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from mws.accounts.models import User
from mws.core.money import MoneyError, format_yuan, parse_yuan
from mws.core.refusals import Refused
from mws.core.table_faults import sentences
from mws.places.models import Place
from proposals.opening_lists import OpeningRow, read_opening, sentence
from proposals.services.opening import bring_books, take_over_books


class Command(BaseCommand):
    help = (
        "Read a community's own books (台账, XLSX or CSV) and say line by line what is wrong. "
        "Without --write nothing is kept; with it everything is taken over, or nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the list: XLSX or CSV")
        parser.add_argument("--community", required=True, help="code of the community")
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument("--allocated", required=True, help="given in all, in yuan")
        parser.add_argument("--document", required=True, help="number of the document behind it")
        parser.add_argument("--made-by", required=True, help="user name of the finance officer")
        parser.add_argument("--approved-by", required=True, help="user name of the leader")
        parser.add_argument("--write", action="store_true", help="take over, not only look")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            allocated_fen = parse_yuan(options["allocated"])
            place = Place.objects.communities().get(code=options["community"])
            people = [User.objects.get(username=options[n]) for n in ("made_by", "approved_by")]
            rows = self._read(options["file"], allocated_fen)
            self._report(rows, allocated_fen)
            self._take_over(place, rows, allocated_fen, people, options)
        except (User.DoesNotExist, Place.DoesNotExist, MoneyError) as error:
            raise CommandError(str(error)) from error
        except Refused as refused:
            raise CommandError(str(refused.refusal.message)) from refused

    def _read(self, path: str, allocated_fen: int) -> list[OpeningRow]:
        try:
            content = Path(path).read_bytes()
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        rows, faults = read_opening(lambda: BytesIO(content), allocated_fen=allocated_fen)
        if faults:
            raise CommandError("\n".join(sentences(faults, sentence)))
        return rows

    def _report(self, rows: list[OpeningRow], allocated_fen: int) -> None:
        for row in rows:
            self.stdout.write(
                f"{row.line}\t{row.title}\t{row.status}\t{format_yuan(row.committed_fen)}"
                f"\t{format_yuan(row.paid_fen)}"
            )
        held = sum(row.committed_fen + row.paid_fen for row in rows)
        self.stdout.write(
            _("%(count)s projects; %(free)s yuan stay free.")
            % {"count": len(rows), "free": format_yuan(allocated_fen - held)}
        )

    def _take_over(
        self, place: Place, rows: list[OpeningRow], allocated_fen: int, people: list[User],
        options: dict[str, Any],
    ) -> None:  # fmt: skip
        made_by, approved_by = people
        with transaction.atomic():
            opening = bring_books(
                community=place, year=options["year"], allocated_fen=allocated_fen,
                document_no=options["document"], rows=rows, by=made_by,
            )  # fmt: skip
            take_over_books(opening_id=opening.pk, by=approved_by)
            transaction.set_rollback(not options["write"])
        said = _("Taken over.") if options["write"] else _("All in order; nothing was written.")
        self.stdout.write(str(said))
