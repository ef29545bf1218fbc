"""The public pages added up (M7): what a reader can add up is what the ledger says, to the fen.

    .venv/bin/python -m tests.assurance.crawl_money [seconds=60]

Reads the pages of the seeded district as a visitor gets them, follows their links, and compares
with the ledger's own rows only at the end.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator
from html.parser import HTMLParser

from tests.seeded import environment_of, seeded_folder


class Page(HTMLParser):
    """The numbers and links of one page; cells by their column's name (``data-label``)."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[dict[str, str]] = []
        self.links: list[str] = []
        self.ledger: list[str] = []
        self._cell = ""
        self._in_foot = False
        self.foot: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if tag == "a" and facts.get("href"):
            self.links.append(facts["href"] or "")
        if tag == "tfoot":
            self._in_foot = True
        if tag == "tr":
            self.rows.append({})
        if tag in ("td", "dd"):
            self._cell = facts.get("data-label") or tag
        if tag == "th":
            self._cell = "th"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "dd"):
            self._cell = ""
        if tag == "table":
            self._in_foot = False

    def handle_data(self, data: str) -> None:
        if self._cell == "dd":
            self.ledger.append(data.strip())
        elif self._cell and self.rows:
            row = self.foot if self._in_foot else self.rows[-1]
            row[self._cell] = row.get(self._cell, "") + data


def fen(text: str) -> int:
    """ "1,054,000.00" → 105400000."""
    found = re.search(r"-?[\d,]+\.\d\d", text)
    return int(found[0].replace(",", "").replace(".", "")) if found else 0


COLUMNS = ("Allocated", "Available", "Reserved", "Committed", "Paid", "Returned")


class Reader:
    """A visitor who reads in English and adds up."""

    def __init__(self) -> None:
        from django.test import Client

        self.client, self.pages = Client(), 0

    def get(self, address: str) -> Page:
        response = self.client.get(address, headers={"accept-language": "en"})
        assert response.status_code == 200, (address, response.status_code)
        self.pages += 1
        return Page(response.content.decode())

    def parts(self, address: str) -> tuple[dict[str, int], list[str]]:
        """The sum of a statement's parts, which has to be what its last row says; their links."""
        page = self.get(address)
        rows = [row for row in page.rows if "Allocated" in row]
        sums = {name: sum(fen(row[name]) for row in rows) for name in COLUMNS}
        assert sums == {name: fen(page.foot[name]) for name in COLUMNS}, address
        # Not the link to the same page in the other language, nor to the page itself.
        links = {link for link in page.links if link.startswith("/en/places/") and "on=" in link}
        return sums, sorted(link for link in links if link.split("?")[0] not in address)

    def movements(self, address: str) -> tuple[int, int, int]:
        """Of a community: allocated (what came from the treasury), paid, number of movements."""
        allocated = paid = count = 0
        base, number = address.split("?")[0], 1
        while True:
            page = self.get(f"{base}?page={number}")
            for row in page.rows:
                if "Amount (yuan)" not in row or "No." not in row:
                    continue
                count += 1
                way, amount = row["th"], fen(row["Amount (yuan)"])
                allocated += amount * (("Treasury →" in way) - ("→ Treasury" in way))
                paid += amount * (("→ Paid" in way) - ("Paid →" in way))
            if not any(f"page={number + 1}" in link for link in page.links):
                return allocated, paid, count
            number += 1


def projects(year: int) -> Iterator[tuple[int, int, int]]:
    """Key, paid and committed of every project, for the comparison at the end."""
    from proposals.models import Project

    rows = Project.objects.filter(year=year).values_list(
        "pk", "account__paid_fen", "account__committed_fen"
    )
    yield from rows.order_by("pk")


def check_projects(reader: Reader, year: int, paid: int) -> int:
    """Every project's own page says what the ledger has; together they are what was paid."""
    count = total = 0
    for key, paid_fen, committed_fen in projects(year):
        page = reader.get(f"/en/projects/{key}/money/")
        shown = [fen(text) for text in page.ledger if re.search(r"\d\.\d\d", text)]
        assert shown[1:3] == [committed_fen, paid_fen], (key, shown)
        count, total = count + 1, total + shown[2]
    assert total == paid, (year, total, paid)
    return count


def main() -> None:
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    if "DATABASE_URL" not in os.environ:  # else another seeded database: a whole city, say
        os.environ.update(environment_of(seeded_folder()))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mws.settings.dev")
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    from mws.ledger.selectors import balances_of_place, years_with_money
    from mws.places.models import Place

    begin, worked, reader = time.monotonic(), time.process_time(), Reader()
    city = Place.objects.get(level="city")
    for year in years_with_money():
        sums, districts = reader.parts(f"/en/places/{city.code}/money/{year}/")
        truth = balances_of_place(city, year)
        assert sums == {name: getattr(truth, name.lower()) for name in COLUMNS}, (year, sums, truth)
        allocated = paid = moves = 0
        for district in districts:
            for street in reader.parts(district)[1]:
                for community in reader.parts(street)[1]:
                    given, spent, count = reader.movements(community)
                    allocated, paid, moves = allocated + given, paid + spent, moves + count
        assert (allocated, paid) == (truth.allocated, truth.paid), (year, allocated, paid)
        count = check_projects(reader, year, truth.paid)
        print(f"{year}: {count} projects, {moves} movements, paid {truth.paid / 100:,.2f} yuan")
    took = time.monotonic() - begin
    worked = time.process_time() - worked
    print(
        f"crawl: {reader.pages} pages meet the ledger to the fen in {took:.0f} s "
        f"({worked:.0f} s of one processor)"
    )
    assert took <= most, f"more than {most} s"


if __name__ == "__main__":
    main()
