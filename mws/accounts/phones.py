"""Mobile numbers of the mainland: one spelling (+86…) for storage, look-up and sending."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_SEPARATORS = re.compile(r"[\s\-‐–—()·.]")
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1\d{10}$)")
_MOBILE = re.compile(r"1[3-9]\d{9}")


def normalise_phone(text: str) -> str:
    """ "138 0013-8000" -> "+8613800138000". Raises ValidationError (code ``invalid_phone``)."""
    plain = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text or ""))
    plain = _COUNTRY.sub("", plain)
    if not (plain.isascii() and _MOBILE.fullmatch(plain)):
        raise ValidationError(
            _("Enter a mobile number of the mainland: 11 figures, beginning with 1."),
            code="invalid_phone",
        )
    return f"+86{plain}"


def masked_phone(phone: str | None) -> str:
    """ "+8613800138000" -> "138****8000": enough to recognise one's own number."""
    plain = (phone or "").removeprefix("+86")
    return f"{plain[:3]}****{plain[-4:]}" if len(plain) >= 7 else ""


class PhoneField(forms.CharField):
    """A mobile number as people write it, cleaned to one spelling."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"label": _("Mobile number")} | kwargs | {"max_length": 30}))

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return normalise_phone(text) if text else ""
