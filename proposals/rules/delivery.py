"""What every rule of the delivery asks first: does this person hold the office, at this place,
and did nothing they did earlier on the case stand against it?"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission, Role, roles_with
from mws.core.refusals import Refusal
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
    return why_not_take(duty, case_id=project.case_id, by=by) if duty else None


def _names(permission: Permission) -> str:
    roles = (str(Role(role).label) for role in roles_with(permission))
    return "、".join(roles)
