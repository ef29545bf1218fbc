"""The page of one case: its facts, its records station by station, and what may be done now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mws.accounts.permissions import Permission
from mws.core.refusals import Refusal
from mws.core.track import Station
from mws.core.wording import family_name
from mws.rounds.models import Objection
from proposals.models import (
    Approval,
    Channel,
    CostItem,
    CouncilDecision,
    DeskTask,
    Estimate,
    Project,
    Proposal,
    ProposalStatus,
    Screening,
)
from proposals.rules import appeals, cases
from proposals.selectors.clocks import Clocks
from proposals.selectors.lists import with_case
from proposals.selectors.steps import STEPS
from proposals.selectors.track import case_track

S = ProposalStatus
INSIDE = (Permission.PROPOSAL_INTAKE, Permission.PROPOSAL_SCREEN, Permission.CLOCK_READ)


@dataclass(frozen=True, slots=True)
class Action:
    """Something this person may do now, or the reason why not yet."""

    label: str
    url: str
    refusal: Refusal | None = None


@dataclass(frozen=True)
class CasePage:
    """All that the page of a case shows up to the approval; the project adds the rest."""

    proposal: Proposal
    project: Project | None
    clocks: Clocks
    stations: list[Station]
    facts: list[tuple[str, Any]]
    items: Sequence[CostItem]
    screenings: Sequence[Screening]
    decisions: Sequence[CouncilDecision]
    approvals: Sequence[Approval]
    objections: Sequence[Objection]
    estimates: Sequence[Estimate]
    tasks: Sequence[DeskTask]
    merged: Sequence[Proposal]
    reads_clocks: bool
    action: Action | None
    others: list[Action]
    complete_by: date | None

    @property
    def returned(self) -> Screening | None:
        """What the office asked for, while the case waits for the proposer."""
        last = self.screenings[-1:]
        return last[0] if last and self.proposal.status == S.RETURNED else None


def case_page(proposal: Proposal, *, user: Any, now: datetime) -> CasePage:
    """A fixed number of queries; ``proposal`` comes from ``with_case``."""
    clocks = Clocks([proposal.case_id], now)
    stations = case_track(proposal, clocks=clocks)
    action, others = _actions(proposal, user, now)
    return CasePage(
        proposal=proposal,
        project=getattr(proposal, "project", None),
        clocks=clocks,
        stations=stations,
        facts=_facts(proposal),
        items=list(proposal.cost_items.all()),
        screenings=_screenings(proposal),
        decisions=list(proposal.council_decisions.all()),
        approvals=list(proposal.approvals.all()),
        estimates=list(proposal.estimates.all()),
        tasks=_tasks(proposal, user),
        merged=list(proposal.merged.select_related("author")),
        reads_clocks=user.is_authenticated and user.may(Permission.CLOCK_READ, proposal.community),
        objections=list(proposal.notice.objections.all()) if proposal.notice else [],
        action=action,
        others=others,
        complete_by=cases.supplement_due(proposal) if proposal.status == S.RETURNED else None,
    )


def _screenings(proposal: Proposal) -> list[Screening]:
    """The office's decisions with what stands beside them."""
    rows = proposal.screenings.select_related("clause", "appeal")
    return list(rows.prefetch_related("defects", "duplicates__other"))


def _tasks(proposal: Proposal, user: Any) -> list[DeskTask]:
    """What was asked within the office: for the offices of the place, not for the public."""
    if not user.is_authenticated or not any(
        user.may(permission, proposal.community) for permission in INSIDE
    ):
        return []
    return list(proposal.desk_tasks.select_related("desk"))


def case_of(pk: int, user: Any) -> Proposal | None:
    """The case with what its page needs, if this person may see it (one query)."""
    project = (
        "project__account", "project__community", "project__supplier", "project__contract",
        "project__settlement__settled_by",
    )  # fmt: skip
    cases = with_case(Proposal.objects.visible_to(user)).select_related(*project)
    return cases.filter(pk=pk).first()


def _facts(proposal: Proposal) -> list[tuple[str, Any]]:
    people = (
        _("%(people)s, about %(count)s people")
        % {"people": proposal.beneficiaries, "count": f"{proposal.beneficiary_count:,}"}
        if proposal.beneficiary_count
        else proposal.beneficiaries
    )
    return [
        (_("What is done"), proposal.solution),
        (_("Where"), proposal.location),
        (_("For whom"), people),
        (_("Proposed by"), public_name(proposal)),
        (_("Form"), f"{proposal.get_category_display()} · {proposal.get_theme_display()}"),
        (_("Upkeep"), proposal.upkeep),
        (_("Receipt number"), proposal.receipt_no),
    ]


def public_name(proposal: Proposal) -> str:
    """The family name and no more; nobody for what came with a file."""
    if proposal.channel == Channel.IMPORT:
        return ""
    return _("%(family_name)s, resident") % {"family_name": family_name(proposal.author)}


def _actions(proposal: Proposal, user: Any, now: datetime) -> tuple[Action | None, list[Action]]:
    """The one thing to do first, and what else concerns this person, each with its reason."""
    if not user.is_authenticated:
        return None, []
    found = [*_of_proposer(proposal, user, now), *_of_offices(proposal, user)]
    first = next((action for action in found if action.refusal is None), None)
    return first, [action for action in found if action is not first]


def _of_proposer(proposal: Proposal, user: Any, now: datetime) -> list[Action]:
    if user.pk not in (proposal.author_id, proposal.entered_by_id):
        return []
    pk, found = [proposal.pk], []
    if proposal.status in (S.DRAFT, S.RETURNED):
        refusal = cases.why_not_edit(proposal, by=user, now=now)
        found.append(Action(_("Check and submit"), reverse("proposals:check", args=pk), refusal))
        if refusal is None:
            found.append(Action(_("Go on writing"), reverse("proposals:edit", args=pk)))
    if proposal.status == S.NOT_ADMITTED:
        refusal = appeals.why_not_appeal(proposal, by=user, now=now)
        found.append(Action(_("Appeal"), reverse("proposals:appeal_file", args=pk), refusal))
    if proposal.status not in S.ended() and proposal.status in cases.WITHDRAWABLE:
        refusal = cases.why_not_withdraw(proposal, by=user, now=now)
        found.append(Action(_("Withdraw"), reverse("proposals:withdraw", args=pk), refusal))
    return found


def _of_offices(proposal: Proposal, user: Any) -> list[Action]:
    """The step at which the case stands, for those whose office it is."""
    return [
        Action(
            str(step.label),
            reverse(step.url_name, args=[proposal.pk]),
            step.rule(proposal, by=user),
        )
        for step in STEPS
        if step.status == proposal.status and user.may(step.permission, proposal.community)
    ]
