"""What is measured, one function each: it takes the scene and returns figures.

Every figure that writes is compared with an exact count in the database afterwards.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from tests.load.database import Database
from tests.load.generator import Tally, closed, opened
from tests.load.server import Server
from tests.load.wire import Request

# Estonia 2023, i-votes an hour of the last seven: the busiest hour of all is the last one.
LAST_HOURS = (5_100, 5_400, 5_900, 6_400, 7_100, 8_065, 11_029)
AT_ONCE = 8  # who look for pages that nobody has: as many as two processes serve or let wait


@dataclass
class Scene:
    """The running site and who is there. ``seconds``: of each measurement."""

    server: Server
    database: Database
    world: dict[str, Any]
    seconds: float
    visitors: int = 16
    chance: random.Random = field(default_factory=lambda: random.Random(11))

    def __post_init__(self) -> None:
        # Those who have not voted yet, each once; when all have, they think again in turn.
        self._voters = cycle(self.world["voters"])
        self.voted: set[object] = set()  # whose ballot was acknowledged

    def voters(self) -> Iterator[dict[str, Any]]:
        yield from self._voters

    def casts(self) -> Iterator[Request]:
        return (cast_of(voter, self.chance) for voter in self.voters())

    def closed(self, requests: Any, **more: Any) -> Tally:
        options = {"visitors": self.visitors, "seconds": self.seconds} | more
        return closed(self.server.port, requests, **options)


def warm_up(scene: Scene) -> None:
    """Templates, pools and caches as they are on a running site."""
    paths = [*page_paths(scene)[:20], "/", "/communities/", "/proposals/", "/votes/"] * 3
    scene.closed(map(Request, paths), visitors=4, seconds=60)


def cast_of(voter: dict[str, Any], chance: random.Random) -> Request:
    """The form of the review page, as a voter's browser sends it."""
    choices = chance.sample(voter["codes"], min(voter["most"], len(voter["codes"])))
    form = tuple(("choice", code) for code in choices)
    return Request(f"/votes/{voter['poll']}/cast/", form, voter["session"], voter["person"])


def anonymous_cached(scene: Scene) -> dict[str, Any]:
    """L3: a few pages that everybody opens."""
    pages = ["/", "/communities/", f"/communities/{scene.world['communities'][0]}/", "/votes/",
             "/proposals/"]  # fmt: skip
    return scene.closed(cycle(map(Request, pages))).facts()


def anonymous_uncached(scene: Scene, at_once: int = AT_ONCE) -> dict[str, Any]:
    """L3: the list of projects, each time another page of it, so that none is kept."""
    paths = (f"/proposals/?page={number % 400 + 1}&n={number}" for number in range(10**6))
    return scene.closed(map(Request, paths), visitors=at_once).facts()


def filtered_list(scene: Scene) -> dict[str, Any]:
    """The list narrowed by place, kind of work and order."""
    streets = cycle(scene.world["streets"])
    kinds, orders = cycle(("works", "services", "goods")), cycle(("dearest", "newest"))
    paths = (
        f"/proposals/?place={next(streets)}&category={next(kinds)}&sort={next(orders)}&n={number}"
        for number in range(10**6)
    )
    return scene.closed(map(Request, paths), visitors=AT_ONCE).facts()


def search(scene: Scene) -> dict[str, Any]:
    words = cycle(("路灯", "广场", "电梯", "老人", "儿童", "翻新", "消防", "健身"))
    from urllib.parse import quote

    paths = (f"/proposals/?q={quote(next(words))}&n={number}" for number in range(10**6))
    return scene.closed(map(Request, paths), visitors=AT_ONCE).facts()


def bare_view(scene: Scene) -> dict[str, Any]:
    """The yardstick: a signed-in form that writes one durable row (architecture, 13)."""
    voters = cycle(scene.world["voters"][-200:])
    requests = (
        Request("/load/bare/", (("x", "1"),), next(voters)["session"]) for _ in iter(int, 1)
    )
    before = scene.database.value("SELECT count(*) FROM load_bare")
    tally = scene.closed(requests)
    written = scene.database.value("SELECT count(*) FROM load_bare") - before
    return tally.facts() | {"exact": written == len(tally.acknowledged)}


def pgbench(scene: Scene) -> dict[str, Any]:
    return scene.database.pgbench(clients=scene.visitors, seconds=max(int(scene.seconds), 1))


def casting(scene: Scene) -> dict[str, Any]:
    """L1: ballots of people who have not voted, as fast as they are taken."""
    return counted(scene, lambda: scene.closed(scene.casts()))


def council_burst(scene: Scene) -> dict[str, Any]:
    """Every member of every council in session votes, and votes again; each vote by name."""
    members, values = cycle(scene.world["members"]), ("yes", "no")
    requests = (
        Request(f"/council/motions/{member['motion']}/vote/",
                (("value", values[n // len(scene.world["members"]) % 2]),), member["session"],
                member["session"])
        for n, member in enumerate(members)
    )  # fmt: skip
    tally = scene.closed(requests)
    motions = {member["motion"] for member in scene.world["members"]}
    standing = scene.database.value(
        "SELECT count(*) FROM voting_councilvote WHERE superseded_at IS NULL AND motion_id IN "
        f"({', '.join(map(str, motions))})"
    )
    voted = len(set(tally.acknowledged))
    return tally.facts() | {"members who voted": voted, "exact": standing == voted}


def counted(scene: Scene, run: Callable[[], Tally]) -> dict[str, Any]:
    """Figures of a run that casts, with the exact count of what is in box and roll."""
    before = scene.database.counts()
    tally = run()
    after = scene.database.counts()
    new = after["ballots"] - before["ballots"]
    first = set(tally.acknowledged) - scene.voted  # of people; the others have changed theirs
    scene.voted |= first
    return tally.facts() | {
        "acknowledged": len(tally.acknowledged), "of new voters": len(first), "in the box": new,
        "lost": max(len(first) - new, 0),
        "exact": new == len(first) and after["roll marks"] - before["roll marks"] == new,
        "deadlocks": after["deadlocks"] - before["deadlocks"],
    }  # fmt: skip


def mixed(scene: Scene) -> dict[str, Any]:
    """L4: five hundred visitors who look at a page for five seconds: twenty pages, one of a
    signed-in voter, one cast, and so on."""

    def requests() -> Iterator[Request]:
        pages = cycle(page_paths(scene))
        for voter in scene.voters():
            yield from (Request(next(pages)) for _ in range(20))
            yield Request(f"/votes/{voter['poll']}/", session=voter["session"])
            yield cast_of(voter, scene.chance)

    return counted(scene, lambda: scene.closed(requests(), visitors=500, pause=5))


def page_paths(scene: Scene) -> list[str]:
    world = scene.world
    paths = ["/", "/communities/", "/proposals/", "/votes/"]
    paths += [f"/communities/{code}/" for code in world["communities"][:40]]
    paths += [f"/proposals/{key}/" for key in world["proposals"][:40]]
    paths += [f"/votes/{key}/" for key in world["polls"][:20]]
    scene.chance.shuffle(paths)
    return paths


def last_hour(scene: Scene, *, per_second: float = 102.0) -> dict[str, Any]:
    """L2: Estonia's last hours, compressed; the last seventh offers ``per_second`` on average."""
    weights = [hour / LAST_HOURS[-1] for hour in LAST_HOURS]
    slice_of = scene.seconds / len(weights)
    moments = sorted(
        n * slice_of + scene.chance.random() * slice_of
        for n, weight in enumerate(weights)
        for _ in range(int(weight * per_second * slice_of))
    )
    arrivals = list(zip(moments, scene.casts(), strict=False))
    facts = counted(scene, lambda: opened(
        scene.server.port, arrivals, visitors=64, seconds=scene.seconds))  # fmt: skip
    return facts | {"offered": len(moments), "offered_per_second_at_the_end": per_second}


def overload(scene: Scene) -> dict[str, Any]:
    """L5: three times as many readers as the site bears come beside the casts; then calm again.

    They come by the clock, so who is told that the site is busy does not ask again at once. What
    casting reaches alone is measured right before and after, on the machine as it then is.
    """
    paths = (f"/proposals/?page={n % 400}&n=o{n}" for n in range(10**7))
    bears = scene.closed(map(Request, paths), visitors=AT_ONCE, seconds=10).served / 10
    count = int(3 * bears * scene.seconds)
    moments = sorted(scene.chance.random() * scene.seconds for _ in range(count))
    arrivals = list(zip(moments, map(Request, paths), strict=False))
    casts: list[dict[str, Any]] = []
    before = _alone(scene)
    voting = threading.Thread(
        target=lambda: casts.append(counted(scene, lambda: scene.closed(scene.casts())))
    )
    voting.start()
    reads = opened(scene.server.port, arrivals, visitors=48, seconds=scene.seconds)
    voting.join()
    calm = scene.closed(map(Request, (f"/proposals/?n=a{n}" for n in range(10**6))), seconds=5)
    solo = (before + _alone(scene)) / 2
    kept = casts[0]["rate_per_second"]
    return {
        "bears_per_second": bears, "casting": casts[0], "reading": reads.facts(),
        "after": calm.facts(), "casting_alone_per_second": round(solo, 1),
        "share_of_solo_rate": round(kept / solo, 2) if solo else 0,
    }  # fmt: skip


def _alone(scene: Scene, seconds: float = 30) -> float:
    """Casts a second while nobody reads."""
    return float(counted(scene, lambda: scene.closed(scene.casts(), seconds=seconds))
                 ["rate_per_second"])  # fmt: skip
