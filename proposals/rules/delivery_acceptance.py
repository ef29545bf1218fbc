"""May an acceptance be recorded, and by such a group?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import Membership, User
from mws.accounts.permissions import Permission, Role
from mws.core.clock import local_day
from mws.core.refusals import Refusal
from proposals.models import CaseDuty, Category, Duty, Project
from proposals.models.choices import Origin
from proposals.models.outcome import AcceptanceResult, Capacity
from proposals.rules.delivery import why_not_in_office
from proposals.rules.duties import CARRIED_OUT

OWNERS = (Origin.ORGANISATION, Origin.COMMITTEE)  # who would accept a work of their own
ORDERED = (Capacity.SUBDISTRICT, Capacity.COMMITTEE, Capacity.SUPERVISION)


@dataclass(frozen=True)
class MemberInput:
    """One member of the group; ``person`` is None for members without an account."""

    name: str
    capacity: str
    agrees: bool
    remark: str = ""
    person: User | None = None


@dataclass(frozen=True)
class CheckInput:
    """One point of the check list; ``found`` may be empty where it is as agreed."""

    found: str
    is_right: bool


def why_not_accept(project: Project, *, by: User) -> Refusal | None:
    if refusal := why_not_in_office(
        project, Permission.ACCEPTANCE_RECORD, by=by, duty=Duty.ACCEPTED
    ):
        return refusal
    if by.holds(Role.SUPPLIER, project.community):
        return Refusal("supplier", _("Who carries out works here takes no part in acceptance."))
    if project.status != Project.Status.COMPLETED:
        return Refusal("not_completed", _("Acceptance follows when the works are completed."))
    if project.acceptances.filter(result=AcceptanceResult.FAILED).exists():
        return Refusal("failed", _("The works failed for good: the leader terminates the project."))
    return None


def why_not_acceptance_terms(
    project: Project,
    *,
    held_on: date,
    result: str,
    findings: str,
    rectify_by: date | None,
    today: date,
) -> Refusal | None:
    """Not in the future, with findings; put right by a day, and at most twice."""
    if held_on > today:
        return Refusal("held_in_future", _("The day of the acceptance cannot lie in the future."))
    if project.completed_at is not None and held_on < local_day(project.completed_at):
        return Refusal(
            "held_before_completion", _("The acceptance is held after the works are completed.")
        )
    if not findings.strip():
        return Refusal("no_findings", _("Write what the group found."))
    if result not in AcceptanceResult.values:
        return Refusal("no_result", _("Say how it ended."))
    if result != AcceptanceResult.RECTIFY:
        return None
    if rectify_by is None or rectify_by <= held_on:
        return Refusal("no_rectify_day", _("Name the later day by which it is put right."))
    rounds = project.proposal.round.frozen_rules.rectify_rounds
    if project.acceptances.filter(result=AcceptanceResult.RECTIFY).count() >= rounds:
        return Refusal(
            "rectified_enough",
            _("It has been put right as often as the rules allow (%(rounds)s): accept it now, or "
              "have the project terminated.") % {"rounds": rounds},
        )  # fmt: skip
    return None


def check_list(project: Project) -> list[tuple[str, str]]:
    """What is looked at point by point, and what was agreed: sessions of a service, counted goods,
    else the lines of the estimate."""
    category = project.proposal.category
    if category == Category.SERVICES:
        sessions = project.sessions.all()
        return [
            (s.title, _("%(count)s people on %(day)s")
             % {"count": s.planned_heads, "day": s.planned_on.isoformat()})
            for s in sessions
        ]  # fmt: skip
    if category == Category.GOODS and (lines := list(project.counts.all())):
        return [
            (line.name, f"{line.agreed.normalize():f} · {line.specification}") for line in lines
        ]
    items = project.proposal.cost_items.all()
    return [(item.name, f"{item.quantity.normalize():f} {item.unit}") for item in items]


def why_not_checks(
    project: Project, checks: Sequence[CheckInput], *, result: str
) -> Refusal | None:
    """Every point of the list is answered; it passes when all are right, else one is wrong."""
    points = check_list(project)
    if len(checks) != len(points):
        return Refusal("list_incomplete", _("Look at every point of the check list."))
    wrong = [check for check in checks if not check.is_right]
    if any(not check.found.strip() for check in wrong):
        return Refusal("no_finding", _("Where something is wrong, write what was found."))
    if wrong and result == AcceptanceResult.PASSED:
        return Refusal("point_wrong", _("It cannot pass while a point of the list is wrong."))
    if points and not wrong and result != AcceptanceResult.PASSED:
        return Refusal("nothing_wrong", _("Mark the points of the list that are not right."))
    return None


def why_not_three_parties(
    project: Project, members: Sequence[MemberInput], *, provider: str
) -> Refusal | None:
    """三方验收 of works: who ordered them and the residents have a voice, the provider is heard."""
    if project.proposal.category != Category.WORKS:
        return None
    if not provider.strip():
        return Refusal("provider_not_heard", _("Works: name who was there for the provider."))
    if any(member.name.strip() == provider.strip() for member in members):
        return Refusal("supplier", _("Who carries out works here takes no part in acceptance."))
    if not any(member.capacity in ORDERED for member in members):
        return Refusal(
            "no_client",
            _("Works: the sub-district, the committee or its site supervision takes part."),
        )
    return None


def why_not_group(
    project: Project, members: Sequence[MemberInput], *, result: str, on: date
) -> Refusal | None:
    """Large enough, with a residents' representative, the proposer heard, the supplier out."""
    size = project.proposal.round.frozen_rules.acceptance_group_size
    if len(members) < size:
        return Refusal(
            "group_too_small",
            _("The group has %(count)s members; at least %(size)s must take part.")
            % {"count": len(members), "size": size},
        )
    if not all(member.name.strip() for member in members):
        return Refusal("member_without_name", _("Enter the name of every member."))
    if len({member.name.strip() for member in members}) < len(members):
        return Refusal("member_twice", _("Everyone stands in the group once."))
    if not any(member.capacity == Capacity.RESIDENT for member in members):
        return Refusal("no_resident", _("The group needs a residents' representative."))
    if refusal := _why_not_proposer(project, members):
        return refusal
    if _includes_supplier(project, members, on=on):
        return Refusal("supplier", _("Who carries out works here takes no part in acceptance."))
    agree = sum(member.agrees for member in members)
    if result == AcceptanceResult.PASSED and 2 * agree <= len(members):
        return Refusal(
            "group_disagrees", _("The works pass when more than half of the group agree.")
        )
    return None


def _why_not_proposer(project: Project, members: Sequence[MemberInput]) -> Refusal | None:
    """The resident who proposed is heard, as proposer; other proposers stay outside the group."""
    proposal = project.proposal
    proposers = [member for member in members if _is_proposer(project, member)]
    if any(member.capacity != Capacity.PROPOSER for member in proposers):
        return Refusal("proposer_as_other", _("The proposer is heard as proposer, as nobody else."))
    if any(m.capacity == Capacity.PROPOSER and m not in proposers for m in members):
        return Refusal("not_the_proposer", _("Only who proposed the project sits as proposer."))
    if proposal.origin == Origin.RESIDENT and not proposers:
        return Refusal("proposer_not_heard", _("Hear the proposer, who is a member of the group."))
    if proposal.origin in OWNERS and proposers:
        return Refusal(
            "owner_accepts", _("An organisation does not accept what it proposed itself.")
        )
    return None


def _is_proposer(project: Project, member: MemberInput) -> bool:
    author = project.proposal.author
    if not project.proposal.has_proposer:
        return False
    if member.person is not None:
        return member.person.pk == author.pk
    return member.name.strip() == str(author)


def _includes_supplier(project: Project, members: Sequence[MemberInput], *, on: date) -> bool:
    if project.supplier and any(m.name.strip() == project.supplier.name for m in members):
        return True
    persons = [member.person.pk for member in members if member.person is not None]
    barred = CaseDuty.objects.filter(
        case_id=project.case_id, person__in=persons, duty__in=CARRIED_OUT
    )
    if barred.exists():
        return True
    hats = Membership.objects.in_force(on).filter(user__in=persons, role=Role.SUPPLIER)
    return any(hat.place.contains(project.community) for hat in hats.select_related("place"))
