"""The code that an invented person's authenticator app shows now: `make demo-code USER=clerk`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mws.core.refusals import Refused
from mws.demo.factors import code_of
from mws.demo.roles import person_called, role_named


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("user", help="a role of /demo/, as in clerk, or a user name")

    def handle(self, *args: Any, **options: Any) -> None:
        role = role_named(options["user"])
        try:
            code = code_of(person_called(role.username if role else options["user"]))
        except Refused as refused:
            raise CommandError(str(refused.refusal)) from None
        self.stdout.write(code)
