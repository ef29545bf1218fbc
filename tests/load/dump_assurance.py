"""V7: who has copied everything still links nobody: ``DATABASE_URL=… python -m
tests.load.dump_assurance [--quick]``.

A thousand residents vote over HTTP through the production configuration with a Redis of our own;
the vote ends, is sealed and packed. Then database, Redis, log, media and private files are read
from end to end for anything that names a person and a ballot together, and for any order that both
have. Before the seal the same reader must find everybody.
"""

from __future__ import annotations

import os
import random
import re
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import django
from django.test.utils import setup_test_environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mws.settings.test")
django.setup()
setup_test_environment()

import redis
from django.conf import settings
from django.db import connection

from tests.assurance.promises import Report
from tests.chaos.faults import Redis
from tests.database import database_url, fresh_database
from tests.load.council import signed_in
from tests.load.generator import closed
from tests.load.server import Server
from tests.load.wire import Request, Wire
from tests.voting.polls.linker import bytes_of_store, correlation, linked_by_transaction, order_of
from tests.voting.polls.stage import PollStage, own_keys
from voting.models import BallotSlot, Poll, SealedBallot
from voting.polls import keys, services
from voting.polls.ballot_line import receipt_of

PATTERNS = [["1"], ["2"], ["3"], ["4"], ["1", "2"], ["2", "3"], ["3", "4"], ["1", "2", "3"]]
WORD = re.compile(rb"[0-9A-Za-z_-]{8,}")


def main(residents: int) -> None:
    report = Report(f"dump on {connection.vendor}")
    store = Redis()
    with own_keys(), fresh_database(), tempfile.TemporaryDirectory() as name:
        store.start()
        try:
            _vote_and_look(report, residents, Path(name), store)
        finally:
            store.stop()
    report.finish()


def _vote_and_look(report: Report, residents: int, folder: Path, store: Redis) -> None:
    stage = PollStage()
    voters = stage.more_residents(residents)
    poll = stage.opened()
    random.Random(7).shuffle(voters)
    sessions = {voter.pk: signed_in(voter) for voter in voters}
    with Server(
        database_url(), folder, REDIS_URL=store.url, SECRET_KEY=settings.SECRET_KEY,
        MWS_PEPPER=settings.MWS_PEPPER, MWS_FIELD_KEYS=settings.MWS_FIELD_KEYS[0],
        MWS_PRIVATE_ROOT=str(settings.MWS_PRIVATE_ROOT), LOG_LEVEL="DEBUG",
    ) as server:  # fmt: skip
        tally = closed(server.port, _visits(poll, sessions), visitors=8, seconds=3_600)
        assert len(tally.acknowledged) == residents, tally
        by_voting = commands(store)
        assert Wire(server.port).ask(Request("/readyz")).status
        assert commands(store) > by_voting + 1, "control: the site does use this Redis"
        key = keys.read_key(poll.pk)
        slots = {pk: keys.slot_of(key, pk) for pk in sessions}
        leaves = dict(BallotSlot.objects.filter(poll=poll).values_list("slot", "leaf"))
        truth = {pk: leaves[slot] for pk, slot in slots.items()}
        before = len(linked_by_transaction(poll, "voting_ballotslot"))
        seen = bytes_of_store()
        found = sum(slot.encode() in seen for slot in slots.values())
        stage.over(poll)
        services.close_poll(poll_id=poll.pk, by=None)
        services.forget_ballots(poll_id=poll.pk)
        server.manage("tick")  # makes the packages
    report.add("V7", "control: before the seal everybody is in the dump, by slot",
               f"{found:,} slots, {before:,} by transaction",
               found == residents and before in (residents, 0))  # fmt: skip
    report.add("V7", "the package is made; what was asked of Redis by casting",
               f"{by_voting - 1:,} commands", poll.packages.exists())  # fmt: skip
    _look(report, poll, truth, sessions, set(slots.values()), [*_records(folder, store)])


def _visits(poll: Poll, sessions: dict[int, str]) -> Iterator[Request]:
    """Each looks at the projects, votes, and reads the receipt."""
    dice = random.Random(3)
    for pk, session in sessions.items():
        yield Request(f"/votes/{poll.pk}/", session=session)
        form = tuple(("choice", code) for code in dice.choice(PATTERNS))
        yield Request(f"/votes/{poll.pk}/cast/", form, session, pk)
        yield Request(f"/votes/{poll.pk}/done/", session=session)


def _records(folder: Path, store: Redis) -> Iterator[tuple[str, bytes]]:
    """All that is kept anywhere, in the smallest pieces that stand together."""
    yield from (("database", line) for line in bytes_of_store().splitlines())
    yield from (("log", line) for line in (folder / "server.log").read_bytes().splitlines())
    client = redis.from_url(store.url)
    yield from (("redis", key + b" " + (client.dump(key) or b"")) for key in client.scan_iter())
    for root in (folder / "media", Path(settings.MWS_PRIVATE_ROOT)):
        for file in sorted(root.rglob("*")):
            if zipfile.is_zipfile(file):
                archive = zipfile.ZipFile(file)
                yield from (("files", archive.read(inner)) for inner in archive.namelist())
            elif file.is_file():
                yield "files", str(file).encode() + b" " + file.read_bytes()


def _look(
    report: Report, poll: Poll, truth: dict[int, str], sessions: dict[int, str], slots: set[str],
    records: list[tuple[str, bytes]],
) -> None:  # fmt: skip
    people = {value.encode() for value in sessions.values()}
    people |= {f"resident{number}".encode() for number in range(len(sessions))}
    nonces = SealedBallot.objects.filter(poll=poll).values_list("nonce", flat=True)
    receipts = {receipt_of(leaf).replace("-", "") for leaf in truth.values()}
    ballots = {word.encode() for word in {*truth.values(), *slots, *nonces, *receipts}}
    told = [where for where, data in records if together(data, people, ballots)]
    left = sum(bool(words_of(data) & {slot.encode() for slot in slots}) for _w, data in records)
    sizes = {where: sum(len(data) for w, data in records if w == where) for where, _d in records}
    control = together(b" ".join([min(people), min(ballots)]), people, ballots)
    report.add("V7", "nothing kept names a person and a ballot together; no slot is left",
               f"{len(told)} of {len(records):,} pieces ({sizes}), {left} slots",
               not told and not left and control
               and {"database", "log", "files"} <= sizes.keys())  # fmt: skip
    sealed = order_of("voting_sealedballot", "leaf", poll)
    roll = order_of("voting_rollentry", "resident_id", poll)
    orders = [abs(correlation(truth, order, sealed)) for order in (list(sessions), roll)]
    bound = 3.5 / len(sessions) ** 0.5  # beyond it a chance of one in two thousand
    linked = len(linked_by_transaction(poll, "voting_sealedballot"))
    report.add("V7", f"no order, no transaction: |ρ| < {bound:.2f}",
               f"ρ {orders[0]:.3f}, {orders[1]:.3f}; {linked} linked",
               max(orders) < bound and not linked)  # fmt: skip


def commands(store: Redis) -> int:
    """How many it has been asked in all, with this question."""
    return int(redis.from_url(store.url).info()["total_commands_processed"])


def words_of(data: bytes) -> set[bytes]:
    return {word.replace(b"-", b"") for word in WORD.findall(data)} | set(WORD.findall(data))


def together(data: bytes, people: set[bytes], ballots: set[bytes]) -> bool:
    words = words_of(data)
    return not words.isdisjoint(people) and not words.isdisjoint(ballots)


if __name__ == "__main__":
    main(60 if "--quick" in sys.argv else 1_000)
