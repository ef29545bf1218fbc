"""L7: what public pages cost as a city grows: ``python -m tests.load.growth [SIZE …]``.

A throw-away city of 645 communities for each size; server time (median of seven requests without
network and without the page cache) and queries of each page, into docs/reports/growth.json.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from typing import Any

import django

from tests.load import report

SIZES = (100, 1_000, 10_000, 130_000)
RUNS = 7


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mws.settings.test")
    begun = report.circumstances()
    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()
    from tests.database import fresh_database

    sizes: dict[str, Any] = {}
    for size in [int(text) for text in sys.argv[1:]] or SIZES:
        with fresh_database():
            sizes[str(size)] = _measure(size)
            print(size, sizes[str(size)], flush=True)
    from django.db import connection

    facts = {"circumstances": begun, "database": connection.vendor, "sizes": sizes}
    report.write("growth", facts, _markdown(facts))


def _measure(size: int) -> dict[str, Any]:
    from django.db import connection

    from proposals.models import Proposal
    from proposals.selectors.facets import keep_counts
    from tests.load.city_proposals import YEARS, build_city

    places = build_city(size)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    keep_counts()
    case = Proposal.objects.public().order_by("pk").first()
    pages = {
        "home": "/", "communities": "/communities/",
        "community": f"/communities/{places[0].code}/", "list": "/proposals/",
        "list of a sub-district": "/proposals/?place=440300100",
        "search": "/proposals/?q=%E8%B7%AF%E7%81%AF", "case": f"/proposals/{case.pk}/",
        "votes": "/votes/", "year": f"/years/{YEARS[-1]}/",
    }  # fmt: skip
    return {name: _request(path) for name, path in pages.items()}


def _request(path: str) -> dict[str, Any]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.get(path)
    times = []
    for _run in range(RUNS):
        begin = time.perf_counter()
        status = client.get(path).status_code
        times.append((time.perf_counter() - begin) * 1000)
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return {
        "status": status, "queries": len(captured), "median_ms": round(statistics.median(times), 1),
    }  # fmt: skip


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
