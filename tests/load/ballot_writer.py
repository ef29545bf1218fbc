"""One of several processes that cast (inside the measured site's settings): ``python -m
tests.load.ballot_writer POLL NUMBER OF`` takes every OF-th person of the roll, says "ready", waits
for a line, casts a ballot for each, and prints when each began and ended and what it met, as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import django


def main() -> None:
    django.setup()
    poll, number, of = UUID(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    codes, people = _roll(poll)
    print("ready", flush=True)
    sys.stdin.readline()
    cast = []
    for index, person in list(enumerate(people))[number::of]:
        begin = time.time()
        error = _cast(poll, [codes[index % len(codes)]], person)
        cast.append((begin, time.time(), error))
    print(json.dumps(cast))


def _roll(poll_id: UUID) -> tuple[list[str], list[Any]]:
    """What may be chosen, and who chooses."""
    from django.db import close_old_connections

    from voting.models import Poll, RollEntry

    codes = list(Poll.objects.get(pk=poll_id).items.order_by("code").values_list("code", flat=True))
    lines = RollEntry.objects.filter(poll_id=poll_id).select_related("resident")
    people = [line.resident for line in lines.order_by("resident_id")]
    close_old_connections()
    return codes, people


def _cast(poll_id: UUID, choices: Sequence[str], person: Any) -> str:
    """On a connection of its own, as a request has one; "" or what the voter would meet."""
    from django.db import close_old_connections

    from voting.polls.services import cast_ballot

    try:
        cast_ballot(poll_id=poll_id, choices=choices, by=person)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    finally:
        close_old_connections()
    return ""


if __name__ == "__main__":
    main()
