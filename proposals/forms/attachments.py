"""Adding a file to a proposal: from the device, or out of one's vault."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.selectors import vault_of


class AttachForm(forms.Form):
    """A file from the camera or the device; the vault is offered to those who have something
    in it."""

    photograph = forms.FileField(
        label=_("Take a photograph now"), required=False, allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )  # fmt: skip
    upload = forms.FileField(
        label=_("A photograph or PDF from this device"), required=False, allow_empty_file=True,
        help_text=_("At most 10 MB. Everybody sees photographs; documents only the office."),
        widget=forms.FileInput(attrs={"accept": ".pdf,image/*"}),
    )  # fmt: skip

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        documents = vault_of(person)
        if documents:
            field = forms.TypedChoiceField(
                label=_("Or one of my documents"), required=False, empty_value=None, coerce=UUID,
                choices=[("", _("None")), *((row.pk, row.original_name) for row in documents)],
            )  # fmt: skip
            field.from_profile = "accounts:documents"  # type: ignore[attr-defined]
            self.fields["document"] = field

    def clean(self) -> dict[str, Any]:
        data = {"document": None} | (super().clean() or {})
        if not self.uploads and not data["document"]:
            raise ValidationError(_("Choose a file first."), code="no_file")
        return data

    @property
    def uploads(self) -> list[UploadedFile]:
        """What was photographed or chosen on the device; an empty file, too, was chosen."""
        found = (self.cleaned_data.get(name) for name in ("photograph", "upload"))
        return [file for file in found if file is not None]
