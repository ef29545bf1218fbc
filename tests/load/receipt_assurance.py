"""V17 at full size: ``DATABASE_URL=… python -m tests.load.receipt_assurance [--quick]``.

Receipts that were counted, receipts of ballots replaced later, and codes nobody was given are
looked up in turn, through the whole page and by the look-up alone; the medians stand side by side.
"""

from __future__ import annotations

import math
import os
import random
import sys
import time
from collections.abc import Callable
from itertools import combinations
from statistics import median

import django
from django.test.utils import setup_test_environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mws.settings.test")
django.setup()
setup_test_environment()

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.assurance.promises import Report
from tests.database import fresh_database
from tests.voting.polls.stage import PollStage, own_keys
from voting.models import Poll
from voting.polls import services
from voting.polls.ballot_line import receipt_of
from voting.polls.selectors import look_up, receipt_of_voter

CLOSE_TO = 2.0  # milliseconds between medians; sign-in is held to 20
PATTERNS = [["1"], ["2"], ["3"], ["4"], ["1", "2"], ["2", "3"], ["3", "4"]]
KINDS = ("counted", "replaced", "never given")
Codes = dict[str, list[str]]
Times = dict[str, list[float]]


def sealed(ballots: int, number: int) -> tuple[Poll, Codes]:
    """A certified vote and so many codes of each kind."""
    stage, dice = PollStage(), random.Random(17)
    voters = stage.more_residents(ballots)
    poll = stage.opened()
    codes: Codes = {kind: [] for kind in KINDS}
    for place, voter in enumerate(voters):
        services.cast_ballot(poll_id=poll.pk, choices=dice.choice(PATTERNS), by=voter)
        if place < number:
            codes["replaced"].append(receipt_of_voter(poll, voter) or "")
            services.cast_ballot(poll_id=poll.pk, choices=["1", "2", "3"], by=voter)
            codes["counted"].append(receipt_of_voter(poll, voter) or "")
            codes["never given"].append(receipt_of(dice.randbytes(32).hex()))
    stage.over(poll)
    services.close_poll(poll_id=poll.pk, by=None)
    services.forget_ballots(poll_id=poll.pk)
    services.propose_certification(poll_id=poll.pk, by=stage.cast.secretary)
    return services.certify_poll(poll_id=poll.pk, by=stage.cast.leader), codes


def timed(codes: Codes, ask: Callable[[str, int], bool | None], report: Report) -> Times:
    """Ask for all codes, kinds shuffled; milliseconds by kind. The first few warm up."""
    turns = [(kind, code) for kind in KINDS for code in codes[kind]]
    random.Random(5).shuffle(turns)
    times: Times = {kind: [] for kind in KINDS}
    wrong = 0
    for number, (kind, code) in enumerate([*turns[:20], *turns]):
        began = time.perf_counter()
        found = ask(code, number)
        if number >= 20:
            times[kind].append((time.perf_counter() - began) * 1000)
        wrong += found is not (kind == "counted")
    report.add("V17", f"{len(turns):,} codes: found or not found, as it is", f"{wrong} wrong",
               not wrong)  # fmt: skip
    return times


def tell(report: Report, what: str, times: Times) -> None:
    """Kept where the medians are close, or where nobody could tell two kinds apart by their times:
    on a busy machine medians wander, but of two answers each kind is the slower one equally often.
    """
    medians = {kind: median(times[kind]) for kind in KINDS}
    apart = max(medians.values()) - min(medians.values())
    shares = [slower(times[one], times[other]) for one, other in combinations(KINDS, 2)]
    farthest = max(shares, key=lambda share: abs(share - 0.5))
    number = len(times["counted"])
    lot = 3 / math.sqrt(6 * number)  # three standard errors where there is no difference
    words = ", ".join(f"{kind} {each:.2f}" for kind, each in medians.items())
    report.add(
        "V17",
        f"{what}, n = {number} each: medians < {CLOSE_TO:.0f} ms apart, or told "
        f"apart no better than by lot (50 ± {lot:.0%})",
        f"{words} ms: {apart:.2f} apart; one kind is the slower of two in {farthest:.0%}",
        apart < CLOSE_TO or abs(farthest - 0.5) <= lot,
    )  # fmt: skip


def slower(ones: list[float], others: list[float]) -> float:
    """How often one of the first takes longer than one of the second."""
    return sum(one > other for one in ones for other in others) / (len(ones) * len(others))


def limited(report: Report, url: str) -> None:
    """One address asks until it is stopped."""
    cache.clear()
    limit = int(settings.ACCOUNT_RATE_LIMITS["find_receipt"].split("/")[0])
    code, client, began = receipt_of("a5" * 32), Client(REMOTE_ADDR="10.9.9.9"), time.monotonic()
    answered = 0
    while answered <= limit:
        if client.post(url, {"receipt": code}).status_code == 429:
            break
        answered += 1
        if time.monotonic() - began > 50:  # the limit is one of a minute; too slow to reach it
            break
    stopped = client.post(url, {"receipt": code}).status_code == 429
    report.add("V17", f"an address is stopped after {limit} in a minute",
               f"{answered} answered in {time.monotonic() - began:.0f} s, then "
               + ("refused" if stopped else "this machine was too slow to reach the limit"),
               answered <= limit and (stopped or answered < limit))  # fmt: skip


def main(quick: bool) -> None:
    report = Report(f"receipts on {connection.vendor}")
    with own_keys(), fresh_database():
        poll, codes = sealed(*((120, 40) if quick else (2_000, 500)))
        url = reverse("voting:find_receipt", args=[poll.pk])
        client = Client()

        def page(code: str, number: int) -> bool | None:
            """Each from an address of its own: nobody is stopped."""
            address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
            answer = client.post(url, {"receipt": code}, REMOTE_ADDR=address)
            return answer.context["found"].is_counted

        tell(report, "the page", timed(codes, page, report))
        alone = timed(codes, lambda code, _number: look_up(poll, code).is_counted, report)
        tell(report, "the look-up alone", alone)
        limited(report, url)
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    report.finish()


if __name__ == "__main__":
    main("--quick" in sys.argv)
