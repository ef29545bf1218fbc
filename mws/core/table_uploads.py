"""Lists uploaded from a spreadsheet: the one field, and a file that is read again and again."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from mws.core.tables import Opener


class TableForm(forms.Form):
    """A table as CSV or XLSX; ``most_bytes`` is the largest that is taken."""

    file = forms.FileField(widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"}))
    file_label: Any = _("The list (CSV or XLSX)")
    most_bytes = 5 * 1024 * 1024
    too_large: Any = _("The file is too large. Divide the list and bring it in parts.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = self.file_label

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > self.most_bytes:
            raise forms.ValidationError(self.too_large, "too_large")
        return upload


def opener(upload: UploadedFile) -> Opener:
    """The uploaded file (small: it is held in memory), read anew as often as need be."""
    content = upload.read()
    return lambda: BytesIO(content)
