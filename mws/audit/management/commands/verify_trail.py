"""Check the audit chain from its first link; exits 1 and names the first wrong row."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mws.audit.chain import faults_in_trail
from mws.audit.models import AuditLink
from mws.audit.services import seal_trail


class Command(BaseCommand):
    help = "Verify that no audit event was changed, removed or inserted."

    def handle(self, *args: Any, **options: Any) -> None:
        pending = seal_trail()
        fault = next(faults_in_trail(), None)
        if fault is not None:
            raise CommandError(f"audit trail broken at #{fault.seq}: {fault.message}")
        head = AuditLink.objects.order_by("-seq").first()
        self.stdout.write(
            f"audit trail: {head.seq if head else 0} events verified "
            f"({pending} newly linked), head {head.hash[:16] if head else '-'}"
        )
