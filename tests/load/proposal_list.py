"""What the public list costs as a city grows: ``python -m tests.load.proposal_list [SIZE …]``.

Builds a throw-away city on the database of ``DATABASE_URL`` (default: SQLite) and prints for each
size and selection the queries and the median server time of seven requests, without the network.
"""

from __future__ import annotations

import os
import statistics
import sys
import time

import django
from django.test.utils import setup_test_environment

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


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mws.settings.test")
    django.setup()
    setup_test_environment()
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
    load = os.getloadavg()[0]
    built = time.perf_counter() - begin
    print(f"\n{connection.vendor}: {size:,} proposals, built in {built:.0f} s, load {load:.1f}")
    for name, params in SELECTIONS.items():
        queries, found, milliseconds = _request(params, connection)
        print(f"{name:24} {found:>8,} found  {queries:2} queries  {milliseconds:6.0f} ms")


def _request(params: dict[str, str], connection) -> tuple[int, int, float]:
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.get("/proposals/", params)
    times = []
    for _run in range(RUNS):
        begin = time.perf_counter()
        response = client.get("/proposals/", params)
        times.append((time.perf_counter() - begin) * 1000)
        assert response.status_code == 200
    with CaptureQueriesContext(connection) as captured:
        response = client.get("/proposals/", params)
    return len(captured), response.context["found"].facets.total, statistics.median(times)


if __name__ == "__main__":
    main()
