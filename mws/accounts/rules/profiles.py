"""One's own profile and vault: what may stand in them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from stdnum.cn import uscc

from mws.accounts.models import User
from mws.core.refusals import Refusal
from mws.files.models import Attachment
from mws.files.selectors import attachments_of
from mws.places.models import Level, Place

MOST_DOCUMENTS = 20


def why_not_set_profile(
    person: User, *, estate: Place | None, organisation: str, credit_code: str
) -> Refusal | None:
    """``credit_code``: 18 characters as on the licence (GB 32100), without spaces."""
    if estate is not None and not _is_at_home(person, estate):
        return Refusal(
            "estate_elsewhere", _("Choose an estate of the community you are verified in.")
        )
    if credit_code and not organisation.strip():
        return Refusal("no_organisation", _("Enter the name of the organisation too."))
    if credit_code and not uscc.is_valid(credit_code):
        return Refusal(
            "wrong_credit_code",
            _("This is no unified social credit code. Compare it with the licence, sign by sign."),
        )
    return None


def why_not_keep_document(person: User) -> Refusal | None:
    profile = getattr(person, "profile", None)
    if profile is not None and len(attachments_of(profile.vault_id)) >= MOST_DOCUMENTS:
        return Refusal(
            "vault_full",
            _("You have %(most)s documents here. Delete one that you no longer need.")
            % {"most": MOST_DOCUMENTS},
        )
    return None


def why_not_open_vault(person: User, attachment: Attachment) -> Refusal | None:
    """A document of a vault is its owner's alone: to open, to use and to delete."""
    profile = getattr(person, "profile", None)
    if profile is None or attachment.case_id != profile.vault_id:
        return Refusal("not_yours", _("There is no such document among yours."))
    return None


def _is_at_home(person: User, estate: Place) -> bool:
    home = person.home
    return estate.level == Level.ESTATE and home is not None and home.contains(estate)
