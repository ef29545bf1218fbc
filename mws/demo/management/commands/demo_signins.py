"""Print who can be played in the demonstration, and where."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from mws.demo.roles import ROLES, person_of


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
