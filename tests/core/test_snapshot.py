"""Checks of a site that goes on: what is read is of one moment, and nobody waits for it."""

import uuid
from contextlib import nullcontext
from itertools import groupby
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connections

from mws.core.snapshot import snapshot
from mws.ledger import books, services
from mws.ledger.management.commands import check_books
from mws.ledger.models import Fund, Transfer
from tests.cast import YEAR, Cast


@pytest.fixture
def cast(fresh_database):
    made = Cast()
    made.fund(100_000)
    return made


def reserve(cast: Cast) -> None:
    """Somebody else's deed, over a connection of its own."""

    def work() -> None:
        services.reserve(
            case_id=uuid.uuid4(), community=cast.community, year=YEAR, amount_fen=100,
            decision="motion", reference=str(uuid.uuid4()), by=cast.chair,
        )  # fmt: skip
        connections.close_all()

    thread = Thread(target=work)
    thread.start()
    thread.join()


def test_others_write_meanwhile_and_are_not_seen(cast):
    with snapshot():
        before = Transfer.objects.count()
        reserve(cast)
        assert Transfer.objects.count() == before
    assert Transfer.objects.count() == before + 1


def test_a_snapshot_is_for_reading_and_no_longer_than_it_lasts(cast):
    with pytest.raises(DatabaseError, match=r"readonly|read-only"), snapshot():
        Fund.objects.update(available_fen=1)
    reserve(cast)
    services.reserve(
        case_id=uuid.uuid4(), community=cast.community, year=YEAR, amount_fen=100,
        decision="motion", reference="on this connection", by=cast.chair,
    )  # fmt: skip
    assert Transfer.objects.count() == 3


@pytest.fixture
def busy(cast, monkeypatch, settings):
    """A deed falls between the check's look at the balances and its look at the rows."""

    def grouped(rows, key):
        reserve(cast)
        return groupby(rows, key)

    settings.MWS_BOOK_CHECKS = []
    monkeypatch.setattr(books, "groupby", grouped)


def test_books_are_checked_while_somebody_writes(busy):
    call_command("check_books")
    assert Transfer.objects.count() == 2


def test_the_control_without_a_snapshot_honest_books_seem_wrong(busy, monkeypatch):
    monkeypatch.setattr(check_books, "snapshot", nullcontext)
    with pytest.raises(CommandError, match="books wrong at fund"):
        call_command("check_books")
