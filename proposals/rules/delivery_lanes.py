"""Sessions of a service, counted goods, assets; and may a project stand still?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission, Role
from mws.core.refusals import Refusal
from proposals.models import (
    Category,
    ChangeState,
    Duty,
    GoodsCount,
    Project,
    ServiceSession,
)
from proposals.rules.delivery import why_not_in_office
from proposals.rules.delivery_progress import REPORTING, why_not_report_progress

Status = Project.Status
PAUSABLE = (Status.CONTRACTED, Status.IN_PROGRESS, Status.RECTIFYING)
LEAVES_ASSETS = (Status.ACCEPTED, Status.SETTLING, Status.SETTLED, Status.EVALUATED, Status.CLOSED)


@dataclass(frozen=True)
class PlannedSession:
    title: str
    planned_on: date
    heads: int


@dataclass(frozen=True)
class GoodsLine:
    """What is to be delivered of one thing."""

    name: str
    specification: str
    agreed: Decimal

    @property
    def key(self) -> tuple[str, str]:
        return self.name.strip(), self.specification.strip()


def why_not_plan_sessions(project: Project, *, by: User) -> Refusal | None:
    if project.proposal.category != Category.SERVICES:
        return Refusal("not_a_service", _("Only services have sessions."))
    return why_not_report_progress(project, by=by)


def why_not_session_plan(project: Project, sessions: Sequence[PlannedSession]) -> Refusal | None:
    """Each with a name, a day within the contract and a number of people."""
    if not sessions:
        return Refusal("no_session", _("Enter at least one session."))
    most = project.proposal.round.frozen_rules.sessions_most
    if len(sessions) + project.sessions.count() > most:
        return Refusal(
            "too_many_sessions",
            _("A project has at most %(most)s sessions.") % {"most": most},
        )
    if any(not session.title.strip() or session.heads <= 0 for session in sessions):
        return Refusal("incomplete", _("A session has a name, a day and a number of people."))
    planned = set(project.sessions.values_list("title", "planned_on"))
    asked = [(session.title.strip(), session.planned_on) for session in sessions]
    if len(set(asked)) < len(asked) or planned & set(asked):
        return Refusal("planned_already", _("A session of this name is planned for that day."))
    contract = project.contract
    if any(not contract.starts_on <= s.planned_on <= contract.ends_on for s in sessions):
        return Refusal(
            "outside_contract",
            _("Sessions lie within the contract: %(first)s to %(last)s.")
            % {"first": contract.starts_on.isoformat(), "last": contract.ends_on.isoformat()},
        )
    return None


def why_not_report_session(session: ServiceSession, *, by: User) -> Refusal | None:
    """Reported once, as held or as called off; what stands is not changed any more."""
    if refusal := why_not_report_progress(session.project, by=by):
        return refusal
    if not session.is_open:
        return Refusal("session_reported", _("This session has been reported already."))
    return None


def why_not_session_facts(
    session: ServiceSession, *, held_on: date, heads: int, today: date
) -> Refusal | None:
    if held_on > today:
        return Refusal("in_future", _("The day cannot lie in the future."))
    if held_on < session.project.contract.starts_on:
        return Refusal("before_contract", _("The day lies before the contract begins."))
    if heads <= 0:
        return Refusal("nobody_came", _("Say how many came; if nobody did, call the session off."))
    return None


def why_not_evidence(*, has_sheet: bool, has_photograph: bool, alt_text: str) -> Refusal | None:
    """A session that was held left a sign-in sheet and a photograph that is described."""
    if not has_sheet:
        return Refusal("no_sign_in_sheet", _("Add the sign-in sheet; the public does not see it."))
    if not has_photograph:
        return Refusal("no_photograph", _("Add a photograph of the session."))
    if not alt_text.strip():
        return Refusal(
            "photograph_not_described",
            _("Give the photograph a caption, and say what can be seen on it."),
        )
    return None


def why_not_change_lines(project: Project, *, by: User) -> Refusal | None:
    """What is delivered is what was signed: its lines change with an approved change of the plan,
    and no other way."""
    if refusal := why_not_in_office(project, Permission.CONTRACT_SIGN, by=by, duty=Duty.CONTRACTED):
        return refusal
    if project.proposal.category != Category.GOODS:
        return Refusal("not_goods", _("Only goods have lines to count."))
    if project.status not in REPORTING:
        return Refusal("not_running", _("Goods are counted between contract and acceptance."))
    if not project.plan_changes.filter(state=ChangeState.APPROVED).exists():
        return Refusal(
            "no_change_approved", _("The lines change with the plan: ask for that change first.")
        )
    return None


def why_not_lines(project: Project, lines: Sequence[GoodsLine]) -> Refusal | None:
    """At least one, each once, each with a number; what was counted stays on the list."""
    if not lines:
        return Refusal("no_line", _("Enter at least one line."))
    if any(not line.name.strip() or line.agreed <= 0 for line in lines):
        return Refusal("incomplete", _("A line has a name and a number above zero."))
    keys = {line.key for line in lines}
    if len(keys) < len(lines):
        return Refusal("line_twice", _("Each item stands on the list once."))
    counted = project.counts.exclude(counted=None).values_list("name", "specification")
    if set(counted) - keys:
        return Refusal("counted_already", _("What was counted already stays on the list."))
    return None


def why_not_count(line: GoodsCount, *, by: User) -> Refusal | None:
    """Goods are counted by the office that will accept them, not by who delivers."""
    project = line.project
    if refusal := why_not_in_office(
        project, Permission.ACCEPTANCE_RECORD, by=by, duty=Duty.ACCEPTED
    ):
        return refusal
    if by.holds(Role.SUPPLIER, project.community):
        return Refusal("supplier", _("Who carries out works here takes no part in acceptance."))
    if project.status not in REPORTING:
        return Refusal("not_running", _("Goods are counted between contract and acceptance."))
    return None


def why_not_count_facts(
    line: GoodsCount, *, delivered_on: date, counted: Decimal, today: date
) -> Refusal | None:
    if delivered_on > today:
        return Refusal("in_future", _("The day cannot lie in the future."))
    if delivered_on < line.project.contract.signed_on:
        return Refusal("before_contract", _("The day lies before the contract begins."))
    if counted < 0:
        return Refusal("negative_count", _("A count is not negative."))
    return None


def why_not_register_asset(project: Project, *, by: User) -> Refusal | None:
    """What an accepted project left is registered by the office that looks after it."""
    if refusal := why_not_in_office(project, Permission.ACCEPTANCE_RECORD, by=by):
        return refusal
    if project.status not in LEAVES_ASSETS:
        return Refusal("not_accepted", _("Assets are registered once the project is accepted."))
    return None


def why_not_asset_facts(
    project: Project, *, name: str, quantity: Decimal, kept_at: str, keeper: str, serial_no: str,
    is_new: bool = True,
) -> Refusal | None:  # fmt: skip
    """``is_new``: it is entered; the same thing at the same place is entered once."""
    if not (name.strip() and kept_at.strip() and keeper.strip()):
        return Refusal("incomplete", _("An asset has a name, a place and a keeper."))
    if quantity <= 0:
        return Refusal("no_amount", _("Enter how many there are."))
    number = serial_no.strip()
    if number and project.assets.filter(serial_no=number).exists():
        return Refusal("registered_already", _("This serial number is registered already."))
    same = project.assets.filter(name=name.strip(), kept_at=kept_at.strip(), serial_no=number)
    if is_new and same.exists():
        return Refusal(
            "registered_already", _("This is registered at that place already: change its entry.")
        )
    return None


def why_not_pause(project: Project, *, by: User) -> Refusal | None:
    if refusal := why_not_in_office(project, Permission.CONTRACT_SIGN, by=by):
        return refusal
    if project.status not in PAUSABLE:
        return Refusal(
            "not_running", _("Only works between contract and acceptance can stand still.")
        )
    return None


def why_not_resume(project: Project, *, by: User) -> Refusal | None:
    if refusal := why_not_in_office(project, Permission.CONTRACT_SIGN, by=by):
        return refusal
    if project.status != Status.SUSPENDED:
        return Refusal("not_suspended", _("The project does not stand still."))
    return None
