"""会议纪要: the facts of a meeting as plain data, in the order of the printed form.

Written from rows alone; whatever is not a row did not happen. Codes stay codes (the page says them
in the reader's language), names stand as they stood when the chair signed.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from mws.core.canonical import canonical_json, sha256_hex
from voting.council.arithmetic import Share, VotingRules
from voting.council.figures import roll_of
from voting.council.wording import share_words
from voting.models import (
    AgendaItem,
    Attendance,
    CouncilVote,
    ItemOutcome,
    Meeting,
    Motion,
    MotionState,
    Recusal,
    RecusalGround,
    SeatKind,
    VoteValue,
)

FORM = 1  # the layout of the facts; a later form reads the earlier ones


def minutes_facts(meeting: Meeting) -> dict[str, Any]:
    """Everything the minutes say, in integers and strings; six queries whatever the size."""
    rules = meeting.round.frozen_rules
    quorum = VotingRules.of(rules).quorum
    return {
        "form": FORM,
        "meeting": {
            "number": meeting.number, "place": meeting.place.code, "place_name": meeting.place.name,
            "year": meeting.round.year, "batch": meeting.round.batch, "location": meeting.location,
            "scheduled_at": meeting.scheduled_at.isoformat(),
            "opened_at": meeting.opened_at.isoformat(),
            "closed_at": meeting.closed_at.isoformat(),
            "chair": str(meeting.chair), "seated": meeting.seated,
        },
        "quorum": {
            "numerator": quorum.numerator, "denominator": quorum.denominator,
            "is_strict": quorum.is_strict, "least": quorum.least(meeting.seated),
        },
        "majority": {
            "numerator": rules.majority_numerator, "denominator": rules.majority_denominator,
            "is_strict": rules.majority_strict, "base": rules.majority_base,
        },
        "roll": [_roll_facts(row) for row in roll_of(meeting)],
        "items": [_item_facts(item) for item in _agenda(meeting)],
    }  # fmt: skip


def digest_of(facts: dict[str, Any], remarks: str) -> str:
    """What is signed: the canonical text of the facts with the chair's remarks, SHA-256."""
    return sha256_hex(canonical_json({"facts": facts, "remarks": remarks}))


def _agenda(meeting: Meeting) -> list[AgendaItem]:
    votes = CouncilVote.objects.filter(superseded_at=None).select_related("member")
    return list(
        meeting.agenda.select_related("proposal").prefetch_related(
            Prefetch("recusals", Recusal.objects.select_related("member").order_by("id")),
            Prefetch("motions", Motion.objects.order_by("moved_at", "id")),
            Prefetch("motions__votes", votes.order_by("member_id")),
        )
    )


def _roll_facts(row: Attendance) -> dict[str, Any]:
    return {
        "seat": row.seat.number, "kind": row.seat.kind, "name": str(row.member),
        "arrived_at": row.arrived_at and row.arrived_at.isoformat(),
        "left_at": row.left_at and row.left_at.isoformat(),
        "absence_reason": row.absence_reason,
    }  # fmt: skip


def _item_facts(item: AgendaItem) -> dict[str, Any]:
    return {
        "position": item.position, "receipt_no": item.proposal.receipt_no,
        "title": item.proposal.title, "requested_fen": item.proposal.requested_fen,
        "support": item.support, "outcome": item.outcome, "reason": item.reason,
        "recusals": [
            {"name": str(recusal.member), "ground": recusal.ground}
            for recusal in item.recusals.all()
        ],
        "motions": [_motion_facts(motion) for motion in item.motions.all()],
    }  # fmt: skip


def _motion_facts(motion: Motion) -> dict[str, Any]:
    figures = ("seated", "present", "recused", "base", "yes", "no", "abstain")
    return {
        "amount_fen": motion.amount_fen, "condition": motion.condition, "state": motion.state,
        "reason": motion.reason, "declared_at": motion.declared_at.isoformat(),
        **{name: getattr(motion, name) for name in figures},
        "votes": [
            {"name": str(vote.member), "value": vote.value, "reason": vote.reason,
             "is_keyed": vote.keyed_by_id is not None}
            for vote in motion.votes.all()
        ],
    }  # fmt: skip


def readable(facts: dict[str, Any]) -> dict[str, Any]:
    """The same facts for a page: codes in the reader's words, times as times, counts counted.

    Reads nothing but the facts, so that signed minutes look the same for ever.
    """
    page = deepcopy(facts)
    for name in ("scheduled_at", "opened_at", "closed_at"):
        page["meeting"][name] = _moment(page["meeting"][name])
    for row in page["roll"]:
        row["kind"] = str(SeatKind(row["kind"]).label)
        row["arrived_at"], row["left_at"] = _moment(row["arrived_at"]), _moment(row["left_at"])
    for item in page["items"]:
        item["outcome_label"] = str(ItemOutcome(item["outcome"]).label)
        for recusal in item["recusals"]:
            recusal["ground"] = str(RecusalGround(recusal["ground"]).label)
        for motion in item["motions"]:
            motion["state_label"] = str(MotionState(motion["state"]).label)
            motion["by_value"] = [
                (value.label, [vote for vote in motion["votes"] if vote["value"] == value])
                for value in VoteValue
            ]
    quorum = page["quorum"]
    page["present"] = sum(row["arrived_at"] is not None for row in page["roll"])
    page["quorum_share"] = share_words(
        Share(quorum["numerator"], quorum["denominator"], quorum["is_strict"])
    )
    return page


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
