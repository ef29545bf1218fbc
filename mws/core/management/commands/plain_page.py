"""A page that stands alone, for the web server in front of the site."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.template.loader import render_to_string

PAGES = ("503.html", "offline.html")


class Command(BaseCommand):
    help = "Print 503.html or offline.html as a plain file, for when the site itself is down."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("page", choices=PAGES)

    def handle(self, *args: Any, page: str, **options: Any) -> None:
        self.stdout.write(render_to_string(page))
