"""The page of one case: its facts, its records station by station, and what may be done now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from mws.accounts.permissions import Permission
from mws.core.refusals import Refusal
from mws.core.track import Station
from mws.core.wording import family_name
from mws.places.plans import DrawnPlan, Pin
from mws.rounds.models import Objection
from proposals.models import (
    Approval,
    Channel,
    CostItem,
    CouncilDecision,
    DeskTask,
    Duplicate,
    Estimate,
    Project,
    Proposal,
    ProposalStatus,
    Screening,
    ScreeningResult,
)
from proposals.rules import appeals, cases, undoing
from proposals.selectors.around import support_count
from proposals.selectors.clocks import Clocks
from proposals.selectors.lists import with_case
from proposals.selectors.steps import STEPS
from proposals.selectors.track import case_track
from proposals.wizard import step_to_change

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
    def drawn(self) -> DrawnPlan | None:
        """Where the proposer put the pin, on the community's plan of that day."""
        plan, at = self.proposal.plan, (self.proposal.pin_x, self.proposal.pin_y)
        return DrawnPlan(plan, [Pin(at, words=self.proposal.where)]) if plan else None

    @property
    def returned(self) -> Screening | None:
        """What the office asked for, while the case waits for the proposer."""
        last = self.screenings[-1:]
        return last[0] if last and self.proposal.status == S.RETURNED else None


def case_page(proposal: Proposal, *, user: Any, now: datetime) -> CasePage:
    """A fixed number of queries; ``proposal`` comes from ``case_of``."""
    clocks = Clocks([proposal.case_id], now)
    _read_screenings(proposal)
    stations = case_track(proposal, clocks=clocks)
    action, others = _actions(proposal, user, now)
    return CasePage(
        proposal=proposal,
        project=getattr(proposal, "project", None),
        clocks=clocks,
        stations=stations,
        facts=_facts(proposal),
        items=list(proposal.cost_items.all()),
        screenings=list(proposal.screenings.all()),
        decisions=list(proposal.council_decisions.all()),
        approvals=list(proposal.approvals.all()),
        estimates=_estimates(proposal),
        tasks=_tasks(proposal, user),
        merged=list(proposal.merged.select_related("author")) if proposal.has_merged else [],
        reads_clocks=user.is_authenticated and user.may(Permission.CLOCK_READ, proposal.community),
        objections=list(proposal.notice.objections.all()) if proposal.notice else [],
        action=action,
        others=others,
        complete_by=cases.supplement_due(proposal) if proposal.status == S.RETURNED else None,
    )


def _read_screenings(proposal: Proposal) -> None:
    """The office's decisions with what stands beside them, once for the track and the records."""
    rows = Screening.objects.select_related("clause", "appeal")
    prefetch_related_objects([proposal], Prefetch("screenings", rows))
    decided = list(proposal.screenings.all())
    compared = [row for row in decided if row.compared_count is not None]
    similar = Duplicate.objects.select_related("other")
    prefetch_related_objects(compared, Prefetch("duplicates", similar))


def _estimates(proposal: Proposal) -> list[Estimate]:
    """There is none before the case is screened."""
    results = {row.result for row in proposal.screenings.all()}
    return list(proposal.estimates.all()) if ScreeningResult.SCREENED in results else []


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
        "project__settlement__settled_by", "project__warranty", "project__procurement__chosen",
        "plan__picture", "plan__place",
    )  # fmt: skip
    cases = with_case(Proposal.objects.visible_to(user)).select_related(*project)
    merged = Proposal.objects.filter(merged_into=OuterRef("pk"))
    cases = cases.annotate(has_merged=Exists(merged), support_count=support_count())
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
        (_("Where"), proposal.where),
        (_("Latitude and longitude"), proposal.coordinates),
        (_("For whom"), people),
        (_("Proposed by"), public_name(proposal)),
        (_("Form"), f"{proposal.get_category_display()} · {proposal.get_theme_display()}"),
        (_("Upkeep"), proposal.upkeep),
        (_("Receipt number"), proposal.receipt_no),
    ]


def public_name(proposal: Proposal) -> str:
    """The family name and no more; the community for what came with its books, nobody for what came
    with another file."""
    if not proposal.has_proposer:
        return proposal.community.name
    if proposal.channel == Channel.IMPORT:
        return ""
    return _("%(family_name)s, resident") % {"family_name": family_name(proposal.author)}


def _actions(proposal: Proposal, user: Any, now: datetime) -> tuple[Action | None, list[Action]]:
    """The one thing to do first, and what else concerns this person, each with its reason."""
    if not user.is_authenticated:
        return None, []
    found = [*_of_proposer(proposal, user, now), *_of_offices(proposal, user, now)]
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
            step = step_to_change(proposal).key
            address = reverse("proposals:step", args=[proposal.pk, step])
            found.append(Action(_("Go on writing"), address))
    if proposal.status == S.NOT_ADMITTED:
        refusal = appeals.why_not_appeal(proposal, by=user, now=now)
        found.append(Action(_("Appeal"), reverse("proposals:appeal_file", args=pk), refusal))
    if proposal.status not in S.ended() and proposal.status in cases.WITHDRAWABLE:
        refusal = cases.why_not_withdraw(proposal, by=user, now=now)
        found.append(Action(_("Withdraw"), reverse("proposals:withdraw", args=pk), refusal))
    return found


def _of_offices(proposal: Proposal, user: Any, now: datetime) -> list[Action]:
    """The step at which the case stands, for those whose office it is; and the way back from a
    decision of one's own today."""
    steps = [
        Action(
            str(step.label),
            reverse(step.url_name, args=[proposal.pk]),
            step.rule(proposal, by=user),
        )
        for step in STEPS
        if step.status == proposal.status and user.may(step.permission, proposal.community)
    ]
    if (
        user.offices
        and proposal.status in undoing.STATUSES
        and (undoing.why_not_undo_decision(proposal, by=user, now=now) is None)
    ):
        steps.append(
            Action(_("Take my decision back"), reverse("proposals:undo", args=[proposal.pk]))
        )
    return steps
