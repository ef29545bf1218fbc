"""Attachments: photographs and documents of a case, stored by digest behind a rule."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from mws.files.storage import private_storage


class AttachmentKind(models.TextChoices):
    PHOTOGRAPH = "photograph", _("Photograph")
    DOCUMENT = "document", _("Document")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Public")
    RESTRICTED = "restricted", _("For those who handle the case")


def stored_name(attachment: Attachment, filename: str) -> str:
    return f"{attachment.sha256[:2]}/{attachment.sha256}{attachment.suffix}"


class Attachment(models.Model):
    """附件: photographs are re-encoded (no GPS, no EXIF) before they get here.

    ``erased_at``: the row stays and says that there was a file. Its words go at once, the bytes
    after the commit; ``file`` is empty when they are gone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=AttachmentKind)
    file = models.FileField(storage=private_storage, upload_to=stored_name, max_length=200)
    suffix = models.CharField(max_length=6)
    content_type = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    original_name = models.CharField(max_length=120)
    caption = models.CharField(max_length=120, blank=True)
    alt_text = models.CharField(max_length=120, blank=True)
    visibility = models.CharField(max_length=12, choices=Visibility, default=Visibility.RESTRICTED)
    case_id = models.UUIDField(db_index=True)
    uploaded_by_id = models.BigIntegerField(null=True)
    uploaded_at = models.DateTimeField(db_default=Now(), editable=False)
    retain_until = models.DateField(null=True)
    erased_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="files_attachment_kind_valid",
                condition=models.Q(kind__in=AttachmentKind.values),
            ),
            models.CheckConstraint(
                name="files_attachment_visibility_valid",
                condition=models.Q(visibility__in=Visibility.values),
            ),
            models.CheckConstraint(
                name="files_attachment_size_positive", condition=models.Q(size__gt=0)
            ),
            models.CheckConstraint(
                name="files_attachment_erased_without_words",
                condition=models.Q(erased_at=None)
                | models.Q(original_name="", caption="", alt_text=""),
            ),
            models.CheckConstraint(
                name="files_attachment_gone_only_when_erased",
                condition=~models.Q(file="") | models.Q(erased_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.original_name

    @property
    def is_photograph(self) -> bool:
        return self.kind == AttachmentKind.PHOTOGRAPH
