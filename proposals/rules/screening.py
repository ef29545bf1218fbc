"""May the community office admit, return, refuse, screen or shortlist a case, and why not.

Intake (受理) belongs to the clerk, screening (初审) to the secretary; never to the same person.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.refusals import Refusal
from proposals.models import Duty, Light, Origin, Proposal, ProposalStatus, ScreeningStep
from proposals.rules.cases import why_not_afford
from proposals.rules.duties import why_not_take

Status = ProposalStatus

# The status in which each step holds the case, the permission it asks for, the duty it leaves.
HELD_IN: dict[str, ScreeningStep] = {
    Status.SUBMITTED: ScreeningStep.INTAKE,
    Status.ADMITTED: ScreeningStep.SCREENING,
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


def why_not_return(proposal: Proposal, *, reason: str, by: User) -> Refusal | None:
    """One full list of what is missing."""
    if refusal := _why_not_turn_back(proposal, by):
        return refusal
    if not reason.strip():
        return Refusal("no_reason", _("List everything that the proposer must complete."))
    return None


def why_not_refuse_admission(
    proposal: Proposal, *, reason: str, clause: str, by: User
) -> Refusal | None:
    """Only with a clause of the negative list and a reason that is published."""
    if refusal := _why_not_turn_back(proposal, by):
        return refusal
    if not clause.strip():
        return Refusal("no_clause", _("Name the clause of the negative list that applies."))
    if not reason.strip():
        return Refusal("no_reason", _("Write the reason that the proposer will read."))
    return None


def why_not_screen(
    proposal: Proposal, *, lights: dict[str, str], estimate_fen: int, reason: str, by: User
) -> Refusal | None:
    """Three lights, none of them red, and an estimate within the cap."""
    if proposal.status != Status.ADMITTED:
        return Refusal(
            "not_admitted",
            _("Only an admitted case can be screened; this one is: %(status)s.")
            % {"status": proposal.get_status_display()},
        )
    return (
        why_not_handle(proposal, by=by)
        or _why_not_secretary(Permission.POWER_SECURE, proposal, by)
        or _why_not_findings(proposal, lights, estimate_fen, reason)
    )


def _why_not_findings(
    proposal: Proposal, lights: dict[str, str], estimate_fen: int, reason: str
) -> Refusal | None:
    if any(light not in Light.values for light in lights.values()):
        return Refusal("no_light", _("Answer all three questions."))
    if Light.RED in lights.values():
        return Refusal(
            "red_light",
            _("A “no” cannot pass: return the case for completion, or refuse it with a clause."),
        )
    if Light.AMBER in lights.values() and not reason.strip():
        return Refusal("no_reason", _("Say which conditions must be met."))
    if estimate_fen <= 0:
        return Refusal("no_estimate", _("Write the estimated cost."))
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
