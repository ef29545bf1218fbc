"""What the sunshine board costs for a whole city: ``python -m tests.load.city_board [PROPOSALS]``.

Builds a throw-away city of 645 communities and five years on the database of ``DATABASE_URL``
(default: SQLite) and prints for each page the queries and the median server time of seven requests,
without the network. 215,000 proposals make 64,500 projects: twenty a community and year.
"""

from __future__ import annotations

import os
import statistics
import sys
import time

import django
from django.conf import settings

PROPOSALS = 215_000
RUNS = 7
PAGES = (
    "/sunshine/", "/sunshine/2024/4403/", "/sunshine/2024/440305/", "/sunshine/2024/440300100/",
    "/sunshine/2024/440305/paid/", "/sunshine/2024/440305/sunshine/",
    "/sunshine/2024/440305/projects/?category=works", "/sunshine/2024/440305/files/?promise=once",
    "/sunshine/2024/440305/overdue/", "/sunshine/2024/440305/suppliers/", "/open-data/",
    "/open-data/api/figures/?place=440305&year=2024", "/open-data/api/projects/?year=2024",
    "/outcomes/", "/news/", "/search/?q=路灯",
)  # fmt: skip


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mws.settings.test")
    django.setup()
    settings.ALLOWED_HOSTS = ["testserver"]  # and no signal for each template, as tests have
    from django.db import connection

    from tests.database import fresh_database

    with fresh_database():
        _measure(int(sys.argv[1]) if len(sys.argv) > 1 else PROPOSALS, connection)


def _measure(size: int, connection) -> None:
    from mws.oversight.services import recount_all
    from tests.load.city_proposals import build_city

    begin = time.perf_counter()
    build_city(size)
    built = time.perf_counter()
    counted = recount_all()
    recounted = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(
        f"{connection.vendor}: {size:,} proposals, built in {built - begin:.0f} s, {counted}"
        f" communities counted in {recounted - built:.1f} s, load {os.getloadavg()[0]:.1f}"
    )
    for page in PAGES:
        queries, milliseconds = _request(page, connection)
        print(f"{page:52} {queries:2} queries  {milliseconds:6.0f} ms", flush=True)


def _request(page: str, connection) -> tuple[int, float]:
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.get(page)
    times = []
    for _run in range(RUNS):
        begin = time.perf_counter()
        response = client.get(page)
        times.append((time.perf_counter() - begin) * 1000)
        assert response.status_code == 200, (page, response.status_code)
    with CaptureQueriesContext(connection) as captured:
        client.get(page)
    return len(captured), statistics.median(times)


if __name__ == "__main__":
    main()
