"""L6: many votes end in the same minute, while another one goes on (R13).

Works on a copy of the city: a seal cannot be undone. The ends are moved as nobody may on a real
site, past the guard of the table, in this copy alone.
"""

from __future__ import annotations

import threading
import time
from typing import Any

import psycopg

from tests.load.database import Database
from tests.load.generator import Tally, closed
from tests.load.scenarios import Scene
from tests.load.server import Server

GOING_ON = 10  # votes that stay open, so that somebody casts meanwhile


def seals(scene: Scene) -> dict[str, Any]:
    """All votes but a few end now; one tick seals them; ballots are cast elsewhere meanwhile."""
    copy = scene.database.copy(f"{scene.database.name}_seals")
    try:
        with Server(copy.url, scene.server.folder) as server:
            return _measure(scene, copy, server)
    finally:
        copy.drop()


def _measure(scene: Scene, copy: Database, server: Server) -> dict[str, Any]:
    open_still = {voter["poll"] for voter in scene.world["voters"][-400:]}
    open_still = set(sorted(open_still)[:GOING_ON])
    ballots = _end_all_but(copy, open_still)
    _cast(scene, server, open_still, lambda: False, 3)  # a server that has just started is slow
    alone = _cast(scene, server, open_still, lambda: False, scene.seconds)
    done: list[float] = []

    def tick() -> None:
        begin = time.perf_counter()
        server.manage("tick")
        done.append(time.perf_counter() - begin)

    ticking = threading.Thread(target=tick)
    ticking.start()
    beside = _cast(scene, server, open_still, lambda: not ticking.is_alive(), 900)
    ticking.join()
    sealed = copy.value("SELECT count(*) FROM voting_poll WHERE state = 'sealed'")
    kept = copy.value("SELECT count(*) FROM voting_sealedballot")
    return {
        "sealed": sealed, "seconds": round(done[0], 1), "ballots": ballots, "sealed_ballots": kept,
        "exact": kept == ballots, "casting_alone": alone.facts(), "casting_beside": beside.facts(),
    }  # fmt: skip


def _end_all_but(copy: Database, open_still: set[str]) -> int:
    with psycopg.connect(copy.url) as connection:
        connection.execute(
            "UPDATE voting_poll SET closes_at = clock_timestamp() WHERE state = 'open' "
            "AND NOT id = ANY(%s::uuid[])",
            [list(open_still)],
        )
        found = connection.execute(
            "SELECT count(*) FROM voting_ballotslot b JOIN voting_poll p ON p.id = b.poll_id "
            "WHERE p.closes_at <= clock_timestamp()"
        ).fetchone()
    return int(found[0]) if found else 0


def _cast(scene: Scene, server: Server, polls: set[str], is_over: Any, seconds: float) -> Tally:
    """Changes of ballots in the votes that go on, until it is over."""
    from tests.load.scenarios import cast_of

    voters = [voter for voter in scene.world["voters"] if voter["poll"] in polls]

    def requests() -> Any:
        while not is_over():
            yield cast_of(scene.chance.choice(voters), scene.chance)

    return closed(server.port, requests(), visitors=4, seconds=seconds)
