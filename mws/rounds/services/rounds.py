"""Rounds: created with dates, opened by freezing the rules, decided, closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F

from mws.accounts.models import User
from mws.audit.services import record
from mws.core.canonical import canonical_json, sha256_hex
from mws.core.clock import database_now
from mws.core.collisions import ask_again
from mws.core.refusals import require
from mws.places.models import Place
from mws.rounds import rules
from mws.rounds.models import (
    Deadline,
    PollRole,
    PublicNotice,
    Round,
    RoundOrigin,
    RoundStage,
    RoundState,
    RuleSet,
)


@transaction.atomic
def create_round(
    *,
    community: Place,
    rule_set: RuleSet,
    batch: int,
    poll_role: str = PollRole.NONE,
    windows: dict[str, tuple[datetime, datetime]],
    by: User | None,
    origin: str = RoundOrigin.LIVE,
    now: datetime | None = None,
    **source: str,
) -> Round:
    """A round in preparation. ``windows``: stage → (starts_at, ends_at), half-open.

    ``source`` (imports only): source_name, source_sha256, currency_note.
    """
    if by is not None:
        require(rules.why_not_create_round(community, rule_set, by=by))
    why_not = partial(rules.why_not_batch, community, rule_set.year, batch)
    require(why_not())
    with ask_again(why_not):
        round = Round.objects.create(
            community=community, year=rule_set.year, batch=batch, rule_set=rule_set,
            poll_role=poll_role, origin=origin, **source,
        )  # fmt: skip
    RoundStage.objects.bulk_create(
        RoundStage(round=round, stage=stage, starts_at=starts_at, ends_at=ends_at)
        for stage, (starts_at, ends_at) in windows.items()
    )
    record(
        "round.created", target=round, by=by, effective_at=now, place_path=community.path,
        year=round.year, batch=batch, poll_role=poll_role,
    )  # fmt: skip
    return round


@transaction.atomic
def set_stage_window(
    *,
    round_id: int,
    stage: str,
    starts_at: datetime,
    ends_at: datetime,
    by: User | None,
    now: datetime | None = None,
) -> RoundStage:
    """Give a stage its dates; an audited event also while the round runs."""
    round = _lock(round_id)
    if by is not None:
        require(rules.why_not_edit_round(round, by=by))
    window, _created = RoundStage.objects.update_or_create(
        round=round, stage=stage, defaults={"starts_at": starts_at, "ends_at": ends_at}
    )
    record(
        "round.stage_set", target=round, by=by, effective_at=now,
        place_path=round.community.path, stage=stage,
        starts_at=starts_at.isoformat(), ends_at=ends_at.isoformat(),
    )  # fmt: skip
    return window


@transaction.atomic
def open_round(*, round_id: int, by: User | None, now: datetime | None = None) -> Round:
    """Freeze the district's rules into the round and open it."""
    now = now or database_now()
    round = _lock(round_id)
    if by is not None:
        require(rules.why_not_open_round(round, by=by))
    frozen = {
        setting.key: {"value": setting.value, "basis": setting.legal_basis}
        for setting in round.rule_set.settings.order_by("key")
    }
    round.rules, round.rules_sha256 = frozen, sha256_hex(canonical_json(frozen))
    round.state, round.opened_at, round.opened_by = RoundState.OPEN, now, by
    round.save()
    record(
        "round.opened", target=round, by=by, effective_at=now,
        place_path=round.community.path, rules_sha256=round.rules_sha256,
    )  # fmt: skip
    return round


@transaction.atomic
def mark_round_decided(*, round_id: int, by: User | None, now: datetime | None = None) -> Round:
    """All council decisions of the round are final: results may be published. Repeats are
    harmless."""
    now = now or database_now()
    round = _lock(round_id)
    if round.decided_at is None:
        round.decided_at = now
        round.save(update_fields=["decided_at"])
        record(
            "round.decided", target=round, by=by, effective_at=now,
            place_path=round.community.path,
        )  # fmt: skip
    return round


@transaction.atomic
def close_round(*, round_id: int, by: User | None, now: datetime | None = None) -> Round:
    """End a round; its projects go on."""
    now = now or database_now()
    round = _lock(round_id)
    require(rules.why_not_close_round(round, by=by))
    round.state, round.closed_at = RoundState.CLOSED, now
    round.save(update_fields=["state", "closed_at"])
    record("round.closed", target=round, by=by, effective_at=now, place_path=round.community.path)
    return round


@transaction.atomic
def move_dates(*, round_id: int, days: int, by: User | None) -> None:
    """Shift every date of a round: stages, running deadlines, notices still up. For the
    demonstration alone: deadlines move, never the clock. Raises Refused elsewhere."""
    require(rules.why_not_move_dates())
    round = _lock(round_id)
    shift = timedelta(days=days)
    RoundStage.objects.filter(round=round).update(
        starts_at=F("starts_at") + shift, ends_at=F("ends_at") + shift
    )
    for deadline in Deadline.objects.running().filter(place=round.community):
        deadline.started_at += shift
        deadline.due_on += shift
        deadline.amber_on += shift
        deadline.save(update_fields=["started_at", "due_on", "amber_on"])
    for notice in PublicNotice.objects.filter(round=round, ended_at=None):
        notice.ends_on += shift
        notice.save(update_fields=["ends_on"])
    record("round.dates_moved", target=round, by=by, place_path=round.community.path, days=days)


def _lock(round_id: int) -> Round:
    return (
        Round.objects.select_for_update(of=("self",))
        .select_related("community", "rule_set__district")
        .get(pk=round_id)
    )
