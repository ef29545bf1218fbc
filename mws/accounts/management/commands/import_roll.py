"""`manage.py import_roll CODE FILE --by NAME`: bring a community's roll of residents."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from mws.accounts import services
from mws.accounts.models import ResidentRoll, RollState, User
from mws.accounts.selectors_rolls import report_of
from mws.core.refusals import Refused
from mws.places.models import Place


class Command(BaseCommand):
    help = "Read a community's roll (CSV or XLSX) wholly or not at all; --put-in-force uses it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("community", help="code of the community")
        parser.add_argument("file", help="the list: CSV (UTF-8, GBK, UTF-16) or XLSX")
        parser.add_argument("--by", required=True, help="user name of the clerk who answers for it")
        parser.add_argument("--put-in-force", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            by = User.objects.get(username=options["by"], is_active=True)
            place = Place.objects.communities().get(code=options["community"])
            roll = self._bring(place, options["file"], by)
            self._read(roll, by)
            if options["put_in_force"]:
                roll = services.put_roll_in_force(roll_id=roll.pk, by=by)
                self.stdout.write(_("In force: version %(number)s.") % {"number": roll.version})
        except (User.DoesNotExist, Place.DoesNotExist) as error:
            raise CommandError(str(error)) from error
        except Refused as refused:
            raise CommandError(str(refused.refusal.message)) from refused

    def _bring(self, place: Place, path: str, by: User) -> ResidentRoll:
        try:
            with open(path, "rb") as file:
                return services.import_roll(
                    place_id=place.pk, file=file, by=by, in_background=False
                )
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error

    def _read(self, roll: ResidentRoll, by: User) -> None:
        try:
            services.read_roll(roll.pk, tell=self._tell)
        except KeyboardInterrupt as stopped:
            services.discard_roll(roll_id=roll.pk, by=by)
            raise CommandError(_("Broken off. Nothing of the list was kept.")) from stopped
        roll.refresh_from_db()
        if roll.state == RollState.FAULTY:
            raise CommandError("\n".join(report_of(roll)))

    def _tell(self, count: int, total: int | None) -> None:
        of_all = f" / {total:,}" if total else ""
        self.stdout.write(_("%(count)s lines read") % {"count": f"{count:,}{of_all}"})
