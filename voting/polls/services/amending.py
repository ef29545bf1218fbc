"""Changing a frozen list: published, with a reason, signed by two; whoever has voted is told."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from mws.accounts.models import User
from mws.audit.services import record
from mws.core.canonical import sha256_hex
from mws.core.clock import database_now
from mws.core.refusals import require
from mws.notifications.services import queue
from voting.models import AmendmentKind, Poll, PollAmendment, PollItem
from voting.polls import rules
from voting.polls.services.locks import hold_poll
from voting.polls.terms import current_costs


@transaction.atomic
def propose_amendment(
    *, poll_id: UUID, code: str, kind: str, reason: str, cost_fen: int = 0, by: User,
    now: datetime | None = None,
) -> PollAmendment:  # fmt: skip
    """The first signature under a change of one project; nothing changes yet."""
    now = now or database_now()
    poll = hold_poll(poll_id)
    item = PollItem.objects.filter(poll=poll, code=code).first()
    require(
        rules.why_not_propose_amendment(
            poll, is_listed=code in current_costs(poll), kind=kind, cost_fen=cost_fen,
            reason=reason, by=by, now=now,
        )
    )  # fmt: skip
    amendment = PollAmendment.objects.create(
        poll=poll, item=item, kind=kind, reason=reason.strip(), proposed_by=by, proposed_at=now,
        cost_fen=0 if kind == AmendmentKind.WITHDRAW else cost_fen,
    )  # fmt: skip
    record(
        "poll.amendment_proposed", target=poll, by=by, effective_at=now,
        place_path=poll.round.community.path, code=code, kind=kind,
    )  # fmt: skip
    return amendment


@transaction.atomic
def confirm_amendment(*, amendment_id: int, by: User, now: datetime | None = None) -> PollAmendment:
    """The second signature: the change is public and in force; ballots cast stand.

    A choice of a project taken off counts for nothing, all others count. Everyone who has voted is
    told, in an order drawn by lot, and can cast anew until the close.
    """
    now = now or database_now()
    amendment = PollAmendment.objects.select_related("item").get(pk=amendment_id)
    poll = hold_poll(amendment.poll_id)
    amendment = PollAmendment.objects.select_for_update(of=("self",)).get(pk=amendment_id)
    is_listed = amendment.item.code in current_costs(poll)
    require(rules.why_not_confirm_amendment(poll, amendment, is_listed=is_listed, by=by, now=now))
    amendment.confirmed_by, amendment.confirmed_at = by, now
    amendment.save(update_fields=["confirmed_by", "confirmed_at"])
    record(
        "poll.amended", target=poll, by=by, effective_at=now,
        place_path=poll.round.community.path, code=amendment.item.code, kind=amendment.kind,
        cost_fen=amendment.cost_fen, reason_sha256=sha256_hex(amendment.reason),
    )  # fmt: skip
    _tell_voters(poll, now)
    return amendment


def _tell_voters(poll: Poll, now: datetime) -> None:
    voters = list(poll.roll.filter(has_voted=True).select_related("resident").order_by("pk"))
    secrets.SystemRandom().shuffle(voters)
    context = {"place": poll.round.community.name}
    for entry in voters:
        queue(
            "poll_amended", to=entry.resident, context=context,
            url=reverse("voting:poll", args=[poll.pk]), now=now,
        )  # fmt: skip
