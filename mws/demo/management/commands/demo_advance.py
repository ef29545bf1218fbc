"""Move a community's deadlines (never the clock) so that its next stage begins now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mws.core.refusals import Refused
from mws.demo.services import advance_community, run_due_jobs
from mws.places.models import Place


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--community", required=True, help="its code, as in its address")

    def handle(self, *args: Any, **options: Any) -> None:
        community = Place.objects.filter(code=options["community"], level="community").first()
        if community is None:
            raise CommandError(f"no community has the code {options['community']}")
        try:
            stage = advance_community(community=community, by=None)
        except Refused as refused:
            raise CommandError(str(refused.refusal)) from None
        run_due_jobs()
        self.stdout.write(f"{community.name}: {stage.value}")
