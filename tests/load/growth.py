"""L7: what public pages cost as a city grows: ``python -m tests.load.growth [SIZE …]``.

A throw-away city of 645 communities for each size. The cities are visited in turn, so that a moment
in which the machine is slow falls on all of them: server time (median of so many requests without
network and without the page cache) and queries of each page, into docs/reports/growth.json.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from contextlib import ExitStack
from typing import Any

import django

from tests.load import report

SIZES = (100, 1_000, 10_000, 130_000)
TURNS, REQUESTS = 7, 3  # of each page: the first of a turn is not counted


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mws.settings.test")
    begun = report.circumstances()
    django.setup()
    from django.db import connection

    from tests.database import fresh_database

    with ExitStack() as cities:
        built = {}
        for size in [int(text) for text in sys.argv[1:]] or SIZES:
            name = cities.enter_context(fresh_database()).rsplit("/", 1)[1]
            built[size] = (name, _build(size))
            print(size, "built", flush=True)
        sizes = _measure(built)
    facts = {"circumstances": begun, "database": connection.vendor, "sizes": sizes}
    report.write("growth", facts, _markdown(facts))


def _build(size: int) -> dict[str, str]:
    """The city in the present database; the addresses of its pages."""
    from django.db import connection

    from proposals.models import Proposal
    from tests.load.city_proposals import YEARS, build_city

    places = build_city(size)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    case = Proposal.objects.public().order_by("pk").first()
    return {
        "home": "/", "communities": "/communities/",
        "community": f"/communities/{places[0].code}/", "list": "/proposals/",
        "list of a sub-district": "/proposals/?place=440300100",
        "search": "/proposals/?q=%E8%B7%AF%E7%81%AF", "case": f"/proposals/{case.pk}/",
        "votes": "/votes/", "year": f"/years/{YEARS[-1]}/",
    }  # fmt: skip


def _measure(built: dict[int, tuple[str, dict[str, str]]]) -> dict[str, Any]:
    times: dict[int, dict[str, list[float]]] = {
        size: {page: [] for page in pages} for size, (_name, pages) in built.items()
    }
    for turn in range(TURNS):
        for size, (name, pages) in built.items():
            _move_to(name)
            for page, path in pages.items():
                times[size][page] += _timed(path)
        print(f"turn {turn + 1} of {TURNS}", flush=True)
    sizes: dict[str, Any] = {}
    for size, (name, pages) in built.items():
        _move_to(name)
        sizes[str(size)] = {
            page: _queries(path) | {"median_ms": round(statistics.median(times[size][page]), 1)}
            for page, path in pages.items()
        }
    return sizes


def _move_to(name: str) -> None:
    """Into another of the cities, with nothing in mind of the one before."""
    from django.contrib.contenttypes.models import ContentType
    from django.core.cache import cache
    from django.db import connection

    from proposals.selectors.facets import keep_counts
    from tests.database import point_at

    point_at(name)
    cache.clear()
    ContentType.objects.clear_cache()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET random_page_cost = 1.1")  # as docs/deploy.md has it
    keep_counts()


def _timed(path: str) -> list[float]:
    """Milliseconds of each request but the first."""
    from django.test import Client

    client, times = Client(), []
    for _request in range(REQUESTS):
        begin = time.perf_counter()
        client.get(path)
        times.append((time.perf_counter() - begin) * 1000)
    return times[1:]


def _queries(path: str) -> dict[str, Any]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        status = client.get(path).status_code
    return {"status": status, "queries": len(captured)}


def _markdown(facts: dict[str, Any]) -> str:
    sizes, where = facts["sizes"], facts["circumstances"]
    head = " | ".join(f"{int(size):,}" for size in sizes)
    lines = [
        "# Pages as the city grows", "", "Written by `make growth`; not edited.", "",
        f"{where['at']} · commit {where['commit']} · load average {where['load_average']} · "
        f"{facts['database']} · milliseconds (queries)",
        "", f"| page | {head} |", "|---" * (len(sizes) + 1) + "|",
    ]  # fmt: skip
    for page in next(iter(sizes.values())):
        cells = [f"{each[page]['median_ms']} ({each[page]['queries']})" for each in sizes.values()]
        lines.append(f"| {page} | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
