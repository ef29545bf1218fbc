"""The negative list of a rule set, and the desks that are asked about files."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from django.db import transaction

from mws.accounts.models import User
from mws.audit.services import record
from mws.core.clock import database_now, local_day
from mws.core.collisions import ask_again
from mws.core.refusals import require
from mws.places.models import Place
from mws.rounds import rules_office as rules
from mws.rounds.models import Clause, Desk, DeskSeat, RuleSet


@transaction.atomic
def add_clause(
    *,
    rule_set_id: int,
    code: str,
    text: str,
    legal_basis: str,
    by: User,
    now: datetime | None = None,
) -> Clause:
    """A further ground of refusal. Rounds that are open keep the list they were opened with."""
    now = now or database_now()
    rule_set = _lock_rules(rule_set_id)
    facts = {"code": code.strip(), "text": text.strip(), "legal_basis": legal_basis.strip()}
    why_not = partial(rules.why_not_add_clause, rule_set, **facts, by=by)
    require(why_not())
    with ask_again(why_not):
        clause = Clause.objects.create(rule_set=rule_set, added_at=now, **facts)
    record(
        "clause.added", target=clause, by=by, effective_at=now,
        place_path=rule_set.district.path, code=clause.code,
    )  # fmt: skip
    return clause


@transaction.atomic
def end_clause(*, clause_id: int, by: User, now: datetime | None = None) -> Clause:
    """Take a clause off the list; decisions that cite it keep it."""
    now = now or database_now()
    rule_set = _lock_rules(Clause.objects.get(pk=clause_id).rule_set_id)
    clause = Clause.objects.select_for_update().get(pk=clause_id)
    require(rules.why_not_end_clause(clause, rule_set, by=by))
    clause.ended_at = now
    clause.save(update_fields=["ended_at"])
    record(
        "clause.ended", target=clause, by=by, effective_at=now,
        place_path=rule_set.district.path, code=clause.code,
    )  # fmt: skip
    return clause


@transaction.atomic
def open_desk(
    *, place: Place, name: str, task: str, by: User | None, now: datetime | None = None
) -> Desk:
    """An office or body that may be asked about files of this place and below."""
    now = now or database_now()
    facts = {"name": name.strip(), "task": task.strip()}
    why_not = partial(rules.why_not_open_desk, place, **facts, by=by)
    require(why_not())
    with ask_again(why_not):
        desk = Desk.objects.create(place=place, **facts)
    record("desk.opened", target=desk, by=by, effective_at=now, place_path=place.path)
    return desk


@transaction.atomic
def close_desk(*, desk_id: int, by: User, now: datetime | None = None) -> Desk:
    """Ask this desk no more; what it was asked and answered stays."""
    now = now or database_now()
    desk = _lock_desk(desk_id)
    require(rules.why_not_close_desk(desk, by=by))
    desk.closed_at = now
    desk.save(update_fields=["closed_at"])
    record("desk.closed", target=desk, by=by, effective_at=now, place_path=desk.place.path)
    return desk


@transaction.atomic
def seat_at_desk(
    *, desk_id: int, person: User, by: User | None, starts_on: date | None = None,
    now: datetime | None = None,
) -> DeskSeat:  # fmt: skip
    """Let a person answer for a desk from today."""
    now = now or database_now()
    desk = _lock_desk(desk_id)
    why_not = partial(rules.why_not_seat, desk, person, by=by)
    require(why_not())
    with ask_again(why_not):
        seat = DeskSeat.objects.create(
            desk=desk, person=person, starts_on=starts_on or local_day(now)
        )
    record(
        "desk.seated", target=seat, by=by, effective_at=now, place_path=desk.place.path,
        person=person.pk,
    )  # fmt: skip
    return seat


@transaction.atomic
def end_seat(*, seat_id: int, by: User, now: datetime | None = None) -> DeskSeat:
    """The person answers for this desk until today."""
    now = now or database_now()
    desk = _lock_desk(DeskSeat.objects.get(pk=seat_id).desk_id)
    seat = DeskSeat.objects.select_for_update(of=("self",)).get(pk=seat_id)
    require(rules.why_not_end_seat(seat, desk, by=by))
    seat.ends_on = max(seat.starts_on, local_day(now))
    seat.save(update_fields=["ends_on"])
    record(
        "desk.seat_ended", target=seat, by=by, effective_at=now, place_path=desk.place.path,
        person=seat.person_id,
    )  # fmt: skip
    return seat


def _lock_rules(rule_set_id: int) -> RuleSet:
    rows = RuleSet.objects.select_for_update(of=("self",)).select_related("district")
    return rows.get(pk=rule_set_id)


def _lock_desk(desk_id: int) -> Desk:
    rows = Desk.objects.select_for_update(of=("self",)).select_related("place")
    return rows.get(pk=desk_id)
