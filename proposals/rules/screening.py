"""May the community office admit, return, refuse, screen or shortlist a case, and why not.

Intake (受理) belongs to the clerk, screening (初审) to the secretary; never to the same person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.refusals import Refusal
from mws.rounds.models import Clause
from proposals.models import (
    LIGHTS,
    DeskTask,
    Duty,
    Light,
    Origin,
    Proposal,
    ProposalStatus,
    ScreeningResult,
    ScreeningStep,
    Verdict,
)
from proposals.rules.cases import why_not_afford
from proposals.rules.duties import why_not_own, why_not_take

if TYPE_CHECKING:
    from proposals.selectors.duplicates import Likeness

Status = ProposalStatus
Verdicts = Mapping[int, tuple[str, str]]
"""Of each similar case, by primary key: the verdict and its reason."""
MERGE_TARGETS = (Status.SUBMITTED, Status.ADMITTED, Status.SCREENED, Status.SHORTLISTED)

# The status in which each step holds the case, the permission it asks for, the duty it leaves.
HELD_IN: dict[str, ScreeningStep] = {
    Status.SUBMITTED: ScreeningStep.INTAKE,
    Status.ADMITTED: ScreeningStep.SCREENING,
}
# Where a decision of that step is taken back to: to the desk that made it.
BACK_TO: dict[str, ProposalStatus] = {
    step: ProposalStatus(status) for status, step in HELD_IN.items()
}
DUTY_OF = {ScreeningStep.INTAKE: Duty.TOOK_IN, ScreeningStep.SCREENING: Duty.SCREENED}


def why_not_handle(proposal: Proposal, *, by: User) -> Refusal | None:
    """Whether this person may decide the step at which the case now stands."""
    step = HELD_IN.get(proposal.status)
    if step is None:
        return Refusal(
            "decided_already",
            _("This has been decided already: %(status)s.")
            % {"status": proposal.get_status_display()},
        )
    if refusal := _why_not_office(step, proposal, by):
        return refusal
    return why_not_take(DUTY_OF[step], case_id=proposal.case_id, by=by)


def why_not_admit(proposal: Proposal, *, by: User) -> Refusal | None:
    if proposal.status != Status.SUBMITTED:
        return Refusal(
            "not_submitted",
            _("This has been decided already: %(status)s.")
            % {"status": proposal.get_status_display()},
        )
    return why_not_handle(proposal, by=by)


def why_not_take_in(
    proposal: Proposal, found: Sequence[Likeness], verdicts: Verdicts, *, by: User
) -> Refusal | None:
    """Every similar case that was found has its verdict; one that is kept apart, a reason."""
    if refusal := why_not_admit(proposal, by=by):
        return refusal
    for row in found:
        verdict, reason = verdicts.get(row.proposal.pk, ("", ""))
        if verdict not in Verdict.values:
            return Refusal(
                "no_verdict",
                _("Compare it with “%(title)s” and say what it is.")
                % {"title": row.proposal.title},
            )
        if verdict == Verdict.KEEP and not reason.strip():
            return Refusal("no_reason", _("Say how it differs from the similar case."))
    return None


def why_not_return(proposal: Proposal, *, defects: Mapping[str, str], by: User) -> Refusal | None:
    """Once, with everything that is missing (一次性告知)."""
    if refusal := _why_not_turn_back(proposal, by) or why_not_second_list(proposal):
        return refusal
    if not any(text.strip() for text in defects.values()):
        return Refusal("no_reason", _("List everything that the proposer must complete."))
    return None


def why_not_second_list(proposal: Proposal) -> Refusal | None:
    """A proposer is sent back once in all, whichever desk it was."""
    if proposal.screenings.filter(result=ScreeningResult.RETURNED).exists():
        return Refusal(
            "returned_already",
            _("The proposer has had the one full list already. Decide on what is there."),
        )
    return None


def why_not_refuse_admission(
    proposal: Proposal, *, reason: str, clause: Clause | None, findings: Mapping[str, str], by: User
) -> Refusal | None:
    """Only with a clause of the round's negative list, and a reason that is published; at the
    screening with the three lights, one of them red."""
    if refusal := _why_not_turn_back(proposal, by):
        return refusal
    if clause is None:
        return Refusal("no_clause", _("Choose the clause of the negative list that applies."))
    if not reason.strip():
        return Refusal("no_reason", _("Write the reason that the proposer will read."))
    if proposal.status != Status.ADMITTED:
        return None
    if refusal := _why_not_lights(findings):
        return refusal
    if Light.RED not in (findings[light] for light in LIGHTS):
        return Refusal("no_red_light", _("A refusal needs a “no” to one of the three questions."))
    return why_not_without_answers(proposal)


def why_not_screen(
    proposal: Proposal, *, findings: Mapping[str, str], estimate_fen: int, estimate_reason: str,
    by: User,
) -> Refusal | None:  # fmt: skip
    """Three lights, none of them red, who owns and looks after it, an estimate within the cap, and
    no required answer missing."""
    if proposal.status != Status.ADMITTED:
        return Refusal(
            "not_admitted",
            _("Only an admitted case can be screened; this one is: %(status)s.")
            % {"status": proposal.get_status_display()},
        )
    if refusal := (
        why_not_handle(proposal, by=by)
        or _why_not_secretary(Permission.POWER_SECURE, proposal, by)
        or _why_not_lights(findings)
    ):
        return refusal
    if Light.RED in (findings[light] for light in LIGHTS):
        return Refusal("red_light", _("A “no” cannot pass: refuse the case, with its clause."))
    if not (findings.get("owner", "").strip() and findings.get("upkeep", "").strip()):
        return Refusal("no_upkeep", _("Write who owns the place and who looks after the result."))
    return _why_not_estimate(proposal, estimate_fen, estimate_reason) or why_not_without_answers(
        proposal
    )


def why_not_revise_estimate(
    proposal: Proposal, *, estimate_fen: int, reason: str, by: User
) -> Refusal | None:
    """After the screening, until the council has the case."""
    if proposal.status not in (Status.SCREENED, Status.SHORTLISTED, Status.DEFERRED):
        return Refusal(
            "not_now", _("The estimate changes after the screening and before the council sits.")
        )
    if refusal := _why_not_office(ScreeningStep.SCREENING, proposal, by) or why_not_take(
        Duty.SCREENED, case_id=proposal.case_id, by=by
    ):
        return refusal
    if estimate_fen == current_estimate(proposal):
        return Refusal("same_estimate", _("That is the estimate already."))
    return _why_not_estimate(proposal, estimate_fen, reason)


def current_estimate(proposal: Proposal) -> int:
    """The office's last estimate, else what the proposer wrote."""
    last = proposal.estimates.last()
    return last.after_fen if last else proposal.requested_fen


def why_not_merge(proposal: Proposal, into: Proposal, *, reason: str, by: User) -> Refusal | None:
    """Into a live case of the same community that is not one's own; both pages stay."""
    if refusal := why_not_handle(proposal, by=by):
        return refusal
    if into.pk == proposal.pk or into.community_id != proposal.community_id:
        return Refusal("foreign_target", _("Choose another case of this community."))
    if refusal := why_not_own(case_id=into.case_id, by=by):
        return refusal
    if into.status not in MERGE_TARGETS:
        return Refusal(
            "target_over",
            _("Nothing can be merged into that case; it is: %(status)s.")
            % {"status": into.get_status_display()},
        )
    if not reason.strip():
        return Refusal("no_reason", _("Say why the two are one."))
    return None


def _why_not_lights(findings: Mapping[str, str]) -> Refusal | None:
    for light in LIGHTS:
        if findings.get(light) not in Light.values:
            return Refusal("no_light", _("Answer all three questions."))
        if findings[light] != Light.GREEN and not findings.get(f"{light}_reason", "").strip():
            return Refusal("no_reason", _("Give the reason for every answer that is not “yes”."))
    return None


def _why_not_estimate(proposal: Proposal, estimate_fen: int, reason: str) -> Refusal | None:
    if estimate_fen <= 0:
        return Refusal("no_estimate", _("Write the estimated cost."))
    if estimate_fen != current_estimate(proposal) and not reason.strip():
        return Refusal("no_estimate_reason", _("Say why the estimate differs."))
    return why_not_afford(proposal, estimate_fen)


def why_not_shortlist(proposal: Proposal, *, by: User) -> Refusal | None:
    if proposal.status != Status.SCREENED:
        return Refusal(
            "not_screened",
            _("Only a screened case can be shortlisted; this one is: %(status)s.")
            % {"status": proposal.get_status_display()},
        )
    return (
        _why_not_secretary(Permission.POWER_DECIDE, proposal, by)
        or why_not_take(Duty.SCREENED, case_id=proposal.case_id, by=by)
        or _why_not_supported(proposal)
    )


def _why_not_supported(proposal: Proposal) -> Refusal | None:
    """What the district requires needs nobody's support."""
    needed = proposal.round.frozen_rules.support_threshold
    if proposal.origin == Origin.MANDATED or proposal.supports.count() >= needed:
        return None
    return Refusal(
        "too_little_support",
        _("It needs %(needed)s supporters and has %(count)s.")
        % {"needed": needed, "count": proposal.supports.count()},
    )


def _why_not_office(step: str, proposal: Proposal, by: User) -> Refusal | None:
    if step == ScreeningStep.INTAKE and not by.may(Permission.PROPOSAL_INTAKE, proposal.community):
        return Refusal("not_clerk", _("This is done by the community's intake clerk."))
    if step == ScreeningStep.SCREENING:
        return _why_not_secretary(Permission.PROPOSAL_SCREEN, proposal, by)
    return None


def why_not_without_answers(proposal: Proposal) -> Refusal | None:
    """The screening waits for what it must know; silence is no consent."""
    missing = [task.desk.name for task in open_tasks(proposal) if task.is_required]
    if missing:
        return Refusal(
            "answers_missing",
            _("Still to be answered by: %(desks)s.") % {"desks": "、".join(missing)},
        )
    return None


def open_tasks(proposal: Proposal) -> QuerySet[DeskTask]:
    """The questions to desks that are neither answered nor waived."""
    return proposal.desk_tasks.filter(answered_at=None, waived_at=None).select_related("desk")


def _why_not_turn_back(proposal: Proposal, by: User) -> Refusal | None:
    """Turning back what the clerk took in is oversight, a power of the secretary."""
    if refusal := why_not_handle(proposal, by=by):
        return refusal
    if HELD_IN[proposal.status] == ScreeningStep.SCREENING:
        return _why_not_secretary(Permission.POWER_OVERSEE, proposal, by)
    return None


def _why_not_secretary(permission: Permission, proposal: Proposal, by: User) -> Refusal | None:
    if by.may(permission, proposal.community):
        return None
    return Refusal("not_secretary", _("This is done by the community secretary."))
