"""How PostgreSQL answers the hot pages: ``python -m tests.load.plans`` on a seeded city.

Asks each page once, explains every SELECT it made, and prints those that read a large table from
end to end. Settings and DATABASE_URL as for ``tests.load.world``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import django

LARGE = 10_000  # rows


def main() -> None:
    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()
    found = [line for path, person in _pages() for line in _scans(path, person)]
    print("\n".join(found) or f"no page reads a table of more than {LARGE:,} rows end to end")


def _pages() -> list[tuple[str, Any]]:
    """Public pages, and those that a voter opens."""
    from mws.accounts.models import User
    from mws.places.models import Place
    from proposals.models import Proposal
    from voting.models import Poll

    place = Place.objects.communities().first()
    poll = Poll.objects.filter(state="open").first()
    voter = User.objects.filter(roll_entries__poll=poll).order_by("-pk").first()
    case = Proposal.objects.public().first()
    public = ["/", "/communities/", f"/communities/{place.code}/", "/proposals/", "/votes/",
              f"/proposals/?place={place.parent.code}", "/proposals/?q=%E8%B7%AF%E7%81%AF",
              f"/proposals/{case.pk}/", f"/votes/{poll.pk}/"]  # fmt: skip
    return [(path, None) for path in public] + [(f"/votes/{poll.pk}/", voter), ("/me/", voter)]


def _scans(path: str, person: Any) -> Iterator[str]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"X-Forwarded-Proto": "https", "Host": "load.example.org"})
    if person is not None:
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        status = client.get(path).status_code
    yield f"{status} {path} {'voter' if person else ''} {len(captured)} queries"
    for query in captured:
        if not query["sql"].startswith("SELECT"):
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {query['sql']}".replace("%", "%%"), [])
            plan = cursor.fetchone()[0]
        for table, rows in _read_whole(json.loads(plan) if isinstance(plan, str) else plan):
            yield f"  {table} ({rows:,} rows): {query['sql'][:200]}"


def _read_whole(node: Any) -> Iterator[tuple[str, int]]:
    if isinstance(node, list):
        for each in node:
            yield from _read_whole(each)
    elif isinstance(node, dict):
        if node.get("Node Type") == "Seq Scan" and _size(node["Relation Name"]) > LARGE:
            yield node["Relation Name"], _size(node["Relation Name"])
        for each in node.values():
            yield from _read_whole(each)


def _size(table: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE relname = %s", [table])
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    main()
