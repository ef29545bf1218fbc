"""What the tracking page asks."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.selectors.tracking import DIGITS, spelled

NUMBER = re.compile(r"MWS-\d{4}-[0-9A-Z]+-[0-9A-Z]+-\d+")


class TrackForm(forms.Form):
    receipt_no = forms.CharField(
        label=_("Receipt number"),
        max_length=60,
        help_text=_("As on your receipt, for example MWS-2026-TY-LZ-003."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    digits = forms.RegexField(
        rf"^[0-9]{{{DIGITS}}}$",
        label=_("Last four figures of the proposer's mobile number"),
        max_length=DIGITS,
        error_messages={"invalid": _("Enter four figures.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_receipt_no(self) -> str:
        number = spelled(self.cleaned_data["receipt_no"])
        if not NUMBER.fullmatch(number):
            raise forms.ValidationError(
                _("A receipt number begins with MWS and has four dashes. Compare it with your "
                  "receipt."), "not_a_number",
            )  # fmt: skip
        return number
