"""Who visits: residents with their sign-ins ready, and what there is to look at.

Runs inside the measured site's settings (``python -m tests.load.world VOTERS [MEETINGS]`` prints
JSON), so
that the measuring process itself holds no Django and no connection.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import django

from tests.load.council import all_signed_in, sessions

VOTERS_A_POLL = 400


def main() -> None:
    django.setup()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS load_bare (id bigserial PRIMARY KEY,"
            " person bigint NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp())"
        )
    members = sessions(int(sys.argv[2])) if sys.argv[2:] else []
    print(json.dumps({"voters": _voters(int(sys.argv[1])), "members": members, **_places()}))


def _voters(count: int) -> list[dict[str, Any]]:
    """Residents on the roll of an open vote who have not voted: session, person, poll, codes."""
    from voting.models import Poll, PollState, RollEntry

    voters: list[dict[str, Any]] = []
    for poll in Poll.objects.filter(state=PollState.OPEN).order_by("pk"):
        codes = list(poll.items.values_list("code", flat=True))
        # Not those who hold a role: they would be asked for a second factor.
        waiting = RollEntry.objects.filter(
            poll=poll, has_voted=False, resident__username__startswith="city-"
        ).select_related("resident")
        for entry in waiting.order_by("pk")[:VOTERS_A_POLL]:
            voters.append({
                "person": entry.resident_id, "poll": str(poll.pk), "codes": codes,
                "most": poll.choices_max, "user": entry.resident,
            })  # fmt: skip
            if len(voters) == count:
                return _signed_in(voters)
    return _signed_in(voters)


def _signed_in(voters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    keys = all_signed_in([voter.pop("user") for voter in voters])
    return [voter | {"session": key} for voter, key in zip(voters, keys, strict=True)]


def _places() -> dict[str, Any]:
    from django.utils import timezone

    from mws.places.models import Place
    from proposals.models import Proposal
    from voting.models import BallotSlot, Poll, PollState, RollEntry

    polls = Poll.objects.filter(state=PollState.OPEN)
    streets = Place.objects.filter(level="subdistrict").values_list("code", flat=True)
    proposals = Proposal.objects.public().order_by("?").values_list("pk", flat=True)
    return {
        "year": timezone.localdate().year,
        "communities": list(Place.objects.communities().values_list("code", flat=True)[:200]),
        "streets": list(streets[:50]),
        "proposals": list(proposals[:200]),
        "polls": [str(key) for key in polls.values_list("pk", flat=True)[:200]],
        "size": {
            "communities": Place.objects.communities().count(),
            "proposals": Proposal.objects.count(),
            "on rolls": RollEntry.objects.count(), "ballots": BallotSlot.objects.count(),
        },
    }  # fmt: skip


if __name__ == "__main__":
    main()
