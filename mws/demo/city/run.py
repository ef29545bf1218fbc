"""The whole city, step by step, each in transactions of its own; then the two checks."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice

from django.db import connection

from mws.audit.chain import faults_in_trail
from mws.audit.models import AuditLink
from mws.audit.services import seal_trail
from mws.core.clock import database_now
from mws.core.money import split_largest_remainder
from mws.core.refusals import require
from mws.demo.city.people import AUTHORS, seed_offices, seed_residents
from mws.demo.city.places import COMMUNITIES, Tree, seed_places
from mws.demo.city.vote import seed_poll
from mws.demo.city.years import PROJECTS, seed_year
from mws.demo.seeding.base import SEAT_KINDS, Office, seed_rules, seed_suppliers
from mws.demo.seeding.progress import Progress
from mws.demo.services import why_not_demo
from mws.ledger.books import faults_in_books
from mws.places.models import Place
from proposals.selectors.facets import keep_counts

RESIDENTS, BALLOTS, CLOSED_YEARS = 1_000_000, 880_000, 5
KNOWN = AUTHORS + len(SEAT_KINDS)  # residents of a community who are there already


class CityFaults(Exception):
    """What the checks found wrong with the books or the trail."""


def seed_city(progress: Progress, *, communities: int = COMMUNITIES) -> bool:
    """Seed it; False where anything is seeded already. Fewer communities: as many residents and
    ballots each. Broken off in the middle, it is begun anew on an empty database."""
    require(why_not_demo())
    if Place.objects.filter(is_demo=True).exists():
        return False
    _settle_session()
    now = database_now()
    begin = datetime(now.year - CLOSED_YEARS, 1, 3, 2, tzinfo=UTC)
    city, tree = seed_places(communities)
    offices = seed_offices(city, tree, begin)
    progress.say(f"{len(tree)} districts, {len(offices)} communities, their offices and councils")
    _seed_residents(progress, offices, begin)
    _seed_years(progress, tree, offices, now)
    _seed_votes(progress, tree, offices, now)
    _finish(progress)
    return True


def _settle_session() -> None:
    """For this session alone: nothing waits for the disk, as a seed can be done again; and no plan
    that was made while a table was empty goes on reading all of it for each row that refers to
    it (with 1,300 funds that was half of the time)."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off; SET enable_seqscan = off")


def _share(total: int, count: int) -> list[int]:
    """The city's total, shared out among so many of its 645 communities."""
    return split_largest_remainder(total * count // COMMUNITIES, [1] * count)


def _seed_residents(progress: Progress, offices: list[Office], now: datetime) -> None:
    counts = [each - KNOWN for each in _share(RESIDENTS, len(offices))]
    seed_residents([office.place for office in offices], counts, now)
    progress.say(f"{sum(counts) + KNOWN * len(offices):,} residents, verified")
    _analyze()


def _by_district(tree: Tree, offices: list[Office]) -> list[tuple[Place, list[Office]]]:
    rest = iter(offices)
    return [
        (district, list(islice(rest, sum(len(places) for _street, places in streets))))
        for district, streets in tree
    ]


def _seed_years(progress: Progress, tree: Tree, offices: list[Office], now: datetime) -> None:
    suppliers, done = seed_suppliers(), 0
    for year in range(now.year - CLOSED_YEARS, now.year):
        for district, ours in _by_district(tree, offices):
            rules = seed_rules(district, year, datetime(year, 1, 2, tzinfo=UTC))
            done += seed_year(ours, rules, suppliers, done) if ours else 0
        progress.say(f"{year}: {done:,} closed projects so far")
    _analyze()


def _seed_votes(progress: Progress, tree: Tree, offices: list[Office], now: datetime) -> None:
    counts = iter(_share(BALLOTS, len(offices)))
    first, cast = len(offices) * PROJECTS * CLOSED_YEARS, 0
    for district, ours in _by_district(tree, offices):
        rules = seed_rules(district, now.year, now)
        for office in ours:
            count = next(counts)
            seed_poll(office, rules, count, first, now)
            first, cast = first + PROJECTS, cast + count
        progress.say(f"{district.name}: {cast:,} ballots in the boxes so far")


def _finish(progress: Progress) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET enable_seqscan")
    seal_trail()
    progress.say(f"audit trail: {AuditLink.objects.count():,} events linked")
    keep_counts()
    _analyze()
    wrong = [fault.message for fault in islice(faults_in_books(), 5)]
    wrong += [fault.message for fault in islice(faults_in_trail(), 5)]
    if wrong:
        raise CityFaults("; ".join(wrong))
    progress.say("books and trail checked from the first entry: without a fault")


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
