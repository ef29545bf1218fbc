"""What is tried against every form at once: foreign ids, fields nobody asked for, no token,
hostile words, and the way out to another site."""

import random
import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.db import connection
from django.urls import reverse

from mws.core.secrets import EncryptedTextField, SealedMixin
from mws.places.models import Level
from proposals.models import Claim, Project, Proposal
from tests.matrix import cells
from tests.matrix.columns import COLUMNS, HERE
from tests.matrix.hostile import NEXTS, VALUES
from tests.matrix.matrix import BOOKS, apart, located, payload
from tests.matrix.table import ANYWHERE, Row
from tests.matrix.world import Browser, World, signed_in, undone
from voting.models import AgendaItem, Attendance, Meeting, Motion, Poll

ROWS = [row for rows in BOOKS.values() for row in rows]
# They write no row, so anonymous pages, which know no token, may ask: is my ballot counted; how far
# is my proposal; show me larger letters (a cookie).
NEEDS_NO_TOKEN = {"voting:find_receipt", "proposals:track", "pages:display"}
READ_NEXT = ["set_language", "pages:display", "account_login", "account_signup", "account_logout",
             "account_request_login_code", "account_reauthenticate", "mfa_reauthenticate",
             "wagtailcore_login"]  # fmt: skip
SEALED = {
    (model._meta.db_table, field.column)
    for model in apps.get_models() for field in model._meta.local_concrete_fields
    if isinstance(field, EncryptedTextField | SealedMixin)
}  # fmt: skip
KINDS = {"case": Proposal, "project": Project, "claim": Claim, "sitting": Meeting,
         "called": Meeting, "motion": Motion, "item": AgendaItem, "seat": Attendance,
         "open": Poll}  # fmt: skip


def test_no_unsafe_address_takes_a_post_without_its_token(site: World):
    browser = signed_in(site.person(COLUMNS[1], HERE, None))
    browser.handler.enforce_csrf_checks = True
    open_to_all = set()
    for row in ROWS:
        if row.method == "POST":
            with apart(browser):
                code, written = cells.post(browser, located(site, row.name, row.about)[0], {})
            if code != "403" or written:
                open_to_all.add(row.name)
    assert open_to_all == NEEDS_NO_TOKEN, open_to_all ^ NEEDS_NO_TOKEN


def test_reading_every_page_leaves_every_table_as_it_was(site: World):
    pages = list(allowed(site, "GET"))
    with undone():
        before = digests()
        for row, browser, address in pages:
            response = browser.get(address)
            assert response.status_code == 200, (str(row), response.status_code)
        after = digests()
        assert {name for name in after if after[name] != before[name]} == set()


def test_no_address_leads_to_another_site(site: World):
    assert len(NEXTS) >= 60
    people = [signed_in(None), signed_in(site.person(COLUMNS[1], HERE, None))]
    for name in READ_NEXT:
        for payload_ in NEXTS:
            for browser in people:
                with apart(browser):
                    address = reverse(name)
                    asked = browser.get(address, {"next": payload_})
                    posted = browser.post(address, {"next": payload_, "language": "en"})
                for response in (asked, posted):
                    assert stays_here(response.get("Location", "/")), (name, payload_)


def test_the_ids_of_others_open_nothing(site: World):
    """Who may do it at the one place asks for objects of another street by their ids."""
    tried, opened = 0, []
    for row, browser, data, column in persons_and_forms(site):
        if column.level not in (Level.COMMUNITY, Level.SUBDISTRICT):
            continue
        for word, value in islice(foreign_ids(site, row), EACH):
            words = [value if each == word else each for each in row.about.split()]
            address, _subject = located(site, row.name, " ".join(words))
            with apart(browser):
                code, written = cells.post(browser, address, data)
            tried += 1
            if code in cells.ALLOWED:
                opened.append((str(row), value, written))
    assert opened == [], opened
    assert tried >= 500, tried


def test_fields_that_nobody_asked_for_change_nothing(site: World):
    names = {
        field.name for model in apps.get_models() for field in model._meta.get_fields()
    } | {"is_superuser", "is_staff", "community_id", "author_id", "status"}  # fmt: skip
    assert len(names) >= 300
    changed = []
    for row, browser, data, _column in persons_and_forms(site):
        address, _subject = located(site, row.name, row.about)
        extra = dict.fromkeys(sorted(names - set(data) - OPTIONAL), "1")
        done = done_rows(browser, address, extra | data)
        if done and done != done_rows(browser, address, data) and row.name not in DRAWN_BY_LOT:
            changed.append(str(row))
    assert changed == [], changed


def test_hostile_words_never_break_a_form(site: World):
    chance = random.Random(20_261_125)
    forms = list(persons_and_forms(site))
    tries = [(row, browser, data, name) for row, browser, data, _column in forms for name in data]
    broken = []
    for _ in range(TRIES):
        row, browser, data, name = chance.choice(tries)
        value = chance.choice(VALUES)
        with apart(browser):
            response = browser.post(located(site, row.name, row.about)[0], {**data, name: value})
        if response.status_code >= 500:
            broken.append((str(row), name, value[:40]))
    assert broken == [], sorted(set(broken))


TRIES = 2_000
EACH = 40  # foreign objects for each deed
# What these leave is random by design: a ballot's salt, a name for who is gone, secret codes.
DRAWN_BY_LOT = {"voting:cast", "accounts:counter", "accounts:my_data_delete",
                "mfa_generate_recovery_codes"}  # fmt: skip
# Fields that forms do ask for and that may be left empty.
OPTIONAL = {
    "reason", "condition", "text", "name", "note", "chair", "value", "language", "remarks",
    "comment", "organisation", "allows_substitutes", "meeting_no", "splitting_reason",
}  # fmt: skip


def persons_and_forms(site: World) -> Iterator[tuple[Row, Browser, dict[str, Any], Any]]:
    """Every deed with somebody who may do it here, and what they would send."""
    for row in ROWS:
        if row.method == "POST" and row.may and row.may not in ANYWHERE:
            address, subject = located(site, row.name, row.about)
            column = next(column for column in COLUMNS if column.name in row.may)
            browser = site.client(column, HERE, subject)
            yield row, browser, payload(site, row, address, subject), column


def allowed(site: World, method: str) -> Iterator[tuple[Row, Browser, str]]:
    for row in ROWS:
        if row.method == method and row.may:
            address, subject = located(site, row.name, row.about)
            column = next(column for column in COLUMNS if column.name in row.may)
            yield row, site.client(column, HERE, subject), address


def foreign_ids(site: World, row: Row) -> Iterator[tuple[str, Any]]:
    """Ids of the same kind of object in other streets."""
    for word in row.about.split():
        kind, subject = KINDS.get(word.split("_")[0]), site.subjects.get(word)
        if kind is None or subject is None or subject.place is None:
            continue
        own = subject.place.path.rsplit("/", 2)[0]
        for other in kind._default_manager.order_by("-pk")[:400]:
            place = place_of(other)
            if not place.path.startswith(own):
                yield word, str(other.pk)


def place_of(thing: Any) -> Any:
    for way in ("community", "place", "project.community", "item.meeting.place", "meeting.place",
                "round.community"):  # fmt: skip
        found = thing
        for step in way.split("."):
            found = getattr(found, step, None)
        if found is not None:
            return found
    raise LookupError(thing)


def done_rows(browser: Browser, address: str, data: dict[str, Any]) -> dict[str, list[Any]]:
    """What the post has left in the tables it wrote, without keys, times, chains and cipher texts
    (another one each time: its look-up stands beside it)."""
    with apart(browser):
        _code, written = cells.post(browser, address, data)
        return {
            table: sorted(map(repr, plain_rows(table)))
            for table in written - {"audit_auditevent", "notifications_message"}
        }


def plain_rows(table: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
        names = [
            f'"{column.name}"'
            for column in described
            if not column.name.endswith(("id", "_at", "hash", "seq", "case", "key"))
            and (table, column.name) not in SEALED
        ]
        cursor.execute(f'SELECT {", ".join(names) or "1"} FROM "{table}"')
        rows = cursor.fetchall()
    return [tuple(value for value in row if not isinstance(value, datetime)) for row in rows]


def digests() -> dict[str, int]:
    """A figure for each table; what only notes where somebody stands is left out by name."""
    with connection.cursor() as cursor:
        names = set(connection.introspection.table_names(cursor)) - cells.TRACES
        found = {}
        for name in sorted(names):
            cursor.execute(f'SELECT * FROM "{name}"')
            found[name] = hash(tuple(map(repr, cursor.fetchall())))
        return found


def stays_here(location: str) -> bool:
    """As browsers read it: they take a backslash for a slash and drop tabs and line ends."""
    read = re.sub(r"[\t\r\n]", "", location).strip().replace("\\", "/")
    parts = urlsplit(read)
    return not parts.scheme and not parts.netloc and not read.startswith("//")
