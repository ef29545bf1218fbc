"""`manage.py bootstrap`: begin on an empty database, with one district and its first officer."""

from __future__ import annotations

from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from mws.accounts.rules import why_not_found
from mws.accounts.services.founding import OfficerInput, PlaceInput, found_site
from mws.core.refusals import Refused, require

QUESTIONS = {
    "city_code": "Code of the city, as in 4403",
    "city_name": "Name of the city",
    "district_code": "Code of the district, as in 440305",
    "district_name": "Name of the district",
    "username": "User name of the first district officer",
    "name": "Name of this person",
    "phone": "Mobile number of this person",
    "reason": "Decision or document that appoints this person",
}
NEXT_STEPS = """
{place} is founded. Next:
  1. Sign in at {address} as {username}, and set up a second factor.
  2. At /desk/settings/: enter the sub-districts and communities, load the holidays of the year,
     check the rule set, give the other roles.
  3. Keep `manage.py tick --every 10` running beside the web server.
"""


class Command(BaseCommand):
    help = "Found the site: city, first district, first district officer. Refuses where data is."

    def add_arguments(self, parser: CommandParser) -> None:
        for name, question in QUESTIONS.items():
            parser.add_argument(f"--{name.replace('_', '-')}", help=question)
        parser.add_argument(
            "--password-file",
            help="a file whose first line is the password; without it the command asks",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            require(why_not_found())
            answers = {
                name: options[name] or self._ask(question) for name, question in QUESTIONS.items()
            }
            membership = found_site(
                city=PlaceInput(answers["city_code"], answers["city_name"]),
                district=PlaceInput(answers["district_code"], answers["district_name"]),
                officer=OfficerInput(
                    answers["username"], answers["name"], answers["phone"],
                    self._password(options["password_file"]),
                ),
                reason=answers["reason"],
            )  # fmt: skip
        except Refused as refused:
            raise CommandError(str(refused.refusal.message)) from refused
        self.stdout.write(
            NEXT_STEPS.format(
                place=membership.place, address="/accounts/login/", username=answers["username"]
            )
        )

    def _ask(self, question: str) -> str:
        while not (answer := input(f"{question}: ").strip()):
            self.stderr.write("Please answer.")
        return answer

    def _password(self, file: str | None) -> str:
        if file:
            try:
                with open(file, encoding="utf-8") as lines:
                    return lines.readline().rstrip("\n")
            except OSError as error:
                raise CommandError(f"{file}: {error.strerror}") from error
        password = getpass("Password: ")
        if password != getpass("Password, once more: "):
            raise CommandError(_("The two passwords differ."))
        return password
