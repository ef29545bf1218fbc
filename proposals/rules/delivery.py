"""What every rule of the delivery asks first: does this person hold the office, at this place,
and did nothing they did earlier on the case stand against it?"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import ROLE_PERMISSIONS, Permission, Role, roles_with
from mws.core.clock import database_now, local_day
from mws.core.refusals import Refusal
from mws.providers.rules import represents
from proposals.models import Project
from proposals.rules.duties import why_not_take


def why_not_in_office(
    project: Project, permission: Permission, *, by: User, duty: str = ""
) -> Refusal | None:
    """The permission, held here or above; a duty is separated from others (``rules.duties``)."""
    if not by.may(permission, project.community):
        return Refusal(
            "not_your_office",
            _("In %(place)s this step belongs to: %(roles)s.")
            % {"place": project.community.name, "roles": _names(permission)},
        )
    if not _by_office(project, permission, by) and not acts_for_provider(project, by=by):
        return Refusal(
            "not_your_project",
            _("Another provider carries this out: you see only your own projects from inside."),
        )
    return why_not_take(duty, case_id=project.case_id, by=by) if duty else None


def acts_for_provider(project: Project, *, by: User) -> bool:
    """Whether this person acts today for whoever carries the project out (one query)."""
    return represents(by, project.supplier_id, today=local_day(database_now()))


def _by_office(project: Project, permission: Permission, by: User) -> bool:
    """Whether an office carries the permission here, not only the role of a supplier."""
    return any(
        permission in ROLE_PERMISSIONS[hat.role]
        and hat.role != Role.SUPPLIER
        and hat.place.contains(project.community)
        for hat in by.hats
    )


def _names(permission: Permission) -> str:
    roles = (str(Role(role).label) for role in roles_with(permission))
    return "、".join(roles)
