"""What every step of a case does: lock the file, move it on, leave a trace, tell people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from mws.accounts.models import User
from mws.audit.services import record
from mws.notifications.services import queue, queue_for_all
from proposals.models import Proposal
from proposals.services.clocks import turn_clocks


def lock_case(proposal_id: int) -> Proposal:
    """The case, locked first of all rows that a step touches; its round and place along with it."""
    return (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("round", "community__parent", "author", "notice__round__community")
        .get(pk=proposal_id)
    )


def move_case(
    proposal: Proposal,
    *,
    to: str,
    action: str,
    by: User | None,
    now: datetime,
    changes: tuple[str, ...] = (),
    **facts: Any,
) -> None:
    """Store the new status (and the fields named in ``changes``), turn the clocks, record the
    deed."""
    turn_clocks(proposal, to=to, by=by, now=now)
    proposal.status, proposal.status_since = to, now
    proposal.save(update_fields=["status", "status_since", *changes])
    trace(proposal, action=action, by=by, now=now, **facts)


def trace(proposal: Proposal, *, action: str, by: User | None, now: datetime, **facts: Any) -> None:
    """One audit event about the case."""
    record(
        action, target=proposal, by=by, effective_at=now, case_id=proposal.case_id,
        place_path=proposal.community.path, **facts,
    )  # fmt: skip


def tell(
    proposal: Proposal, *, code: str, now: datetime, to: User | None = None, **context: Any
) -> None:
    """Queue a message to one person, with the way to the case."""
    queue(
        code, to=to or proposal.author, case_id=proposal.case_id,
        context={"title": proposal.title, **context}, url=_way_to(proposal), now=now,
    )  # fmt: skip


def tell_all(
    proposal: Proposal, *, code: str, to: Sequence[int], now: datetime, **context: Any
) -> None:
    """The same message to many, by their keys."""
    queue_for_all(
        code, to=to, case_id=proposal.case_id, context={"title": proposal.title, **context},
        url=_way_to(proposal), now=now,
    )  # fmt: skip


def announce(
    proposal: Proposal, *, code: str, now: datetime, also: Iterable[User] = (), **context: Any
) -> None:
    """Tell everybody whom a step of the case concerns, nobody twice: the proposers (and ``also``)
    what happened, in the words of ``code``; those who follow, how far it is now."""
    signed = proposal.co_proposers.filter(accepted=True).values_list("person_id", flat=True)
    proposers = [proposal.author_id] if proposal.has_proposer else []
    told = dict.fromkeys([*proposers, *signed, *(person.pk for person in also)])
    followers = proposal.follows.exclude(person__in=told).values_list("person_id", flat=True)
    holder = getattr(proposal, "project", None) or proposal
    status = type(holder).Status(holder.status).label
    common: dict[str, Any] = {"case_id": proposal.case_id, "url": _way_to(proposal), "now": now}
    queue_for_all(code, to=list(told), context={"title": proposal.title, **context}, **common)
    queue_for_all(
        "followed_case", to=list(followers), context={"title": proposal.title, "status": status},
        **common,
    )  # fmt: skip


def _way_to(proposal: Proposal) -> str:
    return reverse("proposals:detail", args=[proposal.pk])
