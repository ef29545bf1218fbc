"""Write all books in the language of beancount; `bean-check FILE` adds them up once more."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from mws.ledger.exports import beancount_lines
from mws.ledger.models import Fund, Transfer


class Command(BaseCommand):
    help = "Write every transfer and every balance for beancount: bean-check has to find nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        rows = Transfer.objects.order_by("effective_at", "fund_id", "seq").iterator(2_000)
        for line in beancount_lines(rows, Fund.objects.order_by("pk")):
            self.stdout.write(line)
