"""One's own profile and vault: entered and uploaded once, reused in later forms."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from stdnum.cn import uscc

from mws.accounts import rules
from mws.accounts.models import Profile, User
from mws.audit import services as audit
from mws.core.refusals import require
from mws.files.models import Attachment, Visibility
from mws.files.selectors import attachments_of
from mws.files.services import discard_attachment, store_upload
from mws.places.models import Place


@transaction.atomic
def set_profile(
    *,
    estate: Place | None,
    organisation: str,
    credit_code: str,
    by: User,
    now: datetime | None = None,
) -> Profile:
    """Keep one's estate and the organisation one acts for. What was entered stays out of the
    trail, which nobody can empty."""
    person = _locked(by)
    code = uscc.compact(credit_code)
    require(
        rules.why_not_set_profile(
            person, estate=estate, organisation=organisation, credit_code=code
        )
    )
    profile, _made = Profile.objects.update_or_create(
        user=person,
        defaults={
            "estate": estate, "organisation": organisation.strip(), "credit_code": code,
        },
    )  # fmt: skip
    audit.record("account.profile_set", target=person, by=by, effective_at=now)
    return profile


@transaction.atomic
def keep_document(*, upload: UploadedFile, by: User) -> Attachment:
    """Put a document or photograph into one's vault, which nobody else can open."""
    person = _locked(by)
    require(rules.why_not_keep_document(person))
    profile, _made = Profile.objects.get_or_create(user=person)
    return store_upload(
        upload=upload, case_id=profile.vault_id, by=by, photographs=Visibility.RESTRICTED
    )


@transaction.atomic
def discard_document(*, document_id: UUID, by: User) -> None:
    """Delete a document of one's vault; copies that were attached to a case stay with the case."""
    person = _locked(by)
    document = Attachment.objects.select_for_update().get(pk=document_id)
    require(rules.why_not_open_vault(person, document))
    discard_attachment(attachment=document, by=by)


def empty_vault(*, person: User) -> None:
    """Delete all documents of a person who leaves."""
    profile = Profile.objects.filter(user=person).first()
    for document in attachments_of(profile.vault_id) if profile else []:
        discard_attachment(attachment=document, by=person)


def _locked(by: User) -> User:
    return User.objects.select_for_update().get(pk=by.pk)
