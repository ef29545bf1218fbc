"""The whole demonstration in one transaction: all of it or nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import transaction

from cms.publishing import publish_year_pages
from cms.reports import publish_reports
from mws.audit.models import AuditLink
from mws.audit.services import seal_trail
from mws.core.clock import database_now
from mws.core.refusals import require
from mws.demo.plan import CLOSED_YEAR
from mws.demo.seeding import base
from mws.demo.seeding.closed.year import seed_closed_year
from mws.demo.seeding.counter import seed_counter
from mws.demo.seeding.current.year import seed_current_year
from mws.demo.seeding.newcomers import seed_newcomers
from mws.demo.seeding.progress import Progress
from mws.demo.seeding.providers import seed_register
from mws.demo.services import why_not_demo
from mws.oversight.services import recount_all
from mws.places.models import Place

# Communities that are played through this year have more residents than the others.
RESIDENTS = {
    "龙珠": 40, "塘朗": 24, "珠光": 60, "桃源": 30, "长源": 20, "平山": 20, "峰景": 20,
    "福光": 20, "龙辉": 20, "龙联": 24,
}  # fmt: skip
# The year's rules are older than the oldest round that is played under them.
BEFORE_ROUNDS = timedelta(days=400)


def is_seeded() -> bool:
    return Place.objects.filter(is_demo=True).exists()


def seed(progress: Progress) -> bool:
    """Seed everything; False (and no change) when the demonstration is there already.

    Raises Refused where no demonstration may be: production would not start on such a database.
    """
    require(why_not_demo())
    if is_seeded():
        return False
    now = database_now()
    with transaction.atomic():
        city, district, tree = base.seed_places()
        begin = datetime(CLOSED_YEAR, 1, 3, 2, tzinfo=UTC)
        stage = base.seed_people(city, district, tree, residents=RESIDENTS, now=begin)
        stage.suppliers = base.seed_suppliers()
        progress.say("places, offices, councils, residents")
        old_rules = base.seed_rules(district, CLOSED_YEAR, begin)
        rules = base.seed_rules(district, now.year, now - BEFORE_ROUNDS)
        seed_register(stage, now - BEFORE_ROUNDS)
        seed_closed_year(stage, old_rules, progress)
        progress.say(f"{publish_year_pages(CLOSED_YEAR)} pages of {CLOSED_YEAR}")
        progress.say(f"{publish_reports(CLOSED_YEAR)} reports on {CLOSED_YEAR}")
        seed_current_year(stage, rules, now, progress)
        seed_newcomers(stage, rules, now)
        seed_counter(stage, now)
    seal_trail()
    progress.say(f"audit trail: {AuditLink.objects.count()} events linked")
    progress.say(f"sums of {recount_all()} communities")
    return True
