"""Taking in files: checked and re-encoded first, then stored under their digest."""

from __future__ import annotations

from datetime import datetime
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
from mws.core.due import do_each
from mws.core.refusals import Refusal, Refused, require
from mws.files.documents import CONTENT_TYPE, SUFFIX, is_pdf
from mws.files.drawings import clean_drawing, is_svg
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


def store_drawing(
    *, upload: UploadedFile, case_id: UUID, by: Any, alt_text: str = ""
) -> Attachment:
    """Keep a public drawing: an SVG that is built anew, else a picture as ``store_photograph``
    takes it. Raises Refused as that does, or ``not_plain``."""
    _check_size(upload)
    content = upload.read()
    upload.seek(0)
    if not is_svg(content):
        return store_photograph(upload=upload, case_id=case_id, by=by, alt_text=alt_text)
    try:
        drawing = clean_drawing(content)
    except NotAPhotograph as error:
        raise Refused(Refusal(error.code, _reason(error.code))) from error
    return _store(
        drawing.content, by=by, case_id=case_id, kind=AttachmentKind.PHOTOGRAPH,
        suffix=drawing.suffix, content_type=drawing.content_type, width=drawing.width,
        height=drawing.height, original_name=_plain_name(upload), alt_text=alt_text.strip(),
        visibility=Visibility.PUBLIC,
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
    *,
    upload: UploadedFile,
    case_id: UUID,
    by: Any,
    photographs: str = Visibility.PUBLIC,
    name: str = "",
) -> Attachment:
    """Keep a PDF as a restricted document, all else as a photograph of visibility
    ``photographs``. ``name`` replaces the file's own, which may tell too much. Raises Refused as
    the two others do."""
    _check_size(upload)
    upload.name = name or upload.name
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
def erase_attachment(*, attachment: Attachment, by: Any, now: datetime) -> None:
    """Delete what a file holds and keep the row that says so: its words now, its bytes once that
    is certain; ``forget_erased`` does it where the process died between."""
    attachment.original_name = attachment.caption = attachment.alt_text = ""
    attachment.erased_at = now
    attachment.save(update_fields=["original_name", "caption", "alt_text", "erased_at"])
    audit.record(
        "file.erased", target=attachment, by=by, effective_at=now, case_id=attachment.case_id,
        sha256=attachment.sha256,
    )  # fmt: skip
    transaction.on_commit(lambda: _forget_bytes(attachment), robust=True)


def forget_erased() -> int:
    """Delete the bytes that an erasure left behind. Returns how many files went."""
    left = Attachment.objects.filter(erased_at__isnull=False).exclude(file="")
    return do_each(left, _forget_bytes)


def _forget_bytes(attachment: Attachment) -> bool:
    attachment.file.storage.delete(attachment.file.name)
    return bool(Attachment.objects.filter(pk=attachment.pk).update(file=""))


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
    if code == "not_plain":
        return _("This drawing holds programs, styles or pictures. Save it as plain SVG or as PNG.")
    if code == "too_many_pixels":
        return _("The picture is larger than a camera takes. Make it smaller first.")
    return _("This is no picture that can be read here. Choose a photograph (JPEG, PNG, WebP).")


def _plain_name(upload: UploadedFile) -> str:
    """The name as the person knows it, without folders, at most 120 characters."""
    return PurePath((upload.name or "").replace("\\", "/")).name[-120:] or "file"
