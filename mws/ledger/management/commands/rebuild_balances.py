"""Add all balances up again from the transfers."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mws.ledger.services.rebuilding import BooksBroken, rebuild_balances


class Command(BaseCommand):
    help = (
        "Throw all balances away and add them up again from the transfers. Says which rows "
        "changed; none on honest books. Refused when a transfer itself is wrong (check_books)."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            changed = rebuild_balances()
        except BooksBroken as broken:
            raise CommandError(f"books wrong at {broken}") from broken
        for row in changed:
            self.stdout.write(f"rebuilt: {row}")
        self.stdout.write(f"balances: {len(changed)} rows changed")
