"""Replay all books and compare; exits 1 and names the first wrong row."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Sum
from django.utils.module_loading import import_string

from mws.core.money import format_yuan
from mws.core.snapshot import snapshot
from mws.ledger.books import faults_in_books
from mws.ledger.models import Fund, Transfer


class Command(BaseCommand):
    help = (
        "Verify that balances equal the transfers, that available + reserved + committed + paid "
        "= allocated - returned and nothing is negative after every row, and that every fen "
        "traces to a decision."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with snapshot():  # of books in which somebody writes meanwhile
            fault = next(faults_in_books(), None)
            if fault is not None:
                raise CommandError(f"books wrong at {fault.row}: {fault.message}")
            for name in settings.MWS_BOOK_CHECKS:
                if (fault := next(import_string(name)(), None)) is not None:
                    raise CommandError(f"sums wrong at {fault.row}: {fault.message}")
            allocated = Fund.objects.aggregate(total=Sum("allocated_fen"))["total"] or 0
            self.stdout.write(
                f"books: {Fund.objects.count()} funds, {Transfer.objects.count()} transfers, "
                f"{format_yuan(allocated)} yuan allocated, all verified"
            )
