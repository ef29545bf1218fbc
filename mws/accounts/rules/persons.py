"""About oneself, and about the first of all."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mws.accounts.models import User
from mws.core.refusals import Refusal
from mws.places.models import Place


def why_not_rename(person: User, *, name: str) -> Refusal | None:
    if not name.strip():
        return Refusal("no_name", _("Enter your name."))
    if person.home is not None:
        return Refusal(
            "name_verified",
            _("Your name was checked when your residency was verified. To change it, ask at "
              "your community office."),
        )  # fmt: skip
    return None


def why_not_found() -> Refusal | None:
    """A site is founded once, before anything else is in the database."""
    if User.objects.exists() or Place.objects.exists():
        return Refusal(
            "not_empty",
            _("There are people or places in this database already. Roles are given at the "
              "settings desk."),
        )  # fmt: skip
    return None
