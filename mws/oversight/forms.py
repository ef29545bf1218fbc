"""What an auditor types."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mws.oversight.models import NoteKind


class NoteForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=NoteKind)
    referred_to = forms.CharField(
        label=_("Referred to"), required=False, max_length=80,
        help_text=_("The office, for a referral only."),
    )  # fmt: skip
    text = forms.CharField(
        label=_("What was found"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2_000
    )
