"""How far a proposal is written, and which ones wait to be gone on with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from mws.accounts.models import User
from proposals.models import Proposal, ProposalStatus
from proposals.wizard import CHECK, STEPS, Step, next_open_step


@dataclass(frozen=True, slots=True)
class StepMark:
    """A place on the line of steps; ``url`` where one may go there."""

    number: int
    key: str
    name: Any
    is_current: bool
    is_done: bool
    url: str


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A draft, or a proposal returned for completion, and the step at which it stands."""

    title: str
    url: str
    step: int
    steps: int
    step_name: Any
    is_returned: bool


def step_line(proposal: Proposal | None, current: Step) -> list[StepMark]:
    """All steps of the wizard, as far as ``proposal`` has got."""
    return [
        StepMark(
            number=number, key=step.key, name=step.name, is_current=step is current,
            is_done=proposal is not None and step.is_done(proposal),
            url=_way_to(step, proposal) if proposal is not None else "",
        )
        for number, step in enumerate(STEPS, start=1)
    ]  # fmt: skip


def _way_to(step: Step, proposal: Proposal) -> str:
    """To questions that are answered, and to the page that checks once all of them are."""
    if step is CHECK and next_open_step(proposal) is CHECK:
        return reverse("proposals:check", args=[proposal.pk])
    if step is not CHECK and step.is_done(proposal):
        return reverse("proposals:step", args=[proposal.pk, step.key])
    return ""


def unfinished_of(user: User) -> list[Unfinished]:
    """What a person has begun and not handed in, the latest first (one query)."""
    rows = Proposal.objects.filter(author=user) | Proposal.objects.filter(entered_by=user)
    open_rows = rows.filter(status__in=(ProposalStatus.DRAFT, ProposalStatus.RETURNED))
    return [_unfinished(row) for row in open_rows.order_by("-created_at", "-id")]


def _unfinished(proposal: Proposal) -> Unfinished:
    step = next_open_step(proposal)
    return Unfinished(
        title=proposal.title, url=reverse("proposals:edit", args=[proposal.pk]),
        step=STEPS.index(step) + 1, steps=len(STEPS), step_name=step.name,
        is_returned=proposal.status == ProposalStatus.RETURNED,
    )  # fmt: skip
