"""Who may look behind the figures, and write down what they found."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.refusals import Refusal
from mws.oversight.models import NoteKind
from mws.places.models import Place


def why_not_note(*, place: Place, kind: str, referred_to: str, by: User) -> Refusal | None:
    """An auditor of the place; a referral names the office it goes to, nothing else does."""
    if not by.may(Permission.AUDIT_READ, place):
        return Refusal("not_auditor", _("Only auditors of this place write notes."))
    if (kind == NoteKind.REFERRAL) != bool(referred_to.strip()):
        return Refusal("office_missing", _("Name the office for a referral, and only then."))
    return None
