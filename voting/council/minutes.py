"""会议纪要: the facts of a meeting as plain data, in the order of the printed form.

Written from rows alone; whatever is not a row did not happen. Codes stay codes (the page says them
in the reader's language), names stand as they stood when the chair signed.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.safestring import mark_safe

from mws.core.canonical import canonical_json, sha256_hex
from mws.core.rich_text import clean
from mws.rounds.majorities import Share, VotingRules
from proposals.models import Origin
from voting.council.figures import roll_of
from voting.council.wording import question_words, share_words
from voting.models import (
    AgendaItem,
    Attendance,
    CouncilVote,
    ItemOutcome,
    Meeting,
    Motion,
    MotionKind,
    MotionState,
    Recusal,
    RecusalGround,
    SeatKind,
    Speech,
    VoteValue,
)

FORM = 2  # the layout of the facts; `readable` reads the earlier one too


def minutes_facts(meeting: Meeting) -> dict[str, Any]:
    """Everything the minutes say, in integers and strings; nine queries whatever the size."""
    rules = meeting.round.frozen_rules
    quorum = VotingRules.of(rules).quorum
    return {
        "form": FORM,
        "meeting": _meeting_facts(meeting),
        "quorum": {
            "numerator": quorum.numerator, "denominator": quorum.denominator,
            "is_strict": quorum.is_strict, "least": quorum.least(meeting.seated),
        },
        "majority": {
            "numerator": rules.majority_numerator, "denominator": rules.majority_denominator,
            "is_strict": rules.majority_strict, "base": rules.majority_base,
            "abstention": rules.abstention, "tie": rules.tie,
        },
        "basis": {key: _basis_of(meeting, key) for key in ("quorum_strict", "majority_strict")},
        "notice": {
            "within_days": rules.notice_start_days, "days": rules.notice_days,
            "answer_days": rules.objection_days,
        },
        "roll": [_roll_facts(row) for row in roll_of(meeting)],
        "observers": [
            {"name": guest.name, "organisation": guest.organisation, "is_invited": guest.is_invited}
            for guest in meeting.observers.all() if guest.is_present
        ],
        "items": [_item_facts(item) for item in _agenda(meeting)],
    }  # fmt: skip


def texts_of(meeting: Meeting) -> tuple[dict[str, Any], str]:
    """The facts and the secretary's text: as signed, else as they stand now."""
    signed = getattr(meeting, "minutes", None)
    if signed is not None:
        return signed.facts, signed.remarks
    text = getattr(meeting, "minutes_text", None)
    return minutes_facts(meeting), text.body if text else ""


def _meeting_facts(meeting: Meeting) -> dict[str, Any]:
    return {
        "number": meeting.number, "place": meeting.place.code, "place_name": meeting.place.name,
        "year": meeting.round.year, "batch": meeting.round.batch, "location": meeting.location,
        "scheduled_at": meeting.scheduled_at.isoformat(),
        "postponed_from": meeting.postponed_from and meeting.postponed_from.isoformat(),
        "postpone_reason": meeting.postpone_reason,
        "opened_at": meeting.opened_at.isoformat(),
        "closed_at": meeting.closed_at.isoformat(),
        "chair": str(meeting.chair), "seated": meeting.seated,
        "scrutineer": _name(meeting.scrutineer), "teller": _name(meeting.teller),
        "keyed_by": _name(meeting.keyed_by),
        "keyed_at": meeting.keyed_at and meeting.keyed_at.isoformat(),
    }  # fmt: skip


def _name(person: Any) -> str:
    return str(person) if person else ""


def _basis_of(meeting: Meeting, key: str) -> str:
    """The legal basis that stands beside a rule."""
    return str((meeting.round.rules or {}).get(key, {}).get("basis", ""))


def digest_of(facts: dict[str, Any], remarks: str) -> str:
    """What is signed: the canonical text of the facts with the chair's remarks, SHA-256."""
    return sha256_hex(canonical_json({"facts": facts, "remarks": remarks}))


def _agenda(meeting: Meeting) -> list[AgendaItem]:
    votes = CouncilVote.objects.filter(superseded_at=None).select_related("member")
    spoken = Speech.objects.exclude(started_at=None).select_related("member")
    return list(
        meeting.agenda.select_related("proposal").prefetch_related(
            Prefetch("recusals", Recusal.objects.select_related("member").order_by("id")),
            Prefetch("speeches", spoken),
            Prefetch(
                "motions",
                Motion.objects.select_related("proposed_by").order_by("moved_at", "id"),
            ),
            Prefetch("motions__votes", votes.order_by("member_id")),
        )
    )


def _roll_facts(row: Attendance) -> dict[str, Any]:
    return {
        "seat": row.seat.number, "kind": row.seat.kind, "name": str(row.member),
        "stands_for": _name(row.stands_for),
        "arrived_at": row.arrived_at and row.arrived_at.isoformat(),
        "left_at": row.left_at and row.left_at.isoformat(),
        "absence_reason": row.absence_reason,
    }  # fmt: skip


def _item_facts(item: AgendaItem) -> dict[str, Any]:
    return {
        "position": item.position, "receipt_no": item.proposal.receipt_no,
        "title": item.proposal.title, "requested_fen": item.proposal.requested_fen,
        "support": item.support, "outcome": item.outcome, "reason": item.reason,
        "is_mandated": item.proposal.origin == Origin.MANDATED, "presenter": item.presenter,
        "speeches": [
            {"name": str(speech.member), "words": speech.words} for speech in item.speeches.all()
        ],
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
        "kind": motion.kind, "proposed_by": _name(motion.proposed_by),
        "is_together": motion.package_id is not None,
        **{name: getattr(motion, name) for name in figures},
        "votes": [
            {"name": str(vote.member), "value": vote.value, "reason": vote.reason,
             "is_keyed": vote.keyed_by_id is not None}
            for vote in motion.votes.all()
        ],
    }  # fmt: skip


def readable(facts: dict[str, Any], remarks: str = "") -> dict[str, Any]:
    """The same facts for a page: codes in the reader's words, times as times, counts counted.

    Reads nothing but the facts, so that signed minutes look the same for ever.
    """
    page = deepcopy(facts)
    for name in ("scheduled_at", "postponed_from", "opened_at", "closed_at", "keyed_at"):
        page["meeting"][name] = _moment(page["meeting"].get(name))
    for row in page["roll"]:
        row["kind"] = str(SeatKind(row["kind"]).label)
        row["arrived_at"], row["left_at"] = _moment(row["arrived_at"]), _moment(row["left_at"])
    for item in page["items"]:
        item["outcome_label"] = str(ItemOutcome(item["outcome"]).label)
        for recusal in item["recusals"]:
            recusal["ground"] = str(RecusalGround(recusal["ground"]).label)
        for motion in item["motions"]:
            _word_motion(motion, item["title"])
    quorum = page["quorum"]
    page["present"] = sum(row["arrived_at"] is not None for row in page["roll"])
    page["quorum_share"] = share_words(_share(quorum))
    page["majority_share"] = share_words(_share(page["majority"]))
    page["has_quorum"] = page["present"] >= quorum["least"]
    page["has_keyed"] = any(
        vote["is_keyed"] for item in page["items"] for motion in item["motions"]
        for vote in motion["votes"]
    )  # fmt: skip
    # The first form kept plain remarks; clean() makes paragraphs of them.
    page["remarks"] = mark_safe(clean(remarks)) if remarks else ""  # noqa: S308 - just cleaned
    return page


def _word_motion(motion: dict[str, Any], title: str) -> None:
    kind = motion.setdefault("kind", MotionKind.PASS)
    motion["question"] = question_words(kind, title, motion["amount_fen"])
    motion["state_label"] = str(MotionState(motion["state"]).label)
    motion["by_value"] = [
        (value.label, [vote for vote in motion["votes"] if vote["value"] == value])
        for value in VoteValue
    ]


def _share(part: dict[str, Any]) -> Share:
    return Share(part["numerator"], part["denominator"], part["is_strict"])


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
