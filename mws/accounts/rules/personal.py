"""May a person's account be erased, and may somebody look at a person's data."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from mws.accounts.models import User
from mws.core.refusals import Refusal


def why_not_erase(person: User, *, by: User, today: date) -> Refusal | None:
    """Only oneself, and not while one holds an office: its files need a name."""
    if person.pk != by.pk:
        return Refusal("not_self", _("Only you yourself can delete your account."))
    if person.erased_at:
        return Refusal("erased_already", _("This account is deleted already."))
    role = person.memberships.not_over(today).select_related("place").first()
    if role:
        return Refusal(
            "holds_role",
            _("You hold a role: %(role)s of %(place)s. Have it ended first; then you can delete "
              "your account.") % {"role": role.get_role_display(), "place": role.place.name},
        )  # fmt: skip
    return None
