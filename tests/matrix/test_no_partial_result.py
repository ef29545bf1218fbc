"""V12: until a vote is closed, no page tells anybody what has been voted.

Every kind of person of the community reads every address; then all who have voted take something
else, so that the turnout stays and the result does not; then all is read again.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from mws.core.display import ORDER_COOKIE
from tests.matrix.columns import COLUMNS, HERE
from tests.matrix.matrix import BOOKS, apart, located
from tests.matrix.world import Browser, World, undone
from voting.models import BallotSlot, Poll, RollEntry
from voting.models.ballots import RollChannel
from voting.polls import services
from voting.polls.selectors import ballot

# Always those who see most, and one who sees least; with EVERY_STATE=1 all kinds of person but the
# voter, who may read what is theirs.
ALWAYS = {"visitor", "superuser", "secretary"}
ALL = {column.name for column in COLUMNS} - {"author"}
NAMES = ALL if os.environ.get("EVERY_STATE") else ALWAYS
ASKED = [column for column in COLUMNS if column.name in NAMES]
# What differs from one answer to the next, whoever asks.
PASSING = re.compile(
    rb"(csrfmiddlewaretoken|CSRF_TOKEN).{0,90}|nonce=.{0,60}|\d\d:\d\d(:\d\d(\.\d+)?)?"
    rb"|[0-9a-f]{32,}"
)
OWN_SECRETS = {"mfa_activate_totp", "mfa_add_webauthn"}  # another one each time
READ = ("text/", "application/json", "application/xml", "application/atom")
Answers = dict[tuple[str, str], bytes]


def test_no_page_changes_with_what_has_been_voted(site: World):
    before, after = around_another_result(site, sorted(addresses(site)))
    read = Counter(person for person, _name in before)
    assert read["superuser"] > read["visitor"] >= 80, read
    assert read["secretary"] > read["visitor"], read
    assert [key for key in before if before[key] != after.get(key)] == []


def test_the_control_a_page_that_tells_of_choices_is_noticed(
    site: World, monkeypatch: pytest.MonkeyPatch
):
    """The turnout page, did it count the choices instead of the voters."""
    rows = [each for each in addresses(site) if each[0] == "GET voting:poll open_poll"]
    box = BallotSlot.objects.values("choices").distinct()
    monkeypatch.setattr(ballot, "voted_count", lambda _poll: box.count())
    before, after = around_another_result(site, rows)
    # Members of the council are on the roll: they are shown the ballot itself, without the turnout.
    assert {
        person for person, name in before if before[person, name] != after[person, name]
    } >= ALWAYS


def around_another_result(site: World, asked: list[tuple[str, str]]) -> tuple[Answers, Answers]:
    subject = site.subjects["open_poll"]
    # Signed in first: what is undone takes with it the sessions that were made inside.
    browsers = {column.name: site.client(column, HERE, subject) for column in ASKED}
    with undone():
        before = dict(answers(browsers, asked))
        assert vote_otherwise(Poll.objects.get(pk=subject.value)) >= 20
        return before, dict(answers(browsers, asked))


def answers(
    browsers: dict[str, Browser], asked: list[tuple[str, str]]
) -> Iterator[tuple[tuple[str, str], bytes]]:
    """What can be read as text; files of other kinds bear their time, and hold what pages show."""
    for name, address in asked:
        for person, browser in browsers.items():
            with apart(browser):
                browser.cookies[ORDER_COOKIE] = "7"  # projects stand in the order of a visitor
                response = browser.get(address)
                if response.status_code == 200 and response["Content-Type"].startswith(READ):
                    body = b"".join(response) if response.streaming else response.content
                    yield (person, name), PASSING.sub(b"", body)


def addresses(site: World) -> set[tuple[str, str]]:
    rows = [row for rows in BOOKS.values() for row in rows]
    return {
        (str(row), located(site, row.name, row.about)[0])
        for row in rows
        if row.method == "GET" and row.name not in OWN_SECRETS
    }


def vote_otherwise(poll: Poll) -> int:
    """Everybody who has voted by telephone takes one project, the last of the list; how many."""
    codes = sorted(poll.items.values_list("code", flat=True))
    voted = RollEntry.objects.filter(poll=poll, has_voted=True, channel=RollChannel.ONLINE)
    for entry in voted.select_related("resident"):
        services.cast_ballot(poll_id=poll.pk, choices=[codes[-1]], by=entry.resident)
    assert BallotSlot.objects.filter(poll=poll).values("choices").distinct().count() == 1
    return voted.count()
