"""What the public list costs as a city grows: ``python -m tests.load.proposal_list [SIZE …]``.

Builds a throw-away city on the database of ``DATABASE_URL`` (default: SQLite) and prints for each
size and selection the queries, the server time of the first request, which keeps what others may
use, and the medians of seven more without the network: server time, the processor time of Python,
and the load of the machine, for a busy one proves nothing. Last the hints that are shown while a
title is being typed, in the community with the most to compare.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import django
from django.conf import settings

SIZES = (1_000, 20_000)
RUNS = 7
SELECTIONS = {
    "all": {},
    "a word (路灯)": {"q": "路灯"},
    "two words": {"q": "广场 翻新"},
    "works, dearest first": {"category": "works", "sort": "dearest"},
    "a sub-district": {"place": "440300100"},
    "a community": {"place": "4403C000003"},
    "page 500": {"page": "500"},
    "a rare choice": {"status": "review", "theme": "other"},
}

TITLES = ("修复口袋公园的路灯", "给社区书屋添一批绘本")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mws.settings.test")
    django.setup()
    settings.ALLOWED_HOSTS = ["testserver"]  # and no signal for each template, as tests have
    from django.db import connection

    from tests.database import fresh_database

    sizes = [int(text) for text in sys.argv[1:]] or SIZES
    for size in sizes:
        with fresh_database():
            _measure(size, connection)


def _measure(size: int, connection) -> None:
    from proposals.selectors.facets import keep_counts
    from tests.load.city_proposals import build_city

    begin = time.perf_counter()
    build_city(size)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    keep_counts()
    built = time.perf_counter() - begin
    print(f"\n{connection.vendor}: {size:,} proposals, built in {built:.0f} s")
    for name, params in SELECTIONS.items():
        found, *cost = _request(params, connection)
        _say(name, f"{found:>8,} found", *cost)
    for title in TITLES:
        _say(f"hints: {title}", "", *_hints(title, connection))


def _say(name: str, found: str, queries: int, first: float, wall: float, processor: float) -> None:
    load = os.getloadavg()[0]
    print(
        f"{name:24} {found:14}  {queries:2} queries  first {first:5.0f} ms  then {wall:5.0f} ms  "
        f"{processor:5.0f} ms of Python  load {load:.1f}"
    )


def _hints(title: str, connection) -> tuple[int, float, float, float]:
    """The page's part that is asked for while one types, for who lives where most is proposed."""
    from django.db.models import Count
    from django.test.utils import CaptureQueriesContext

    from mws.core.clock import database_now
    from mws.places.models import Place
    from proposals.models import Proposal
    from proposals.selectors.alike import alike_to

    most = Proposal.objects.values("community").annotate(n=Count("pk")).order_by("-n").first()
    community, person = Place.objects.get(pk=most["community"]), Proposal.objects.first().author
    now = database_now()

    def ask() -> None:
        alike_to(title, community=community, person=person, now=now)

    times = _times(ask)
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured), *times


def _times(act: Callable[[], Any]) -> tuple[float, float, float]:
    """Milliseconds: of the first time, then medians on the wall and of this process's processor."""
    walls, processors = [], []
    for _run in range(1 + RUNS):
        begin, busy = time.perf_counter(), time.process_time()
        act()
        walls.append((time.perf_counter() - begin) * 1000)
        processors.append((time.process_time() - busy) * 1000)
    return walls[0], statistics.median(walls[1:]), statistics.median(processors[1:])


def _request(params: dict[str, str], connection) -> tuple[int, int, float, float, float]:
    """Timed as the site works; once more with the eyes of tests, for what was found."""
    from django.test import Client
    from django.test.utils import (
        CaptureQueriesContext,
        setup_test_environment,
        teardown_test_environment,
    )

    client = Client()

    def ask() -> None:
        assert client.get("/proposals/", params).status_code == 200

    times = _times(ask)
    setup_test_environment()
    try:
        with CaptureQueriesContext(connection) as captured:
            response = client.get("/proposals/", params)
    finally:
        teardown_test_environment()
    return response.context["found"].facets.total, len(captured), *times


if __name__ == "__main__":
    main()
