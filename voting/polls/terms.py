"""What a vote is about as it stands now: the frozen list with the amendments that two signed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from mws.audit.models import AuditEvent
from voting.models import Poll, PollAmendment


@dataclass(frozen=True, slots=True)
class FrozenTerms:
    """What the freeze fixed and the database lets nobody change: the vote's public name, the limits
    of a ballot (``budget_fen``: None where it is not held to the money), costs in fen by code."""

    label: str
    choices_max: int
    budget_fen: int | None
    costs: dict[str, int]


@lru_cache(maxsize=2_000)
def frozen_terms(poll_id: UUID, items_sha256: str, is_rehearsing: bool) -> FrozenTerms:
    """Read once by each process, as thousands of casts ask for the same. The digest, which is of
    all this, keeps one list from being taken for another."""
    poll = Poll.objects.select_related("round__community").get(
        pk=poll_id, items_sha256=items_sha256, is_rehearsing=is_rehearsing
    )
    costs = dict(poll.items.order_by("number").values_list("code", "cost_fen"))
    budget_fen = poll.budget_fen if is_knapsack(poll) else None
    return FrozenTerms(poll.label, poll.choices_max, budget_fen, costs)


def current_costs(poll: Poll) -> dict[str, int]:
    """Cost in fen by item code, in the order of the list; without what was taken off the ballot.

    One query, because a ballot waits for it. An imported item that its source had withdrawn has
    the cost 0 and stays."""
    rows = poll.items.order_by("number", "amendments__confirmed_at", "amendments__pk").values_list(
        "code", "cost_fen", "amendments__cost_fen", "amendments__confirmed_at"
    )
    costs: dict[str, int] = {}
    gone = set()
    for code, cost, amended, confirmed_at in rows:
        costs.setdefault(code, cost)
        if confirmed_at is not None:
            costs[code] = amended
            if not amended:
                gone.add(code)
    return {code: cost for code, cost in costs.items() if code not in gone}


def lists_while_open(poll: Poll) -> list[dict[str, int]]:
    """The list as it stood at the opening, and as each amendment since then left it, the first
    first: cost in fen by code. A paper may have been filled in under any of them; so may a ballot
    cast online, which stands. In the order of the public events, as ``verify.py`` reads it."""
    costs = dict(poll.items.order_by("number").values_list("code", "cost_fen"))
    events = AuditEvent.objects.filter(
        target_kind="voting.poll", target_id=str(poll.pk),
        action__in=["poll.opened", "poll.amended"],
    )  # fmt: skip
    lists: list[dict[str, int]] = []
    for action, facts in events.order_by("pk").values_list("action", "facts"):
        if action == "poll.opened":
            lists = [costs]
            continue
        costs = {**costs, facts["code"]: facts["cost_fen"]}
        costs = {code: cost for code, cost in costs.items() if cost}
        lists = [*lists, costs] if lists else []
    return lists


def amendments_in_force(poll: Poll) -> list[PollAmendment]:
    """What two persons have signed, in its order (one query)."""
    signed = poll.amendments.exclude(confirmed_at=None).select_related(
        "item", "proposed_by", "confirmed_by"
    )
    return list(signed.order_by("confirmed_at", "pk"))


def is_knapsack(poll: Poll) -> bool:
    """Whether a ballot is held to the money."""
    return poll.rule.get("ballot") == "knapsack"
