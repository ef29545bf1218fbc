"""Print who can be played in the demonstration, and where."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from mws.accounts.models import User
from mws.demo.roles import PASSWORD, ROLES, person_of, role_named


class Command(BaseCommand):
    help = "List the demonstration's sign-ins."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--port", default="8000")

    def handle(self, *args: Any, **options: Any) -> None:
        if person_of(ROLES[0]) is None:
            self.stdout.write("No demonstration data: run `manage.py seed_demo`.")
            return
        address = f"http://127.0.0.1:{options['port']}/demo/"
        self.stdout.write(f"Sign in as any of these with one click at {address}")
        with translation.override("en"):
            for role in ROLES:
                self.stdout.write(f"  {role.slug:<18} {role.label}: {role.task}")
        self._by_hand()

    def _by_hand(self) -> None:
        resident, clerk = person_of(ROLES[0]), person_of(role_named("clerk"))
        self.stdout.write(
            "Or sign in by hand, as in production:\n"
            f"  staff      user name {clerk.username}, password {PASSWORD}, and the code of\n"
            "             `make demo-code USER=clerk` (any role above, or any user name)\n"
            f"  residents  {number_of(resident)}, and the code that appears here: in development\n"
            "             alone it is printed instead of sent"
        )


def number_of(person: User) -> str:
    """The number as one types it."""
    return (person.phone or "").removeprefix("+86")
