"""Entering a heap of paper forms: tried first, then each by the service of the counter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from mws.accounts.models import User
from mws.core.clock import database_now
from mws.core.refusals import Refused
from mws.core.table_faults import Fault
from proposals.batch import PaperForm
from proposals.models import Channel
from proposals.services.assisted import enter_proposal


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of one form: its receipt number and key, or why not."""

    line: int
    title: str
    receipt_no: str = ""
    pk: int | None = None
    refused: str = ""


@transaction.atomic
def try_forms(
    *, round_id: int, forms: Iterable[PaperForm], by: User, now: datetime | None = None
) -> list[Fault]:
    """What the rules would say, form by form, without storing anything: all is done and rolled
    back, so a form that stands twice in the table is found too."""
    now = now or database_now()
    found = [_try(round_id, form, by, now) for form in forms if not form.faults]
    transaction.set_rollback(True)
    return [fault for fault in found if fault is not None]


def enter_forms(
    *, round_id: int, forms: Iterable[PaperForm], by: User, now: datetime | None = None
) -> list[Entered]:
    """Each in its own transaction: one that is refused hinders no other, and none is half-stored.
    Sent twice, every form is refused the second time."""
    now = now or database_now()
    return [_entered(round_id, form, by, now) for form in forms]


def _try(round_id: int, form: PaperForm, by: User, now: datetime) -> Fault | None:
    try:
        enter_proposal(round_id=round_id, by=by, now=now, **_facts(form))
    except Refused as refused:
        return Fault(form.line, "refused", "", str(refused.refusal.message))
    return None


def _entered(round_id: int, form: PaperForm, by: User, now: datetime) -> Entered:
    try:
        stored = enter_proposal(round_id=round_id, by=by, now=now, **_facts(form))
    except Refused as refused:
        return Entered(form.line, form.title, refused=str(refused.refusal.message))
    return Entered(form.line, form.title, stored.receipt_no or "", stored.pk)


def _facts(form: PaperForm) -> dict[str, Any]:
    return {
        "name": form.name, "phone": form.phone, "channel": form.channel or Channel.PAPER,
        "fields": form.fields, "items": form.items,
    }  # fmt: skip
