"""Taking in files: checked and re-encoded first, then stored under their digest."""

from __future__ import annotations

from functools import partial
from io import BytesIO
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from mws.audit import services as audit
from mws.core.canonical import sha256_hex
from mws.core.refusals import Refusal, Refused, require
from mws.files.documents import CONTENT_TYPE, SUFFIX, is_pdf
from mws.files.models import Attachment, AttachmentKind, Visibility
from mws.files.photographs import NotAPhotograph, clean_photograph
from mws.files.rules import why_not_see

MOST_BYTES = 10 * 1024 * 1024
_OF_THE_FILE = (
    "kind", "suffix", "content_type", "width", "height", "original_name", "caption", "alt_text",
)  # fmt: skip


def store_photograph(
    *,
    upload: UploadedFile,
    case_id: UUID,
    by: Any,
    caption: str = "",
    alt_text: str = "",
    visibility: str = Visibility.PUBLIC,
) -> Attachment:
    """Keep a photograph of a case: turned upright, at most 1600 px, without place or camera.

    Raises Refused: ``empty``, ``too_large``, ``not_an_image``, ``too_many_pixels``.
    """
    _check_size(upload)
    try:
        photograph = clean_photograph(BytesIO(upload.read()))
    except NotAPhotograph as error:
        raise Refused(Refusal(error.code, _reason(error.code))) from error
    return _store(
        photograph.content, by=by, case_id=case_id, kind=AttachmentKind.PHOTOGRAPH,
        suffix=photograph.suffix, content_type=photograph.content_type, width=photograph.width,
        height=photograph.height, original_name=_plain_name(upload), caption=caption.strip(),
        alt_text=alt_text.strip(), visibility=visibility,
    )  # fmt: skip


def store_document(
    *,
    upload: UploadedFile,
    case_id: UUID,
    by: Any,
    caption: str = "",
    visibility: str = Visibility.RESTRICTED,
) -> Attachment:
    """Keep a PDF of a case as it is. Raises Refused: ``empty``, ``too_large``, ``not_a_pdf``."""
    _check_size(upload)
    content = upload.read()
    if not is_pdf(content):
        raise Refused(Refusal("not_a_pdf", _("This is no PDF. Save the document as PDF first.")))
    return _store(
        content, by=by, case_id=case_id, kind=AttachmentKind.DOCUMENT, suffix=SUFFIX,
        content_type=CONTENT_TYPE, original_name=_plain_name(upload), caption=caption.strip(),
        visibility=visibility,
    )  # fmt: skip


def store_upload(
    *, upload: UploadedFile, case_id: UUID, by: Any, photographs: str = Visibility.PUBLIC
) -> Attachment:
    """Keep a PDF as a restricted document, all else as a photograph of visibility
    ``photographs``. Raises Refused as the two others do."""
    looks_like_pdf = is_pdf(upload.read())
    upload.seek(0)
    if looks_like_pdf:
        return store_document(upload=upload, case_id=case_id, by=by)
    return store_photograph(upload=upload, case_id=case_id, by=by, visibility=photographs)


@transaction.atomic
def copy_attachment(*, source: Attachment, case_id: UUID, visibility: str, by: Any) -> Attachment:
    """The same file again for another case: neither shares the fate of the other."""
    require(why_not_see(source, by=by))
    with source.file.open() as stored:
        content = stored.read()
    same = {name: getattr(source, name) for name in _OF_THE_FILE}
    return _store(content, by=by, case_id=case_id, visibility=visibility, **same)


@transaction.atomic
def discard_attachment(*, attachment: Attachment, by: Any) -> None:
    """Delete a file for good: its row now, its bytes once that is certain. Who may is judged by
    the room whose file it is."""
    audit.record(
        "file.discarded", target=attachment, by=by, case_id=attachment.case_id,
        sha256=attachment.sha256,
    )  # fmt: skip
    stored = attachment.file
    attachment.delete()
    transaction.on_commit(partial(stored.storage.delete, stored.name))


@transaction.atomic
def _store(content: bytes, *, by: Any, case_id: UUID, **columns: Any) -> Attachment:
    attachment = Attachment(
        sha256=sha256_hex(content), size=len(content), case_id=case_id,
        uploaded_by_id=getattr(by, "pk", None), **columns,
    )  # fmt: skip
    attachment.file.save(attachment.original_name, ContentFile(content), save=False)
    attachment.save(force_insert=True)
    audit.record(
        "file.stored", target=attachment, by=by, case_id=case_id, kind=str(attachment.kind),
        sha256=attachment.sha256, size=attachment.size, visibility=str(attachment.visibility),
    )  # fmt: skip
    return attachment


def _check_size(upload: UploadedFile) -> None:
    if not upload.size:
        raise Refused(Refusal("empty", _("The file is empty. Choose it once more.")))
    if upload.size > MOST_BYTES:
        raise Refused(
            Refusal("too_large", _("The file is larger than 10 MB. Choose a smaller one."))
        )


def _reason(code: str) -> str:
    if code == "too_many_pixels":
        return _("The picture is larger than a camera takes. Make it smaller first.")
    return _("This is no picture that can be read here. Choose a photograph (JPEG, PNG, WebP).")


def _plain_name(upload: UploadedFile) -> str:
    """The name as the person knows it, without folders, at most 120 characters."""
    return PurePath((upload.name or "").replace("\\", "/")).name[-120:] or "file"
